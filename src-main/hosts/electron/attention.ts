import type { BrowserWindow, Notification, NotificationConstructorOptions } from 'electron';

/** What of a ringing call the host is told; no number, as a notification is seen by whoever passes. */
export interface RingingNotice {
  readonly callId: string;
  /** Milliseconds the citizen has waited already. */
  readonly waitedMilliseconds: number;
}

/**
 * Makes a ring impossible to miss when another program has the focus: the window comes to the front, its button on
 * the taskbar flashes, and the system shows a notification whose button answers. All of it ends with the ring.
 */
export function createAttention(options: {
  readonly ui: Pick<BrowserWindow, 'flashFrame' | 'isFocused'>;
  readonly show: () => void;
  /** Undefined where the system has no notifications. */
  readonly notify:
    | ((given: NotificationConstructorOptions) => Pick<Notification, 'on' | 'show' | 'close'>)
    | undefined;
  readonly texts: { readonly title: string; readonly body: string; readonly answer: string };
  readonly answer: (callId: string) => void;
}): (ringing: readonly RingingNotice[]) => void {
  let shown: { readonly callId: string; readonly close: () => void } | undefined;

  const end = () => {
    if (!shown) return;
    shown.close();
    shown = undefined;
    options.ui.flashFrame(false);
  };

  return (ringing) => {
    const [first] = ringing;
    if (shown && shown.callId !== first?.callId) end();
    if (!first || shown) return;
    const { callId } = first;
    if (options.ui.isFocused()) return;
    options.ui.flashFrame(true);
    options.show();
    const { answer, body, title } = options.texts;
    const notification = options.notify?.({
      title,
      body,
      silent: true, // the ringer is louder, and rises with the clock
      urgency: 'critical',
      timeoutType: 'never',
      actions: [{ type: 'button', text: answer }],
    });
    notification?.on('action', () => options.answer(callId));
    notification?.on('click', options.show);
    notification?.show();
    shown = { callId, close: () => notification?.close() };
  };
}
