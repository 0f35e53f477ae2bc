import type { AreaHandlers, EventInput, mediaArea } from '#shared/contract/index.ts';
import { CodedError } from '#shared/domain/index.ts';
import { gathered, inOfferOrder } from './sdp.ts';
import { NO_READING, type Reading, read, toStatistics } from './statistics.ts';

type SessionCalls = Pick<
  AreaHandlers<typeof mediaArea>,
  'answerOffer' | 'createOffer' | 'acceptAnswer' | 'close'
>;

export interface SessionsOptions {
  readonly createPeer: () => RTCPeerConnection;
  /** The track that every session sends. */
  readonly track: () => MediaStreamTrack;
  /** Lets the operator hear a stream; answers what stops it. */
  readonly play: (stream: MediaStream) => () => void;
  readonly streamOf: (track: MediaStreamTrack) => MediaStream;
  /** What codecs the browser can send and receive, in its own order. */
  readonly codecs: () => RTCRtpCodec[];
  readonly schedule: (milliseconds: number, run: () => void) => () => void;
  readonly onSession: (change: EventInput<typeof mediaArea, 'sessionChanged'>) => void;
  readonly onStatistics: (statistics: EventInput<typeof mediaArea, 'statistics'>) => void;
}

export interface Sessions {
  readonly handlers: SessionCalls;
  /** Every session sends this track from now on. */
  replaceTrack(track: MediaStreamTrack): void;
}

interface Session {
  readonly peer: RTCPeerConnection;
  readonly transceiver: RTCRtpTransceiver;
  readonly stops: Array<() => void>;
}

const GATHERING_LIMIT_MILLISECONDS = 500;
/** Often enough for a level meter to look alive. */
const STATISTICS_MILLISECONDS = 200;

/**
 * The peer connections, one a session.
 *
 * ```
 *  answerOffer ─► (peer made, offer applied) ─► connecting ─► connected ⇄ connecting (checks lost)
 *  createOffer ─► … acceptAnswer ─────────────────▲  │              │
 *                                                    └─► failed ◄───┘     close, from any ─► closed
 * ```
 */
export function createSessions(options: SessionsOptions): Sessions {
  const sessions = new Map<string, Session>();

  const open = (sessionId: string, kind: 'offered' | 'offering'): Session => {
    const peer = options.createPeer();
    const stops: Array<() => void> = [];
    const onConnection = () => {
      const connection = connectionOf(peer.connectionState);
      if (connection) options.onSession({ sessionId, connection });
    };
    peer.addEventListener('connectionstatechange', onConnection);
    peer.addEventListener('track', ({ track }) => stops.push(options.play(options.streamOf(track))));
    // A transceiver made by addTrack is the one that an offer's audio section is joined to (RFC 8829, 5.10).
    const sender = peer.addTrack(options.track());
    const transceiver = peer.getTransceivers().find((one) => one.sender === sender);
    if (!transceiver) throw new CodedError('sdp-refused', 'The browser made no audio transceiver.');
    if (kind === 'offering') transceiver.setCodecPreferences(inOfferOrder(options.codecs()));
    const session = { peer, transceiver, stops };
    sessions.set(sessionId, session);
    stops.push(() => peer.removeEventListener('connectionstatechange', onConnection));
    stops.push(watchStatistics(sessionId, peer));
    return session;
  };

  const watchStatistics = (sessionId: string, peer: RTCPeerConnection): (() => void) => {
    let previous: Reading = NO_READING;
    let cancel: (() => void) | undefined;
    let stopped = false;
    const next = () => {
      cancel = options.schedule(STATISTICS_MILLISECONDS, () => void measure());
    };
    const measure = async () => {
      if (peer.connectionState === 'connected') {
        const report = await peer.getStats();
        if (stopped) return;
        const now = read(report.values());
        options.onStatistics(toStatistics(sessionId, previous, now));
        previous = now;
      }
      if (!stopped) next();
    };
    next();
    return () => {
      stopped = true;
      cancel?.();
    };
  };

  const close = (sessionId: string) => {
    const session = sessions.get(sessionId);
    if (!session) return;
    sessions.delete(sessionId);
    for (const stop of session.stops) stop();
    session.peer.close();
    options.onSession({ sessionId, connection: 'closed' });
  };

  /** A session whose first description fails is no session; one that talks survives a bad re-INVITE. */
  const negotiate = async (
    sessionId: string,
    kind: 'offered' | 'offering',
    steps: (peer: RTCPeerConnection) => Promise<void>,
  ): Promise<string> => {
    const existing = sessions.get(sessionId);
    const { peer } = existing ?? open(sessionId, kind);
    try {
      await steps(peer);
      await gathered(peer, GATHERING_LIMIT_MILLISECONDS, options.schedule);
    } catch (error) {
      if (existing === undefined) close(sessionId);
      else await rollBack(peer);
      throw refused(error);
    }
    const sdp = peer.localDescription?.sdp;
    if (sdp === undefined) throw new CodedError('no-such-session', 'The session was closed meanwhile.');
    return sdp;
  };

  return {
    handlers: {
      answerOffer: async ({ sessionId, offer }) => ({
        answer: await negotiate(sessionId, 'offered', async (peer) => {
          await peer.setRemoteDescription({ type: 'offer', sdp: offer });
          await peer.setLocalDescription();
        }),
      }),
      createOffer: async ({ sessionId }) => ({
        offer: await negotiate(sessionId, 'offering', (peer) => peer.setLocalDescription()),
      }),
      acceptAnswer: async ({ sessionId, answer }) => {
        const session = sessions.get(sessionId);
        if (!session) throw new CodedError('no-such-session', 'There is no such media session.');
        try {
          await session.peer.setRemoteDescription({ type: 'answer', sdp: answer });
        } catch (error) {
          throw refused(error);
        }
        return null;
      },
      close: ({ sessionId }) => {
        close(sessionId);
        return null;
      },
    },
    replaceTrack: (track) => {
      for (const { transceiver } of sessions.values()) {
        transceiver.sender.replaceTrack(track).catch(() => {
          // The session was closed in the same moment; it sends nothing any more.
        });
      }
    },
  };
}

/** `disconnected` is a path whose checks fail at the moment: it may come back, so it counts as connecting. */
function connectionOf(state: RTCPeerConnectionState): 'connecting' | 'connected' | 'failed' | undefined {
  if (state === 'connected' || state === 'failed') return state;
  return state === 'connecting' || state === 'disconnected' ? 'connecting' : undefined;
}

/** Back to what was agreed before; each side's half-made offer is withdrawn by its own call (RFC 8829, 4.1.10). */
async function rollBack(peer: RTCPeerConnection): Promise<void> {
  if (peer.signalingState === 'have-local-offer') await peer.setLocalDescription({ type: 'rollback' });
  if (peer.signalingState === 'have-remote-offer') await peer.setRemoteDescription({ type: 'rollback' });
}

function refused(error: unknown): CodedError {
  return new CodedError('sdp-refused', 'The browser refused the session description.', { cause: error });
}
