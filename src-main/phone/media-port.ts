import type {
  AreaClient,
  DevicesState,
  EventPayload,
  MediaStatistics,
  MicrophoneState,
  mediaArea,
} from '#shared/contract/index.ts';

/** The media page's calls. */
export type MediaPage = AreaClient<typeof mediaArea>;

/** State of one peer connection, as the page reports it. */
export interface MediaSessionChange {
  readonly sessionId: string;
  readonly connection: 'connecting' | 'connected' | 'failed' | 'closed';
}

/** The page that holds the microphone, as phone sees it. */
export interface MediaPort {
  /** The page's calls, or undefined while none is connected. */
  page(): MediaPage | undefined;
  onPage(listener: (connected: boolean) => void): void;
  onMicrophone(listener: (microphone: MicrophoneState) => void): void;
  onSession(listener: (change: MediaSessionChange) => void): void;
  onStatistics(listener: (statistics: MediaStatistics) => void): void;
}

export type HeadsetButton = EventPayload<typeof mediaArea, 'headsetButton'>['button'];

/** The seat's sound devices, as phone sees them. */
export interface SoundPort {
  onChanged(listener: (state: DevicesState) => void): void;
  /** Root mean square, 0 to 1, about five times a second. */
  onMicrophoneLevel(listener: (level: number) => void): void;
  onHeadsetButton(listener: (button: HeadsetButton) => void): void;
}
