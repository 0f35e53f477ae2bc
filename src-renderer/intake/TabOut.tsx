import type { ReactNode } from 'react';
import { flushSync } from 'react-dom';

/**
 * Lets Tab leave an open list in one press. antd's list takes the first Tab for itself and closes only a task
 * later, so that a quick typist's next key would still land in it; here the list is closed before antd sees
 * the key, and the browser moves the cursor on.
 *
 * @param properties.onTab takes what is highlighted, if anything, and closes the list
 */
export function TabOut(properties: {
  readonly open: boolean;
  readonly onTab: () => void;
  readonly children: ReactNode;
}) {
  const { open, onTab, children } = properties;
  return (
    <div
      role="presentation"
      className="tab-out"
      onKeyDownCapture={(event) => {
        if (open && event.key === 'Tab' && !event.nativeEvent.isComposing) flushSync(onTab);
      }}
    >
      {children}
    </div>
  );
}
