import { z } from 'zod';
import { ANSWER_LIMIT_MILLISECONDS } from './answer-clock.ts';
import type { CallRecord, callEndReasonSchema } from './call.ts';

/**
 * How rates are made (docs/spec/figures.md). No published text says where the clock starts or which calls divide
 * (DOMAIN.md section 4), so a centre chooses, and the choice stands wherever a rate is shown.
 */
export const figureFormulaSchema = z.strictObject({
  /** Where the wait begins: the human queue, the ring at the seat, or the trunk. */
  clockStart: z.enum(['queue', 'ring', 'trunk']).default('queue'),
  /** What divides: all calls offered to the seat, or those answered. */
  denominator: z.enum(['offered', 'answered']).default('offered'),
  /** A citizen who gives up before this is left out of the calls offered; null: nobody is left out. */
  shortAbandonMilliseconds: z.number().positive().max(60_000).nullable().default(null),
  limitMilliseconds: z.number().positive().default(ANSWER_LIMIT_MILLISECONDS),
});
export type FigureFormula = z.output<typeof figureFormulaSchema>;

/** What a rate needs to know of a call. */
export interface CountedCall {
  readonly id: string;
  readonly record: Pick<
    CallRecord,
    | 'direction'
    | 'ringAt'
    | 'endAt'
    | 'queuedMilliseconds'
    | 'trunkedMilliseconds'
    | 'answeredAfterMilliseconds'
    | 'talkMilliseconds'
    | 'endReason'
  >;
  /** Length of the after-call work; null where there was none. */
  readonly wrapUpMilliseconds: number | null;
}

/**
 * What became of a call; each call is exactly one.
 * - `answered`; `abandoned`: the citizen gave up; `returned`: back to the queue, by the operator or by time;
 *   `failed`: sound, signalling or the seat itself failed before the answer.
 * - Not offered: `elsewhere` (another seat was quicker), `turned-away` (the seat took no calls then).
 * - `outbound`: placed from here.
 */
export const callOutcomeSchema = z.enum([
  'answered',
  'abandoned',
  'returned',
  'failed',
  'elsewhere',
  'turned-away',
  'outbound',
]);
export type CallOutcome = z.infer<typeof callOutcomeSchema>;

type EndReason = z.infer<typeof callEndReasonSchema>;
const OUTCOMES: Readonly<Partial<Record<EndReason, CallOutcome>>> = {
  abandoned: 'abandoned',
  rejected: 'returned',
  'no-answer': 'returned',
  'returned-unanswered': 'returned',
  'answered-elsewhere': 'elsewhere',
  'refused-not-ready': 'turned-away',
};

export function outcomeOf({ record }: CountedCall): CallOutcome {
  if (record.direction === 'outbound') return 'outbound';
  if (record.answeredAfterMilliseconds !== null) return 'answered';
  return (record.endReason && OUTCOMES[record.endReason]) ?? 'failed';
}

/** The wait by a formula; `known` is false where the exchange did not say when it began, and it begins at the ring. */
export interface Wait {
  readonly milliseconds: number;
  readonly known: boolean;
}

/** The wait of a call until its answer, or until it ended without one; null where that is not known. */
export function waitOf({ record }: CountedCall, clockStart: FigureFormula['clockStart']): Wait | null {
  const { answeredAfterMilliseconds, endAt, queuedMilliseconds, ringAt, trunkedMilliseconds } = record;
  // `answeredAfter` begins at the queue where that is known.
  const rang =
    answeredAfterMilliseconds !== null
      ? answeredAfterMilliseconds - (queuedMilliseconds ?? 0)
      : endAt === null
        ? null
        : endAt - ringAt;
  if (rang === null) return null;
  if (clockStart === 'ring') return { milliseconds: rang, known: true };
  const before = clockStart === 'queue' ? queuedMilliseconds : trunkedMilliseconds;
  return { milliseconds: rang + (before ?? 0), known: before !== null };
}

/** Sets of calls that a number stands for; the number is their size. */
export const figureSetSchema = z.enum([
  'offered',
  'answered',
  'within',
  'abandoned',
  'short-abandoned',
  'returned',
  'failed',
  'elsewhere',
  'turned-away',
  'outbound',
  'wrapped-up',
]);
export type FigureSet = z.infer<typeof figureSetSchema>;

/** Calls whose wait begins where the formula says, those whose beginning the exchange did not tell, or both. */
export const figureGroupSchema = z.enum(['all', 'known', 'unknown']);
export type FigureGroup = z.infer<typeof figureGroupSchema>;

/** Whether a call belongs to a set; every count and every list asks this one function (rule FG-2). */
export function isInSet(
  call: CountedCall,
  set: FigureSet,
  group: FigureGroup,
  formula: FigureFormula,
): boolean {
  const wait = waitOf(call, formula.clockStart);
  // A wait that is not known at all (the seat was cut off) is no known one.
  if (group !== 'all' && (wait?.known ?? false) !== (group === 'known')) return false;
  const outcome = outcomeOf(call);
  const isShort =
    outcome === 'abandoned' &&
    formula.shortAbandonMilliseconds !== null &&
    wait !== null &&
    wait.milliseconds < formula.shortAbandonMilliseconds;
  switch (set) {
    case 'offered':
      return ['answered', 'abandoned', 'returned', 'failed'].includes(outcome) && !isShort;
    case 'within':
      return outcome === 'answered' && wait !== null && wait.milliseconds <= formula.limitMilliseconds;
    case 'abandoned':
      return outcome === 'abandoned' && !isShort;
    case 'short-abandoned':
      return isShort;
    case 'wrapped-up':
      return call.wrapUpMilliseconds !== null;
    default:
      return outcome === set;
  }
}

/** Counts and means of one group. A mean or a rate of nothing is null, never zero. */
export const groupFiguresSchema = z.object({
  offered: z.number().int(),
  answered: z.number().int(),
  within: z.number().int(),
  abandoned: z.number().int(),
  /** Answered within the limit ÷ the formula's denominator, 0 to 1. */
  rate: z.number().nullable(),
  /** Average speed of answer, ms. */
  speedMilliseconds: z.number().nullable(),
  /** The longest wait of an answered call, ms. */
  longestMilliseconds: z.number().nullable(),
});
export type GroupFigures = z.infer<typeof groupFiguresSchema>;

export const figuresSchema = z.object({
  counts: z.record(figureSetSchema, z.number().int()),
  known: groupFiguresSchema,
  unknown: groupFiguresSchema,
  /** (talk with hold + after-call work) ÷ answered, ms. */
  handlingMilliseconds: z.number().nullable(),
  talkMilliseconds: z.number(),
  wrapUpMilliseconds: z.number(),
  /** Mean of the after-call works there were, ms. */
  wrapUpMeanMilliseconds: z.number().nullable(),
});
export type Figures = z.infer<typeof figuresSchema>;

/** All figures of some calls. Pure: from records only, nothing is counted up along the way (rule FG-1). */
export function figuresOf(calls: readonly CountedCall[], formula: FigureFormula): Figures {
  const inSet = (set: FigureSet, group: FigureGroup = 'all') =>
    calls.filter((call) => isInSet(call, set, group, formula));
  const answered = inSet('answered');
  const talk = sum(answered.map(({ record }) => record.talkMilliseconds ?? 0));
  const handledWrapUp = sum(answered.map(({ wrapUpMilliseconds }) => wrapUpMilliseconds ?? 0));
  const wrappedUp = inSet('wrapped-up').map(({ wrapUpMilliseconds }) => wrapUpMilliseconds ?? 0);
  const groupFigures = (group: FigureGroup): GroupFigures => {
    const offered = inSet('offered', group).length;
    const taken = inSet('answered', group);
    const within = inSet('within', group).length;
    const waits = taken.map((call) => waitOf(call, formula.clockStart)?.milliseconds ?? 0);
    const divisor = formula.denominator === 'offered' ? offered : taken.length;
    return {
      offered,
      answered: taken.length,
      within,
      abandoned: inSet('abandoned', group).length,
      rate: divisor === 0 ? null : within / divisor,
      speedMilliseconds: mean(waits),
      longestMilliseconds: waits.length === 0 ? null : waits.reduce((most, wait) => Math.max(most, wait), 0),
    };
  };
  return {
    counts: Object.fromEntries(
      figureSetSchema.options.map((set) => [set, inSet(set).length]),
    ) as Figures['counts'],
    known: groupFigures('known'),
    unknown: groupFigures('unknown'),
    handlingMilliseconds: answered.length === 0 ? null : (talk + handledWrapUp) / answered.length,
    talkMilliseconds: talk,
    wrapUpMilliseconds: sum(wrappedUp),
    wrapUpMeanMilliseconds: mean(wrappedUp),
  };
}

/** A stretch of time in one state, by its end. */
export interface StateStretch {
  readonly state: string;
  readonly reason: string | null;
  /** When it ended, epoch ms. */
  readonly until: number;
  /** How long it was, ms on a monotonic clock. */
  readonly milliseconds: number;
}

/** Time spent in a state, or in a reason of it. */
export const stateTimeSchema = z.object({
  state: z.string(),
  reason: z.string().nullable(),
  milliseconds: z.number(),
  /** How often it was entered. */
  times: z.number().int(),
});
export type StateTime = z.infer<typeof stateTimeSchema>;

/** Time by state and reason within `from` and `to` (epoch ms); a stretch that reaches beyond is cut (rule FG-7). */
export function stateTimes(stretches: readonly StateStretch[], from: number, to: number): StateTime[] {
  const times = new Map<string, StateTime>();
  for (const { state, reason, until, milliseconds } of stretches) {
    const within = Math.min(until, to) - Math.max(until - milliseconds, from);
    if (within <= 0) continue;
    const key = `${state} ${reason ?? ''}`;
    const known = times.get(key) ?? { state, reason, milliseconds: 0, times: 0 };
    times.set(key, { ...known, milliseconds: known.milliseconds + within, times: known.times + 1 });
  }
  return [...times.values()].sort((left, right) => right.milliseconds - left.milliseconds);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : sum(values) / values.length;
}
