import type { AreaHandlers, EventInput, mediaArea } from '#shared/contract/index.ts';
import { CodedError } from '#shared/domain/index.ts';
import { type Mix, ORDINARY, Outgoing, type Standing } from './outgoing.ts';
import { gathered, inOfferOrder, withoutCandidates } from './sdp.ts';
import { NO_READING, type Reading, read, toStatistics } from './statistics.ts';

type SessionCalls = Pick<
  AreaHandlers<typeof mediaArea>,
  'expectOffer' | 'answerOffer' | 'createOffer' | 'acceptAnswer' | 'setSession' | 'sendDigits' | 'close'
>;

export interface SessionsOptions {
  readonly createPeer: () => RTCPeerConnection;
  /** The microphone, or what stands in for it. */
  readonly track: () => MediaStreamTrack;
  /** Makes one track of several. */
  readonly mix: (tracks: readonly MediaStreamTrack[]) => Mix;
  /** Lets the operator hear a stream. */
  readonly play: (stream: MediaStream) => Playback;
  readonly streamOf: (track: MediaStreamTrack) => MediaStream;
  /** What codecs the browser can send and receive, in its own order. */
  readonly codecs: () => RTCRtpCodec[];
  readonly schedule: (milliseconds: number, run: () => void) => () => void;
  readonly onSession: (change: EventInput<typeof mediaArea, 'sessionChanged'>) => void;
  readonly onStatistics: (statistics: EventInput<typeof mediaArea, 'statistics'>) => void;
}

/** A stream that is being played. */
export interface Playback {
  /** A stream that is not heard goes on playing in silence: Chromium mixes only what an element plays. */
  setHeard(heard: boolean): void;
  stop(): void;
}

export interface Sessions {
  readonly handlers: SessionCalls;
  /** The microphone is another track from now on. */
  microphoneChanged(): void;
}

interface Session {
  readonly peer: RTCPeerConnection;
  readonly transceiver: RTCRtpTransceiver;
  readonly outgoing: Outgoing;
  readonly stops: Array<() => void>;
  /** The caller's offer whose answer was made ahead, until it is answered. */
  expected: Expected | undefined;
  /** What the other side says, once its track is there. */
  voice: MediaStreamTrack | undefined;
  playback: Playback | undefined;
}

interface Expected {
  readonly offer: string;
  /** The caller's addresses, kept back: without one no check of a path begins. */
  readonly candidates: readonly RTCIceCandidateInit[];
  readonly described: Promise<void>;
}

const GATHERING_LIMIT_MILLISECONDS = 500;
/** Often enough for a level meter to look alive. */
const STATISTICS_MILLISECONDS = 200;
/** Length of a tone and the pause after it: within what every exchange takes (RFC 4733, Q.24), ms. */
const TONE_MILLISECONDS = 160;
const TONE_GAP_MILLISECONDS = 70;

/**
 * The peer connections, one a session.
 *
 * ```
 *  expectOffer ─► (peer made, offer applied without its candidates, answer made and gathered)
 *       │
 *  answerOffer ─► (the same, unless expected; candidates added) ─► connecting ─► connected ⇄ connecting (checks lost)
 *  createOffer ─► … acceptAnswer ──────────────────────────────▲  │              │
 *                                                                 └─► failed ◄───┘     close, from any ─► closed
 * ```
 */
export function createSessions(options: SessionsOptions): Sessions {
  const sessions = new Map<string, Session>();
  /** By session, also for those that have no peer connection yet. */
  const standings = new Map<string, Standing>();
  const standingOf = (sessionId: string) => standings.get(sessionId) ?? ORDINARY;

  /** A voice that comes or goes concerns those that are mixed with it, so all are looked at. */
  const updateAll = () => {
    for (const [sessionId, session] of sessions) {
      const standing = standingOf(sessionId);
      session.outgoing.update(standing);
      session.playback?.setHeard(standing.heard);
    }
  };

  const open = (sessionId: string, kind: 'offered' | 'offering'): Session => {
    const peer = options.createPeer();
    const stops: Array<() => void> = [];
    const onConnection = () => {
      const connection = connectionOf(peer.connectionState);
      if (connection) options.onSession({ sessionId, connection });
    };
    peer.addEventListener('connectionstatechange', onConnection);
    const outgoing = new Outgoing({
      microphone: options.track,
      mix: options.mix,
      voiceOf: (other) => sessions.get(other)?.voice,
      send: (track) => {
        sender.replaceTrack(track).catch(() => {
          // The session was closed in the same moment; it sends nothing any more.
        });
      },
    });
    peer.addEventListener('track', ({ track }) => {
      session.playback?.stop();
      session.playback = options.play(options.streamOf(track));
      session.voice = track;
      updateAll();
    });
    // A transceiver made by addTrack is the one that an offer's audio section is joined to (RFC 8829, 5.10).
    const sender = peer.addTrack(outgoing.track);
    const transceiver = peer.getTransceivers().find((one) => one.sender === sender);
    if (!transceiver) throw new CodedError('sdp-refused', 'The browser made no audio transceiver.');
    if (kind === 'offering') transceiver.setCodecPreferences(inOfferOrder(options.codecs()));
    const session: Session = {
      peer,
      transceiver,
      outgoing,
      stops,
      expected: undefined,
      voice: undefined,
      playback: undefined,
    };
    sessions.set(sessionId, session);
    outgoing.update(standingOf(sessionId));
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
    standings.delete(sessionId);
    const session = sessions.get(sessionId);
    if (!session) return;
    sessions.delete(sessionId);
    for (const stop of session.stops) stop();
    session.playback?.stop();
    session.outgoing.stop();
    session.peer.close();
    updateAll();
    options.onSession({ sessionId, connection: 'closed' });
  };

  /** A session whose first description fails is no session; one that talks survives a bad re-INVITE. */
  const negotiate = async (
    sessionId: string,
    kind: 'offered' | 'offering',
    steps: (session: Session) => Promise<void>,
  ): Promise<string> => {
    const existing = sessions.get(sessionId);
    const isFirst = existing === undefined || existing.expected !== undefined;
    const session = existing ?? open(sessionId, kind);
    const { peer } = session;
    try {
      await steps(session);
      await gathered(peer, GATHERING_LIMIT_MILLISECONDS, options.schedule);
    } catch (error) {
      if (isFirst) close(sessionId);
      else await rollBack(peer);
      throw refused(error);
    }
    const sdp = peer.localDescription?.sdp;
    if (sdp === undefined) throw new CodedError('no-such-session', 'The session was closed meanwhile.');
    return sdp;
  };

  return {
    handlers: {
      expectOffer: async ({ sessionId, offer }) => {
        if (sessions.has(sessionId)) return null;
        const session = open(sessionId, 'offered');
        const { sdp, candidates } = withoutCandidates(offer);
        const described = describe(session.peer, sdp);
        session.expected = { offer, candidates, described };
        // The answer waits for the same promise and tells what is wrong with it.
        await described.catch(() => undefined);
        return null;
      },
      answerOffer: async ({ sessionId, offer }) => ({
        answer: await negotiate(sessionId, 'offered', async (session) => {
          const { peer, expected } = session;
          session.expected = undefined;
          if (expected?.offer !== offer) return describe(peer, offer);
          await expected.described;
          for (const candidate of expected.candidates) {
            peer.addIceCandidate(candidate).catch(() => {
              // An address that the browser can't use is left out (RFC 8839 section 5.1); the others serve.
            });
          }
        }),
      }),
      createOffer: async ({ sessionId, direction }) => ({
        offer: await negotiate(sessionId, 'offering', ({ peer, transceiver }) => {
          transceiver.direction = direction;
          return peer.setLocalDescription();
        }),
      }),
      acceptAnswer: async ({ sessionId, answer, provisional }) => {
        const session = sessions.get(sessionId);
        if (!session) throw new CodedError('no-such-session', 'There is no such media session.');
        try {
          await session.peer.setRemoteDescription({ type: provisional ? 'pranswer' : 'answer', sdp: answer });
        } catch (error) {
          throw refused(error);
        }
        return null;
      },
      setSession: ({ sessionId, ...standing }) => {
        standings.set(sessionId, standing);
        updateAll();
        return null;
      },
      sendDigits: ({ sessionId, digits }) => {
        const dtmf = sessions.get(sessionId)?.transceiver.sender.dtmf;
        if (!dtmf?.canInsertDTMF) return { sent: false };
        // insertDTMF replaces what has not been sent yet.
        dtmf.insertDTMF(dtmf.toneBuffer + digits, TONE_MILLISECONDS, TONE_GAP_MILLISECONDS);
        return { sent: true };
      },
      close: ({ sessionId }) => {
        close(sessionId);
        return null;
      },
    },
    microphoneChanged: updateAll,
  };
}

/** `disconnected` is a path whose checks fail at the moment: it may come back, so it counts as connecting. */
function connectionOf(state: RTCPeerConnectionState): 'connecting' | 'connected' | 'failed' | undefined {
  if (state === 'connected' || state === 'failed') return state;
  return state === 'connecting' || state === 'disconnected' ? 'connecting' : undefined;
}

/** Takes an offer and makes the answer to it; gathering has begun. */
async function describe(peer: RTCPeerConnection, offer: string): Promise<void> {
  await peer.setRemoteDescription({ type: 'offer', sdp: offer });
  await peer.setLocalDescription();
}

/** Back to what was agreed before; each side's half-made offer is withdrawn by its own call (RFC 8829, 4.1.10). */
async function rollBack(peer: RTCPeerConnection): Promise<void> {
  if (peer.signalingState === 'have-local-offer') await peer.setLocalDescription({ type: 'rollback' });
  if (peer.signalingState === 'have-remote-offer') await peer.setRemoteDescription({ type: 'rollback' });
}

function refused(error: unknown): CodedError {
  return new CodedError('sdp-refused', 'The browser refused the session description.', { cause: error });
}
