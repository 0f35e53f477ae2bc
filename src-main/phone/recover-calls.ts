import type { CallRecord } from '#shared/domain/index.ts';
import { messageOf } from '#shared/domain/index.ts';
import type { PhoneCall } from './call.ts';
import type { CallList } from './call-list.ts';
import type { DialogState } from './dialog-state.ts';
import type { CallFacts, CallMaker } from './make-call.ts';
import type { MediaSession } from './media-session.ts';
import { createResumedLeg } from './resumed-leg.ts';
import type { CallKeeper, LeftCall } from './saved-call.ts';
import { isHold } from './sdp-direction.ts';

export interface RecoveryOptions {
  /** What an earlier run of the program left behind. */
  readonly left: readonly LeftCall[];
  readonly calls: CallList;
  readonly maker: CallMaker;
  readonly keeper: CallKeeper;
  readonly mediaOf: (dialog: DialogState) => MediaSession;
  /** Takes an INVITE as though it had come this moment. */
  readonly receive: (invite: string) => void;
  readonly saveRecord: (record: CallRecord) => void;
}

/** The calls of an earlier run, taken up again (rules CA-36 to CA-38). */
export interface Recovery {
  /** Whether a call that rang in an earlier run has yet to ring again. */
  isAwaited(callId: string): boolean;
  /** The call that rang in an earlier run, whose INVITE this is; asked once for each. */
  take(sipCallId: string): LeftCall | undefined;
  /** The seat is registered: what rang, rings again. */
  registered(): void;
}

/** Nobody waits longer for a seat that has died; the exchange has given the citizen to another one. */
const LONGEST_RINGING_MILLISECONDS = 60_000;
/** A monotonic clock that says more, or less than nothing, is that of another start of the computer. */
const LONGEST_CALL_MILLISECONDS = 12 * 3_600_000;

/**
 * ```
 *   on disk: INVITE, no dialog ── registered within 60 s of the ring ──▶ INVITE taken once more: ringing
 *   on disk: dialog ──▶ active, media connecting ── registered: re-INVITE ──▶ agreed: flowing
 *                                                    │ 481: the other side has gone ──▶ ended
 *   neither, or too old ──▶ interrupted              └ anything else: new media, again and again
 * ```
 */
export function recoverCalls(options: RecoveryOptions): Recovery {
  const { calls, keeper, maker } = options;
  const { clock, log } = maker;
  const awaited = new Map<string, LeftCall>();

  const interrupted = ({ record, saved }: LeftCall, why: string) => {
    log.warn('call-not-recovered', { callId: saved.callId, why });
    keeper.forget(saved.callId);
    options.saveRecord({ ...record, endReason: 'seat-failed' });
  };

  const resume = (left: LeftCall, dialog: DialogState): PhoneCall => {
    const { record, saved } = left;
    // The row is written after the 200 OK has left; the dialog was on disk in the instant before.
    const answeredAfter = Math.max(0, dialog.at - saved.ring.monotonic) + (record.queuedMilliseconds ?? 0);
    const resumed: CallRecord = {
      ...record,
      answeredAfterMilliseconds: record.answeredAfterMilliseconds ?? answeredAfter,
    };
    const media = options.mediaOf(dialog);
    const facts: CallFacts = { ...factsOfLeft({ saved, record: resumed }), sipCallId: dialog.sipCallId };
    const call = maker.make(
      facts,
      (events) => createResumedLeg({ state: dialog, media, events, context: maker.context }),
      saved.muted,
    );
    keeper.adopt(saved);
    calls.add(call);
    if (dialog.remoteDescription !== null) call.conversation.setRemoteHold(isHold(dialog.remoteDescription));
    return call;
  };

  for (const left of options.left) {
    const { dialog, invite, ring } = left.saved;
    const elapsed = clock.monotonic() - ring.monotonic;
    if (elapsed < 0 || elapsed > LONGEST_CALL_MILLISECONDS)
      interrupted(left, 'another start of the computer');
    else if (dialog) {
      try {
        const call = resume(left, dialog);
        options.saveRecord(call.record());
        log.info('call-taken-up-again', { callId: call.id });
      } catch (error) {
        interrupted(left, messageOf(error));
      }
    } else if (invite === null || elapsed > LONGEST_RINGING_MILLISECONDS) interrupted(left, 'too late');
    else awaited.set(left.saved.callId, left);
  }
  // Of a conference only one party is talked with at first: mixing them anew is the operator's to say.
  const [, ...others] = calls.active().filter((call) => call.isLive);
  for (const call of others) call.conversation.hold().catch(() => undefined);

  return {
    isAwaited: (callId) => awaited.has(callId),
    take: (sipCallId) => {
      const left = [...awaited.values()].find(({ record }) => sipCallId.startsWith(record.sipCallId));
      if (left) awaited.delete(left.saved.callId);
      return left;
    },
    registered: () => {
      for (const left of [...awaited.values()]) {
        const { invite, ring } = left.saved;
        const isLate = clock.monotonic() - ring.monotonic > LONGEST_RINGING_MILLISECONDS;
        if (invite !== null && !isLate) options.receive(invite);
        // It could not be taken, or not any more.
        if (awaited.delete(left.saved.callId)) interrupted(left, isLate ? 'too late' : 'refused');
      }
    },
  };
}

/** What is known of a call from what it left behind. */
export function factsOfLeft({ record, saved }: LeftCall): CallFacts {
  const { callerName, callerNumber, dialledLine } = record;
  return {
    id: record.id,
    sipCallId: record.sipCallId,
    identity: { callerName, callerNumber, dialledLine },
    line: record.line,
    exchangeCallId: record.exchangeCallId,
    consultsFor: record.consultsFor,
    times: { ring: saved.ring, queuedMilliseconds: record.queuedMilliseconds },
    queueTimeBy: record.queueTimeBy,
    exchangeClock: record.exchangeClock,
    resumed: record,
  };
}
