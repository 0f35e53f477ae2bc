import type { AreaClient, MediaStatistics, MicrophoneState, mediaArea } from '#shared/contract/index.ts';

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
