import { Core } from 'sip.js';
import { codeOf } from '#shared/domain/index.ts';
import type { Log } from '../log/index.ts';
import type { LineEvent } from './captions.ts';
import { parseInfo } from './info.ts';
import { isHold } from './media.ts';
import type { Schedule } from './pacer.ts';
import type { PartyAudio, Speaker } from './party-audio.ts';
import type { SipServer } from './sip-server.ts';
import { createTransfers, type DialogName, type TransferTargets } from './transfer.ts';

/**
 * Who ended a call: `caller-gave-up` whoever placed it, before the answer; `lost` when nothing came from the seat
 * any more; `transferred` when the party went to somebody else by the seat's REFER.
 */
export type EndedBy =
  | 'seat'
  | 'caller'
  | 'caller-gave-up'
  | 'rejected'
  | 'media-failed'
  | 'lost'
  | 'transferred';

export interface ConversationOptions {
  readonly server: SipServer;
  readonly session: Core.Session;
  readonly audio: PartyAudio;
  /** The person at our end. */
  readonly person: Speaker;
  /** A call over media that never connects is not given up for silence. */
  readonly expectMedia: boolean;
  readonly targets: TransferTargets;
  readonly schedule: Schedule;
  readonly log: Log;
  readonly onEvent: (event: LineEvent) => void;
  readonly onEnded: (by: EndedBy) => void;
}

/**
 * An answered call between the seat and one party, whoever placed it.
 *
 * ```
 *            re-INVITE: sendonly, inactive
 *   talking ───────────────────────────────► held           (nobody speaks, nobody listens)
 *    │ │ │ ◄─────────────────────────────────┘ │ │
 *    │ │ │   re-INVITE: sendrecv               │ └─ 5 min of waiting: BYE ──────────► ended (caller)
 *    │ │ └─ nothing heard for 20 s: BYE ───────┼──────────────────────────────────► ended (lost)
 *    │ └─── end(by): BYE ──────────────────────┤──────────────────────────────────► ended (by)
 *    ├───── BYE from the seat ─────────────────┤──────────────────────────────────► ended (seat)
 *    └───── REFER that succeeds ───────────────┴─► leaving ─ BYE; ours after 2 s ─► ended (transferred)
 * ```
 */
export interface Conversation {
  readonly held: boolean;
  /** BYE, as soon as our 200 OK is acknowledged (RFC 3261 section 15); the rest is over at once. */
  end(by: EndedBy): void;
  isNamedBy(dialog: DialogName): boolean;
}

const SILENCE_LIMIT_MILLISECONDS = 20_000;
const HOLD_PATIENCE_MILLISECONDS = 300_000;
const CHECK_MILLISECONDS = 1_000;
const LEAVING_MILLISECONDS = 2_000;

export function startConversation(options: ConversationOptions): Conversation {
  const { server, session, audio, person, schedule, log, onEvent } = options;
  const contact = server.core.configuration.contact.toString();
  let held = false;
  let leaving = false;
  let over = false;
  /** Whether a BYE may leave. The ACK to an INVITE of ours has gone already. */
  let acknowledged = session.sessionState !== Core.SessionState.AckWait;
  let byeIsDue = false;
  let loseNoPatience = (): void => undefined;
  const stops = new Set<() => void>();
  const after = (milliseconds: number, run: () => void) => {
    const stop = schedule(milliseconds, () => {
      stops.delete(stop);
      run();
    });
    stops.add(stop);
    return stop;
  };

  const finish = (by: EndedBy) => {
    if (over) return;
    over = true;
    for (const stop of stops) stop();
    transfers.stop();
    options.onEnded(leaving ? 'transferred' : by);
  };
  const end = (by: EndedBy) => {
    if (over) return;
    finish(by);
    if (acknowledged) session.bye();
    else byeIsDue = true;
  };
  const transfers = createTransfers({
    session,
    contact,
    targets: options.targets,
    schedule,
    onEvent,
    onTransferred: () => {
      leaving = true;
      after(LEAVING_MILLISECONDS, () => end('transferred'));
    },
  });

  /** A seat that was killed says nothing more: its silence ends the call, not the loss of its connection. */
  const watch = () => {
    after(CHECK_MILLISECONDS, () => {
      if (!held && audio.silentFor() > SILENCE_LIMIT_MILLISECONDS) end('lost');
      else watch();
    });
  };

  /** The seat's word on who hears whom: in an offer, or in the answer to ours. */
  const hear = (description: string) => {
    const before = held;
    held = isHold(description);
    audio.play(held ? undefined : person);
    if (held === before) return;
    loseNoPatience();
    if (held) loseNoPatience = after(HOLD_PATIENCE_MILLISECONDS, () => end('caller'));
    onEvent({ kind: held ? 'held' : 'resumed' });
  };

  /** RFC 3261 section 14.2: a refused re-INVITE changes nothing. One without a description asks for ours. */
  const renegotiate = async (request: Core.IncomingInviteRequest) => {
    const offer = request.message.body;
    const description = await (offer === '' ? audio.media.offer() : audio.media.answer(offer)).catch(
      (error: unknown) => {
        log.warn('practice-offer-refused', { code: codeOf(error) });
        return undefined;
      },
    );
    // Section 15.1.2: a request that a BYE overtook is answered with 487.
    if (over) return void request.reject({ statusCode: 487 });
    if (description === undefined) return void request.reject({ statusCode: 488 });
    request.accept({ statusCode: 200, extraHeaders: [`Contact: ${contact}`], body: sdpBody(description) });
    if (offer !== '') hear(offer);
  };
  const acceptLate = async (answer: string) => {
    try {
      await audio.media.accept(answer);
      hear(answer);
    } catch (error) {
      log.warn('practice-answer-refused', { code: codeOf(error) });
      end('media-failed');
    }
  };

  const acknowledge = () => {
    acknowledged = true;
    if (!byeIsDue) return;
    byeIsDue = false;
    session.bye();
  };
  session.delegate = {
    onAck: ({ message }) => {
      acknowledge();
      if (message.body !== '' && !over) void acceptLate(message.body);
    },
    onAckTimeout: () => {
      acknowledge();
      end('lost');
    },
    onBye: (request) => {
      request.accept();
      byeIsDue = false;
      finish('seat');
    },
    // An end of ours that waits for the ACK is an end all the same: here, for INFO and for REFER.
    onInvite: (request) => void (over ? request.reject({ statusCode: 481 }) : renegotiate(request)),
    onInfo: (request) => {
      const { message } = request;
      if (over) return void request.reject({ statusCode: 481 });
      // RFC 6086 section 4.2.2: we know no package.
      if (message.hasHeader('Info-Package')) {
        return void request.reject({ statusCode: 469, extraHeaders: ['Recv-Info:'] });
      }
      const asked = parseInfo(message.getHeader('Content-Type'), message.body);
      if (!asked) return void request.reject({ statusCode: 415 });
      request.accept();
      if ('digit' in asked) onEvent({ kind: 'digit', digit: asked.digit });
      else onEvent({ kind: asked.recordingPaused ? 'recording-paused' : 'recording-resumed' });
    },
    onRefer: (request) => void (over ? request.reject({ statusCode: 481 }) : transfers.receive(request)),
  };
  audio.play(person);
  if (options.expectMedia) watch();

  return {
    get held() {
      return held;
    },
    end,
    isNamedBy: ({ callId, toTag, fromTag }) =>
      session.callId === callId && session.localTag === toTag && session.remoteTag === fromTag,
  };
}

export const sdpBody = (content: string): Core.Body => ({
  contentDisposition: 'session',
  contentType: 'application/sdp',
  content,
});
