import { useEffect, useState } from 'react';

/**
 * For a part of the screen that takes the focus when it opens: gives it back, when it goes, to where it was. A
 * focus that has moved on meanwhile stays where it is.
 */
export function useFocusReturn(): void {
  // Taken while rendering, as the part's own autofocus comes before any effect.
  const [before] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      const isLost = document.activeElement === null || document.activeElement === document.body;
      if (isLost && before instanceof HTMLElement && before.isConnected) before.focus();
    },
    [before],
  );
}
