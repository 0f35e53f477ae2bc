import type { MicrophoneState } from '#shared/contract/index.ts';
import { codeOf } from '#shared/domain/index.ts';
import type { Log } from '../log/index.ts';
import type { CallList } from './call-list.ts';
import type { MediaPort } from './media-port.ts';

export interface PageWatchOptions {
  readonly media: MediaPort;
  readonly calls: CallList;
  readonly log: Log;
  readonly onMicrophone: (microphone: MicrophoneState) => void;
  /** A new page knows nothing and has to be told everything. */
  readonly onPage: () => void;
}

export interface PageWatch {
  readonly microphone: MicrophoneState;
  /** Looks for a page that was there before. */
  start(): void;
}

/** What becomes of the calls and the microphone when the media page comes and goes. */
export function watchPage(options: PageWatchOptions): PageWatch {
  const { calls, log, media } = options;
  let microphone: MicrophoneState = 'unknown';

  const enter = (now: MicrophoneState) => {
    if (now === microphone) return;
    microphone = now;
    options.onMicrophone(now);
  };
  const prepare = async () => {
    const page = media.page();
    if (!page) return;
    try {
      const prepared = await page.prepare(null);
      if (media.page() !== undefined) enter(prepared.microphone);
    } catch (error) {
      log.warn('microphone-not-prepared', { code: codeOf(error) });
    }
  };
  const changed = (connected: boolean) => {
    log[connected ? 'info' : 'warn']('media-page', { connected });
    if (!connected) {
      enter('unknown');
      for (const call of calls.live()) call.mediaLost();
      return;
    }
    void prepare();
    options.onPage();
    for (const call of calls.active()) call.conversation.pageConnected();
  };
  media.onPage(changed);
  media.onMicrophone(enter);
  media.onSession(({ sessionId, connection }) => {
    const call = calls.withMediaSession(sessionId);
    if (call) call.mediaChanged(connection);
    // The page has outlived the run of the program that this session was of.
    else if (connection === 'failed')
      media
        .page()
        ?.close({ sessionId })
        .catch(() => undefined);
  });

  return {
    get microphone() {
      return microphone;
    },
    start: () => {
      if (media.page()) changed(true);
    },
  };
}
