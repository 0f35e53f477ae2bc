import { randomBytes } from 'node:crypto';
import type { Channel, MediaStatistics } from '#shared/contract/index.ts';
import { CodedError } from '#shared/domain/index.ts';
import type { ExchangeSettings } from '#shared/settings/index.ts';
import type { Log } from '../../log/index.ts';
import type { MediaPage, MediaPort, MediaSessionChange } from '../media-port.ts';
import type { Schedule } from '../transport/index.ts';
import type { Agreement } from './area.ts';
import { createNegotiation, type Negotiation } from './negotiation.ts';
import { openPagePeer, type PagePeer } from './page-peer.ts';
import type { PagePreference } from './page-sdp.ts';
import { isPlainRtp } from './plain-sdp.ts';
import { createRelayThread, spawnRelayWorker } from './relay-thread.ts';
import { createStandings } from './standings.ts';
import { createWarmPeers } from './warm-peers.ts';

export interface RelayOptions {
  readonly media: MediaPort;
  readonly settings: ExchangeSettings['media'];
  /** Address of the signalling socket: the one that the exchange can reach. */
  readonly localAddress: () => string;
  /** A new UUIDv7. */
  readonly newId: () => string;
  readonly schedule: Schedule;
  /** Uniform in [0, 1); for delays, never for keys. */
  readonly random: () => number;
  readonly log: Log;
  /** Starts the thread; a test puts something else in its place. */
  readonly spawn?: () => Channel;
}

/** Lets the media page take part in calls of an exchange that knows only plain RTP (docs/spec/relay.md). */
export interface Relay {
  /**
   * A media port like the one it was given, whose descriptions are plain RTP. Sessions that it does not know
   * and descriptions that are not plain RTP go through to the page as they are.
   */
  readonly port: MediaPort;
  /** Begins to keep a warm peer; safe to call again. */
  start(): void;
  stop(): Promise<void>;
}

/** One call's media, from its first description on. */
interface Session {
  readonly peer: PagePeer;
  readonly negotiation: Negotiation;
  agreement: Agreement | undefined;
  /** Where we are reached; undefined before the first description. */
  address: string | undefined;
}

/** What a socket that is not connected says of itself. */
const UNSPECIFIED: ReadonlySet<string> = new Set(['', '0.0.0.0', '::']);

export function createRelay(options: RelayOptions): Relay {
  const { media, settings, newId, schedule, random, log } = options;
  const sessions = new Map<string, Session>();
  const sessionListeners: Array<(change: MediaSessionChange) => void> = [];
  const statisticsListeners: Array<(statistics: MediaStatistics) => void> = [];
  /** What the exchange used last is what a warm peer is prepared for. */
  let preference: PagePreference = { codec: 'PCMA', packetMilliseconds: 20 };

  const endAll = (): string[] => {
    const ended = [...sessions];
    sessions.clear();
    for (const [, { peer }] of ended) peer.close();
    return ended.map(([sessionId]) => sessionId);
  };
  const onThreadLost = () => {
    warmPeers.threadLost();
    for (const sessionId of endAll()) {
      for (const listener of sessionListeners) listener({ sessionId, connection: 'failed' });
    }
  };
  const thread = createRelayThread({
    log,
    spawn: options.spawn ?? (() => spawnRelayWorker(log)),
    onLost: onThreadLost,
  });
  const warmPeers = createWarmPeers({
    open: () => {
      const page = media.page();
      return page && openPagePeer({ id: newId(), relay: thread.client(), page, preference });
    },
    schedule,
    random,
    log,
  });
  const pageIdOf = (sessionId: string) => sessions.get(sessionId)?.peer.id ?? sessionId;
  const standings = createStandings({ page: pageOf, pageIdOf });

  function pageOf(): MediaPage {
    const page = media.page();
    if (!page) throw new CodedError('disconnected', 'There is no media page.');
    return page;
  }

  const callOf = (peerId: string) => [...sessions].find(([, { peer }]) => peer.id === peerId)?.[0];

  const begin = (sessionId: string): Session => {
    const peer = warmPeers.take();
    if (!peer) throw new CodedError('disconnected', 'There is no media page.');
    const session = {
      peer,
      negotiation: createNegotiation({ srtp: settings.srtp, randomBytes }),
      agreement: undefined,
      address: undefined,
    };
    sessions.set(sessionId, session);
    return session;
  };

  const end = (sessionId: string) => {
    sessions.get(sessionId)?.peer.close();
    sessions.delete(sessionId);
  };

  const listen = async (session: Session) => {
    const now = options.localAddress();
    // While the signalling is not connected, a call goes on where it is.
    const address = UNSPECIFIED.has(now) ? session.address : now;
    if (address === undefined) throw new CodedError('disconnected', 'The exchange is not connected.');
    session.address = address;
    await session.peer.opened;
    const { port } = await thread.client().listen({ id: session.peer.id, address, ports: settings.rtpPorts });
    return { address, port };
  };

  /** A session whose first description fails is no session; one that talks survives a bad re-INVITE. */
  const negotiate = async <T>(sessionId: string, step: (session: Session) => Promise<T>): Promise<T> => {
    const existing = sessions.get(sessionId);
    const session = existing ?? begin(sessionId);
    try {
      const [result] = await Promise.all([step(session), existing ? null : standings.take(sessionId)]);
      return result;
    } catch (error) {
      if (existing === undefined && sessions.get(sessionId) === session) end(sessionId);
      throw error;
    }
  };

  const carry = async (session: Session, agreement: Agreement) => {
    const { codec, packetMilliseconds } = agreement;
    preference = { codec: codec.name, packetMilliseconds };
    await thread.client().carry({ id: session.peer.id, agreement });
    session.agreement = agreement;
    await session.peer.prefer(preference);
  };

  const page: MediaPage = {
    configure: (input) => pageOf().configure(input),
    prepare: (input) => pageOf().prepare(input),
    ring: (input) => pageOf().ring(input),
    setHeadset: (input) => pageOf().setHeadset(input),
    // For a plain offer a warm peer stands ready already.
    expectOffer: async (input) => (isPlainRtp(input.offer) ? null : pageOf().expectOffer(input)),
    answerOffer: async (input) => {
      const { sessionId, offer } = input;
      if (!sessions.has(sessionId) && !isPlainRtp(offer)) return pageOf().answerOffer(input);
      return negotiate(sessionId, async (session) => {
        const local = await listen(session);
        const { answer, agreement } = session.negotiation.answer(offer, local);
        await carry(session, agreement);
        return { answer };
      });
    },
    createOffer: ({ sessionId, direction }) =>
      negotiate(sessionId, async (session) => ({
        offer: session.negotiation.offer(direction, await listen(session)),
      })),
    acceptAnswer: async (input) => {
      const { sessionId, answer } = input;
      const session = sessions.get(sessionId);
      if (!session) return pageOf().acceptAnswer(input);
      await carry(session, session.negotiation.accept(answer));
      return null;
    },
    setSession: (standing) => standings.set(standing),
    sendDigits: async (input) => {
      const session = sessions.get(input.sessionId);
      if (session && (session.agreement?.telephoneEvent ?? null) === null) return { sent: false };
      return pageOf().sendDigits({ ...input, sessionId: pageIdOf(input.sessionId) });
    },
    close: async (input) => {
      end(input.sessionId);
      standings.forget(input.sessionId);
      // The page may have been told of the call by its own id, before it had a session.
      return pageOf().close(input);
    },
  };

  media.onPage((connected) => {
    if (connected) return warmPeers.pageCame();
    warmPeers.pageLost();
    endAll();
  });
  media.onSession((change) => {
    const sessionId = callOf(change.sessionId);
    if (sessionId === undefined && change.connection === 'failed') warmPeers.lost(change.sessionId);
    for (const listener of sessionListeners) {
      listener({ ...change, sessionId: sessionId ?? change.sessionId });
    }
  });
  media.onStatistics((statistics) => void pass(statistics));

  /** The relay's counters take the place of the page's, which are those of a path within this machine. */
  const pass = async (statistics: MediaStatistics) => {
    const sessionId = callOf(statistics.sessionId);
    // Between two readings the thread may end; the session then fails by itself.
    const counters =
      sessionId === undefined
        ? {}
        : await thread
            .client()
            .count({ id: statistics.sessionId })
            .catch(() => undefined);
    if (counters === undefined) return;
    const merged = { ...statistics, ...counters, sessionId: sessionId ?? statistics.sessionId };
    for (const listener of statisticsListeners) listener(merged);
  };

  return {
    port: {
      ...media,
      page: () => (media.page() ? page : undefined),
      onSession: (listener) => void sessionListeners.push(listener),
      onStatistics: (listener) => void statisticsListeners.push(listener),
    },
    start: () => warmPeers.start(),
    stop: async () => {
      warmPeers.stop();
      endAll();
      thread.stop();
    },
  };
}
