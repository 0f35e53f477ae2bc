import type {
  Call,
  CallEndReason,
  CallQuality,
  CallRecord,
  Clock,
  ClockDifference,
  HotlineLine,
  QueueTimeByExchange,
} from '#shared/domain/index.ts';
import { type AnswerTimes, answeredAfter, arrivedAt, talkedAt, waitedAt, wallLabel } from './answer-times.ts';
import type { CallerIdentity } from './caller-identity.ts';
import { Stretches } from './stretches.ts';

export interface CallLedgerOptions {
  readonly id: string;
  /** The SIP Call-ID; the record keeps its first 256 characters. */
  readonly sipCallId: string;
  readonly direction: Call['direction'];
  /** Outbound: the number that was dialled takes the caller's place. */
  readonly identity: CallerIdentity;
  readonly line: HotlineLine | null;
  readonly exchangeCallId: string | null;
  /** The held call that this outbound one is about. */
  readonly consultsFor: string | null;
  readonly times: Pick<AnswerTimes, 'ring' | 'queuedMilliseconds'>;
  /** How the queue time is known; null without one. */
  readonly queueTimeBy: QueueTimeByExchange | null;
  /** The exchange's clock at the ring, as far as it is known. */
  readonly exchangeClock: ClockDifference | null;
  /** ring − trunk, ms, by the exchange's word; null or absent when it does not say. */
  readonly trunkedMilliseconds?: number | null;
  readonly clock: Clock;
  /** The row of a call that an earlier run of the program left behind. */
  readonly resumed?: CallRecord;
}

/** When the call of a row was answered, monotonic ms; null if it never was. */
function answeredAtOf(
  record: CallRecord,
  { ring, queuedMilliseconds }: CallLedgerOptions['times'],
): number | null {
  const waited = record.answeredAfterMilliseconds;
  return waited === null ? null : ring.monotonic + waited - (queuedMilliseconds ?? 0);
}

const SIP_CALL_ID_LIMIT = 256;

/** What stays of a call: who, when and how, for the screen while it lasts and for the record. */
export class CallLedger {
  readonly held: Stretches;
  readonly recordingPauses: Stretches;
  answeredItself: boolean;
  transferredTo: string | null = null;
  quality: CallQuality | null = null;
  readonly #options: CallLedgerOptions;
  #times: AnswerTimes;
  #endReason: CallEndReason | null = null;
  readonly #recoveries: number;

  constructor(options: CallLedgerOptions) {
    this.#options = options;
    const { resumed, times } = options;
    this.#times = { ...times, answeredAt: resumed ? answeredAtOf(resumed, times) : null, endedAt: null };
    this.held = new Stretches(resumed?.held);
    this.recordingPauses = new Stretches(resumed?.recordingPauses);
    this.answeredItself = resumed?.answeredItself ?? false;
    this.#recoveries = resumed ? resumed.recoveries + 1 : 0;
  }

  get number(): string | null {
    return this.#options.identity.callerNumber;
  }

  /** @param at monotonic ms */
  answered(at: number): void {
    this.#times = { ...this.#times, answeredAt: at };
  }

  ended(reason: CallEndReason): void {
    this.#times = { ...this.#times, endedAt: this.#options.clock.monotonic() };
    this.#endReason = reason;
    this.held.set(false, this.talked());
    this.recordingPauses.set(false, this.talked());
  }

  /** Milliseconds since *arrived*, on the monotonic clock. */
  waited(): number {
    return waitedAt(this.#times, this.#options.clock.monotonic());
  }

  /** Milliseconds since the answer; 0 before it. */
  talked(): number {
    return talkedAt(this.#times, this.#options.clock.monotonic()) ?? 0;
  }

  /** The part of the screen's call that is kept here. */
  view() {
    const { consultsFor, direction, id, identity, line } = this.#options;
    return {
      id,
      direction,
      consultsFor,
      line,
      ...identity,
      queueTimeKnown: this.#times.queuedMilliseconds !== null,
      arrivedAt: arrivedAt(this.#times),
      waitedMilliseconds: this.waited(),
      answeredAfterMilliseconds: answeredAfter(this.#times),
      talkedMilliseconds: talkedAt(this.#times, this.#options.clock.monotonic()),
      endReason: this.#endReason,
    };
  }

  /** The durable row, as far as it is known now. */
  record(): CallRecord {
    const {
      consultsFor,
      direction,
      exchangeCallId,
      exchangeClock,
      id,
      identity,
      line,
      queueTimeBy,
      sipCallId,
    } = this.#options;
    const { answeredAt, endedAt, queuedMilliseconds, ring } = this.#times;
    return {
      id,
      sipCallId: sipCallId.slice(0, SIP_CALL_ID_LIMIT),
      ...identity,
      ringAt: ring.wall,
      queueAt: queuedMilliseconds === null ? null : arrivedAt(this.#times),
      queuedMilliseconds,
      trunkedMilliseconds: this.#options.trunkedMilliseconds ?? null,
      answerAt: answeredAt === null ? null : wallLabel(this.#times, answeredAt),
      answeredAfterMilliseconds: answeredAfter(this.#times),
      endAt: endedAt === null ? null : wallLabel(this.#times, endedAt),
      talkMilliseconds: endedAt === null ? null : talkedAt(this.#times, endedAt),
      endReason: this.#endReason,
      direction,
      exchangeCallId,
      line,
      consultsFor,
      answeredItself: this.answeredItself,
      held: this.held.list(),
      recordingPauses: this.recordingPauses.list(),
      transferredTo: this.transferredTo,
      quality: this.quality,
      queueTimeBy,
      exchangeClock,
      recoveries: this.#recoveries,
    };
  }
}
