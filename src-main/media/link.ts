import type {
  AreaClient,
  DeviceReport,
  Endpoint,
  EventPayload,
  MediaStatistics,
  MicrophoneState,
  mediaArea,
  SeatContract,
} from '#shared/contract/index.ts';

type MediaEvents = { [K in keyof (typeof mediaArea)['events']]: EventPayload<typeof mediaArea, K> };

/**
 * Main's side of the media page: whichever page attached last is the one in use, since a page that was
 * reloaded or replaced may be noticed as gone only after its successor has come.
 */
export interface MediaLink {
  /** The page's calls, or undefined while none is connected. */
  page(): AreaClient<typeof mediaArea> | undefined;
  onPage(listener: (connected: boolean) => void): void;
  onMicrophone(listener: (microphone: MicrophoneState) => void): void;
  onMicrophoneLevel(listener: (level: number) => void): void;
  onDevices(listener: (report: DeviceReport) => void): void;
  onSession(listener: (change: MediaEvents['sessionChanged']) => void): void;
  onStatistics(listener: (statistics: MediaStatistics) => void): void;
  onHeadsetButton(listener: (button: MediaEvents['headsetButton']['button']) => void): void;
  attach(endpoint: Endpoint<SeatContract>): void;
}

/** A link without a page. */
export function createMediaLink(): MediaLink {
  let current: Endpoint<SeatContract> | undefined;
  const pageListeners: Array<(connected: boolean) => void> = [];
  const listeners: { [K in keyof MediaEvents]: Array<(payload: MediaEvents[K]) => void> } = {
    microphoneChanged: [],
    microphoneLevel: [],
    devicesChanged: [],
    sessionChanged: [],
    statistics: [],
    headsetButton: [],
  };
  const tell = <T>(to: ReadonlyArray<(value: T) => void>, value: T) => {
    for (const listener of to) listener(value);
  };
  const follow = <K extends keyof MediaEvents>(
    endpoint: Endpoint<SeatContract>,
    event: K,
    to: ReadonlyArray<(payload: EventPayload<typeof mediaArea, K>) => void>,
  ) => {
    endpoint.on('media', event, (payload) => {
      if (current === endpoint) tell(to, payload);
    });
  };
  return {
    page: () => current?.client('media'),
    onPage: (listener) => void pageListeners.push(listener),
    onMicrophone: (listener) =>
      void listeners.microphoneChanged.push(({ microphone }) => listener(microphone)),
    onMicrophoneLevel: (listener) => void listeners.microphoneLevel.push(({ level }) => listener(level)),
    onDevices: (listener) => void listeners.devicesChanged.push(listener),
    onSession: (listener) => void listeners.sessionChanged.push(listener),
    onStatistics: (listener) => void listeners.statistics.push(listener),
    onHeadsetButton: (listener) => void listeners.headsetButton.push(({ button }) => listener(button)),
    attach: (endpoint) => {
      const previous = current;
      current = endpoint;
      if (previous) {
        tell(pageListeners, false);
        previous.close();
      }
      follow(endpoint, 'microphoneChanged', listeners.microphoneChanged);
      follow(endpoint, 'microphoneLevel', listeners.microphoneLevel);
      follow(endpoint, 'devicesChanged', listeners.devicesChanged);
      follow(endpoint, 'sessionChanged', listeners.sessionChanged);
      follow(endpoint, 'statistics', listeners.statistics);
      follow(endpoint, 'headsetButton', listeners.headsetButton);
      endpoint.onClose(() => {
        if (current !== endpoint) return;
        current = undefined;
        tell(pageListeners, false);
      });
      tell(pageListeners, true);
    },
  };
}
