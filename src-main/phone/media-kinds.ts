import type { ExchangeSettings } from '#shared/settings/index.ts';
import type { Log } from '../log/index.ts';
import type { DialogState } from './dialog-state.ts';
import type { MediaPort } from './media-port.ts';
import { MediaSession } from './media-session.ts';
import { createPageArrival } from './page-arrival.ts';
import { createRelay, isPlainRtp } from './relay/index.ts';
import type { Schedule } from './transport/index.ts';

export interface MediaKindsOptions {
  readonly exchange: ExchangeSettings;
  readonly media: MediaPort;
  /** Address of the signalling socket: the one that the exchange can reach. */
  readonly localAddress: () => string;
  /** A new UUIDv7. */
  readonly newId: () => string;
  readonly schedule: Schedule;
  readonly random: () => number;
  readonly log: Log;
  /** A session took the place of another. */
  readonly onRenewed: () => void;
}

export interface MediaKinds {
  /** The page for everything but descriptions: the relay's sessions and all others under their own ids. */
  readonly port: MediaPort;
  /** The media of a new call, in the kind of its offer; without one, in the kind that we offer. */
  mediaFor(offer: string | undefined): MediaSession;
  /** The media of a call of an earlier run, in the kind of what the other side described. */
  mediaOf(dialog: DialogState): MediaSession;
  start(): void;
  stop(): Promise<void>;
}

/** Two kinds of exchange, one softphone: WebRTC goes to the page directly, plain RTP by way of the relay. */
export function createMediaKinds(options: MediaKindsOptions): MediaKinds {
  const { exchange, media, newId, onRenewed, schedule } = options;
  const relay = createRelay({ ...options, settings: exchange.media });
  const direct = { port: media, pageArrival: createPageArrival(media, schedule) };
  const relayed = { port: relay.port, pageArrival: createPageArrival(relay.port, schedule) };
  const isWebSocket = /^wss?:/.test(exchange.servers[0] ?? '');
  const offersPlainRtp = (exchange.media.kind ?? (isWebSocket ? 'webrtc' : 'rtp')) === 'rtp';
  // What the relay did not begin it must not offer later: a WebRTC call goes past it for good.
  const kindOf = (description: string | undefined) =>
    (description === undefined ? offersPlainRtp : isPlainRtp(description)) ? relayed : direct;
  return {
    port: relay.port,
    mediaFor: (offer) => new MediaSession({ ...kindOf(offer), newId, schedule, onRenewed }),
    mediaOf: ({ localDescription: local, mediaSessionId: sessionId, remoteDescription: remote }) =>
      new MediaSession({
        ...kindOf(remote ?? local ?? undefined),
        newId,
        schedule,
        onRenewed,
        resumed: { sessionId, local, remote },
      }),
    start: () => {
      if (offersPlainRtp) relay.start();
    },
    stop: () => relay.stop(),
  };
}
