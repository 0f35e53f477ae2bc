/**
 * Service worker of the browser host, for one thing alone: only a notification that a service worker shows may have a
 * button. What was pressed is passed on to the page; nothing is fetched or kept.
 */
interface NoticeClick extends Event {
  readonly action: string;
  readonly notification: Notification;
  waitUntil(work: Promise<unknown>): void;
}
interface WorkerScope {
  readonly clients: {
    matchAll(options: { readonly type: 'window'; readonly includeUncontrolled: true }): Promise<
      ReadonlyArray<{
        readonly frameType: string;
        focus(): Promise<unknown>;
        postMessage(message: unknown): void;
      }>
    >;
  };
  addEventListener(type: 'notificationclick', listener: (event: NoticeClick) => void): void;
}

const scope = self as unknown as WorkerScope;

scope.addEventListener('notificationclick', (event) => {
  event.notification.close();
  const tell = async () => {
    const pages = await scope.clients.matchAll({ type: 'window', includeUncontrolled: true });
    const page = pages.find(({ frameType }) => frameType === 'top-level' || frameType === 'auxiliary');
    page?.postMessage({ ringNotice: event.action === 'answer' ? 'answer' : 'show' });
    await page?.focus();
  };
  event.waitUntil(tell());
});
