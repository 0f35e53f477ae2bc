import type {
  AreaClient,
  Endpoint,
  MediaStatistics,
  MicrophoneState,
  mediaArea,
  SeatContract,
} from '#shared/contract/index.ts';

type SessionChange = { sessionId: string; connection: 'connecting' | 'connected' | 'failed' | 'closed' };

/**
 * Main's side of the media page: whichever page attached last is the one in use, since a page that was
 * reloaded or replaced may be noticed as gone only after its successor has come.
 */
export interface MediaLink {
  /** The page's calls, or undefined while none is connected. */
  page(): AreaClient<typeof mediaArea> | undefined;
  onPage(listener: (connected: boolean) => void): void;
  onMicrophone(listener: (microphone: MicrophoneState) => void): void;
  onSession(listener: (change: SessionChange) => void): void;
  onStatistics(listener: (statistics: MediaStatistics) => void): void;
  attach(endpoint: Endpoint<SeatContract>): void;
}

/** A link without a page. */
export function createMediaLink(): MediaLink {
  let current: Endpoint<SeatContract> | undefined;
  const pageListeners: Array<(connected: boolean) => void> = [];
  const microphoneListeners: Array<(microphone: MicrophoneState) => void> = [];
  const sessionListeners: Array<(change: SessionChange) => void> = [];
  const statisticsListeners: Array<(statistics: MediaStatistics) => void> = [];
  const tell = <T>(listeners: Array<(value: T) => void>, value: T) => {
    for (const listener of listeners) listener(value);
  };
  return {
    page: () => current?.client('media'),
    onPage: (listener) => void pageListeners.push(listener),
    onMicrophone: (listener) => void microphoneListeners.push(listener),
    onSession: (listener) => void sessionListeners.push(listener),
    onStatistics: (listener) => void statisticsListeners.push(listener),
    attach: (endpoint) => {
      const previous = current;
      current = endpoint;
      if (previous) {
        tell(pageListeners, false);
        previous.close();
      }
      const whileCurrent =
        <T>(listeners: Array<(value: T) => void>) =>
        (value: T) => {
          if (current === endpoint) tell(listeners, value);
        };
      endpoint.on('media', 'microphoneChanged', ({ microphone }) =>
        whileCurrent(microphoneListeners)(microphone),
      );
      endpoint.on('media', 'sessionChanged', whileCurrent(sessionListeners));
      endpoint.on('media', 'statistics', whileCurrent(statisticsListeners));
      endpoint.onClose(() => {
        if (current !== endpoint) return;
        current = undefined;
        tell(pageListeners, false);
      });
      tell(pageListeners, true);
    },
  };
}
