import type { AreaClient, mediaArea } from '#shared/contract/index.ts';
import type { Log } from '../log/index.ts';
import type { CallList } from './call-list.ts';
import type { MediaPort } from './media-port.ts';

type SessionSettings = Parameters<AreaClient<typeof mediaArea>['setSession']>[0];

/**
 * How each media session stands among the others, derived from the calls: a held call is neither sent the
 * microphone nor heard, the parties of a conference are sent each other.
 */
export function mediaPlan(calls: CallList): SessionSettings[] {
  const conference = calls.conference().filter((call) => !call.isCut);
  return calls
    .live()
    .filter((call) => call.state !== 'ringing')
    .map((call) => ({
      sessionId: call.mediaSessionId,
      muted: call.isMuted || call.isCut,
      heard: !call.isCut,
      mixedWith: conference.includes(call)
        ? conference.filter((other) => other !== call).map((other) => other.mediaSessionId)
        : [],
    }));
}

export interface MediaPlanKeeper {
  /** Tells the page what has changed; to be called whenever a call has. */
  update(): void;
  /** A new page knows nothing and is told everything. */
  pageConnected(): void;
}

/** The one way by which sound is cut and mixed. */
export function createMediaPlanKeeper(options: {
  readonly calls: CallList;
  readonly port: Pick<MediaPort, 'page'>;
  readonly log: Log;
}): MediaPlanKeeper {
  const { calls, port, log } = options;
  let told = new Map<string, string>();
  const update = () => {
    const page = port.page();
    if (!page) return;
    const before = told;
    told = new Map();
    for (const settings of mediaPlan(calls)) {
      const text = JSON.stringify(settings);
      told.set(settings.sessionId, text);
      if (before.get(settings.sessionId) === text) continue;
      page.setSession(settings).catch(() => log.error('session-not-set'));
    }
  };
  return {
    update,
    pageConnected: () => {
      told = new Map();
      update();
    },
  };
}
