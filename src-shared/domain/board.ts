import { z } from 'zod';
import { type AgentStateName, agentStateNameSchema } from './agent-state.ts';
import { type CountedCall, type FigureFormula, figureFormulaSchema, isInSet } from './figures.ts';

/**
 * Figures of the whole centre, for the wallboard and the supervisors (docs/spec/board.md). Calls are counted by the same
 * functions as at a seat (figures.ts); here is what a seat has no need of. Pure: the hub's queries are tested against
 * these.
 */

/** A rate of nothing is null, never zero. */
export function rateOf(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

/** Length of one step of the curve, and how many full ones are shown beside the one that runs; the last hour. */
export const CURVE_STEP_MILLISECONDS = 300_000;
export const CURVE_STEPS = 12;

/** Calls that rang in one step of five minutes. */
export const curveStepSchema = z.object({
  /** Begin, epoch ms. */
  from: z.number(),
  offered: z.number().int(),
  answered: z.number().int(),
});
export type CurveStep = z.infer<typeof curveStepSchema>;

/** Begin of the first step that a curve at `now` shows; steps begin at whole five minutes. */
export function curveBegin(now: number): number {
  const running = Math.floor(now / CURVE_STEP_MILLISECONDS) * CURVE_STEP_MILLISECONDS;
  return running - CURVE_STEPS * CURVE_STEP_MILLISECONDS;
}

/** Calls of the last hour by steps of five minutes, oldest first; the last step still runs (rule BD-5). */
export function callCurve(calls: readonly CountedCall[], now: number, formula: FigureFormula): CurveStep[] {
  const begin = curveBegin(now);
  const steps = Array.from({ length: CURVE_STEPS + 1 }, (_, index) => ({
    from: begin + index * CURVE_STEP_MILLISECONDS,
    offered: 0,
    answered: 0,
  }));
  for (const call of calls) {
    const step = steps[Math.floor((call.record.ringAt - begin) / CURVE_STEP_MILLISECONDS)];
    if (step === undefined) continue;
    if (isInSet(call, 'offered', 'all', formula)) step.offered += 1;
    if (isInSet(call, 'answered', 'all', formula)) step.answered += 1;
  }
  return steps;
}

/** A seat that was not heard for this long is shown as not heard, whatever it said last. */
export const HEARD_WITHIN_MILLISECONDS = 60_000;

/** What a seat is shown as: its state, or that the hub does not hear it. */
export const shownStateSchema = z.enum([...agentStateNameSchema.options, 'not-heard']);
export type ShownState = z.infer<typeof shownStateSchema>;

/**
 * The state to show. A seat that said «offline» and is gone is offline; one that said anything else and is not heard
 * any more may be talking or unplugged, and nobody here knows (rule BD-4).
 */
export function shownState(state: AgentStateName, heardAt: number, now: number): ShownState {
  if (state === 'offline') return 'offline';
  return now - heardAt > HEARD_WITHIN_MILLISECONDS ? 'not-heard' : state;
}

/** How many seats are in each state; every state is there. */
export function seatTally(states: readonly ShownState[]): Record<ShownState, number> {
  const tally = Object.fromEntries(shownStateSchema.options.map((state) => [state, 0]));
  for (const state of states) tally[state] = (tally[state] ?? 0) + 1;
  return tally as Record<ShownState, number>;
}

/** What counts of orders need to know of one. */
export interface CountedOrder {
  /** Receipt, epoch ms. */
  readonly receivedAt: number;
  /** Code of the category: its levels joined by `/`; or empty. */
  readonly category: string;
  /** Code of the district, or empty. */
  readonly area: string;
  readonly isOpen: boolean;
  /** Epoch ms; null where there is no limit. */
  readonly deadlineAt: number | null;
  /** When the unit answered, epoch ms; null while it has not. */
  readonly answeredAt: number | null;
}

/** First level of a category's code; empty for an order without one. */
export function topCategory(code: string): string {
  return code.split('/')[0] ?? '';
}

/** Orders that were due in a period, and what became of them. */
export const completionSchema = z.object({
  due: z.number().int(),
  /** Done: closed, or answered by its unit and waiting for the callback. */
  completed: z.number().int(),
  /** Of those, answered by the deadline. */
  inTime: z.number().int(),
});
export type Completion = z.infer<typeof completionSchema>;

/** The period whose deadlines the completion rate is of: this long until now. */
export const COMPLETION_PERIOD_MILLISECONDS = 30 * 86_400_000;

/** Whether an order's deadline lies in [from, to). */
export function isDueIn({ deadlineAt }: CountedOrder, from: number, to: number): boolean {
  return deadlineAt !== null && deadlineAt >= from && deadlineAt < to;
}

/** An order is completed when it is closed, or its unit has answered and only the callback is left (rule BD-7). */
export function isCompleted({ answeredAt, isOpen }: CountedOrder): boolean {
  return !isOpen || answeredAt !== null;
}

/** Completed by its deadline. What was closed without an answer of a unit is not known to have been in time. */
export function isCompletedInTime(order: CountedOrder): boolean {
  const { answeredAt, deadlineAt } = order;
  return isCompleted(order) && answeredAt !== null && deadlineAt !== null && answeredAt <= deadlineAt;
}

/** Completion by district of orders due in [from, to). Where nothing was due there is no entry. */
export function completionByArea(
  orders: readonly CountedOrder[],
  from: number,
  to: number,
): Map<string, Completion> {
  const areas = new Map<string, Completion>();
  for (const order of orders) {
    if (!isDueIn(order, from, to)) continue;
    const { completed, due, inTime } = areas.get(order.area) ?? { due: 0, completed: 0, inTime: 0 };
    areas.set(order.area, {
      due: due + 1,
      completed: completed + (isCompleted(order) ? 1 : 0),
      inTime: inTime + (isCompletedInTime(order) ? 1 : 0),
    });
  }
  return areas;
}

/** Orders whose deadline is over and that are not completed, at `now`; the same as red on a supervisor's list. */
export function isOverdue(order: CountedOrder, now: number): boolean {
  return order.isOpen && order.answeredAt === null && order.deadlineAt !== null && order.deadlineAt < now;
}

/** Sums the counts of codes that lead to the same name, the largest first; equal ones by name. */
export function countsBy(
  counts: Iterable<readonly [string, number]>,
  nameOf: (code: string) => string,
): Array<{ name: string; count: number }> {
  const sums = new Map<string, number>();
  for (const [code, count] of counts) {
    const name = nameOf(code);
    sums.set(name, (sums.get(name) ?? 0) + count);
  }
  return [...sums]
    .map(([name, count]) => ({ name, count }))
    .sort((one, other) => other.count - one.count || (one.name < other.name ? -1 : 1));
}

const bilingualSchema = z.object({ 'zh-CN': z.string().min(1).max(40), en: z.string().min(1).max(80) });

const FLOOR_ROW = /^ *(\.|[1-9]\d{0,2})( +(\.|[1-9]\d{0,2}))* *$/;

/** What a centre says of its hall: a data file (assets/board/board.json, or the hub's `--board FILE`). */
export const boardLayoutSchema = z
  .strictObject({
    version: z.literal(1),
    /** Headline. */
    title: bilingualSchema,
    /** How rates are made; the same choice as in the seats' settings. */
    formula: figureFormulaSchema.prefault({}),
    /** Districts in the order of the board; orders from elsewhere are summed up behind them. */
    areas: z.array(z.strictObject({ code: z.string().min(1).max(12), name: bilingualSchema })).max(20),
    /**
     * The hall seen from above, a text for each row: seat numbers and `.` where nothing stands, set apart by blanks.
     * Every row has the same number of places.
     */
    floor: z.array(z.string().regex(FLOOR_ROW, 'must be seat numbers and dots set apart by blanks')).max(40),
  })
  .superRefine(({ floor }, context) => {
    const numbers = new Set<number>();
    const width = cellsOf(floor[0] ?? '').length;
    for (const [index, row] of floor.entries()) {
      const path = ['floor', index];
      const cells = cellsOf(row);
      if (cells.length !== width || width > 40)
        context.addIssue({ code: 'custom', path, message: `must have ${Math.min(width, 40)} places` });
      for (const cell of cells) {
        if (cell !== null && numbers.has(cell))
          context.addIssue({ code: 'custom', path, message: `seat ${cell} is there twice` });
        if (cell !== null) numbers.add(cell);
      }
    }
  });
export type BoardLayout = z.output<typeof boardLayoutSchema>;

/** The places of one row of the floor; null where nothing stands. */
export function cellsOf(row: string): Array<number | null> {
  return row
    .trim()
    .split(/ +/)
    .map((cell) => (cell === '.' ? null : Number(cell)));
}
