import { answerCall, mainCall, usePhone } from '../call/index.ts';
import { isOpen, useShift } from '../shift/index.ts';
import { texts } from '../ui/index.ts';
import workerUrl from './ring-notice.worker.ts?worker&url';

/** The system's notifications, as far as they are needed; a fake in tests. */
export interface NoticeDoor {
  permission(): NotificationPermission;
  /** Asks the person; only of use right after a press. */
  ask(): void;
  /** Whether a press was made just now, so that a question does not come out of nowhere. */
  wasPressed(): boolean;
  /** Whether the window is in front. */
  isInFront(): boolean;
  /** Shows one with a button; answers what closes it. */
  show(title: string, body: string, answer: string): () => void;
}

/**
 * In the browser host, where nothing can bring a window to the front: a ring behind another window is told by the
 * system, without the caller, and its button answers (rule AC-13). It goes with the ring. The person is asked once for
 * the permission, when they say ready.
 *
 * @param door undefined in Electron, whose main process does the same, and where there are no notifications
 */
export function startRingNotice(door: NoticeDoor | undefined = browserDoor()): void {
  if (!door) return;
  let shown: { readonly callId: string; readonly close: () => void } | undefined;
  useShift.subscribe(({ state }, { state: before }) => {
    const isNews = state?.agent.state === 'ready' && before?.agent.state !== 'ready';
    if (isNews && door.permission() === 'default' && door.wasPressed()) door.ask();
  });
  usePhone.subscribe(({ state }) => {
    const call = mainCall(state?.calls ?? []);
    const callId = call?.state === 'ringing' ? call.id : undefined;
    if (shown && shown.callId !== callId) {
      shown.close();
      shown = undefined;
    }
    if (callId === undefined || shown || door.isInFront() || door.permission() !== 'granted') return;
    const close = door.show(
      texts.t('app.notice.title'),
      texts.t('app.notice.body'),
      texts.t('app.notice.answer'),
    );
    shown = { callId, close };
  });
}

/** A press of the notification. A locked seat only comes to the front. */
export function onNoticePressed(message: unknown): void {
  const isAnswer =
    typeof message === 'object' &&
    message !== null &&
    'ringNotice' in message &&
    message.ringNotice === 'answer';
  if (isAnswer && isOpen(useShift.getState().state)) void answerCall();
}

const TAG = 'ring';

function browserDoor(): NoticeDoor | undefined {
  if (window.lianxinqiao || !('Notification' in window) || !('serviceWorker' in navigator)) return undefined;
  const { serviceWorker } = navigator;
  let registration: Promise<ServiceWorkerRegistration> | undefined;
  const register = () => {
    registration ??= serviceWorker.register(workerUrl, { type: 'module' });
    return registration;
  };
  serviceWorker.addEventListener('message', ({ data }: MessageEvent<unknown>) => onNoticePressed(data));
  return {
    permission: () => Notification.permission,
    ask: () => {
      Notification.requestPermission()
        // Ready before the first ring that needs it.
        .then((answer) => (answer === 'granted' ? register() : undefined))
        .catch(() => undefined); // Without it title, icon and sound still tell.
    },
    wasPressed: () => navigator.userActivation?.isActive ?? false,
    isInFront: () => document.visibilityState === 'visible' && document.hasFocus(),
    show: (title, body, answer) => {
      let isOver = false;
      const close = async () => {
        isOver = true;
        const ready = await register();
        for (const notice of await ready.getNotifications({ tag: TAG })) notice.close();
      };
      const show = async () => {
        const ready = await register();
        if (isOver) return;
        const options = { body, tag: TAG, silent: true, requireInteraction: true };
        await ready.showNotification(title, {
          ...options,
          actions: [{ action: 'answer', title: answer }],
        } as NotificationOptions);
        if (isOver) await close();
      };
      show().catch(() => undefined); // A notification that can't be shown must not stand in a call's way.
      return () => void close().catch(() => undefined);
    },
  };
}
