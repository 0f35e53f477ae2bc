import { z } from 'zod';
import {
  type AgentStateName,
  agentStateNameSchema,
  type BoardLayout,
  type Clock,
  COMPLETION_PERIOD_MILLISECONDS,
  callCurve,
  countsBy,
  curveBegin,
  epochOfLocal,
  figuresOf,
  localDateAt,
  notReadyCodeSchema,
  recordedBySchema,
  topCategory,
} from '#shared/domain/index.ts';
import {
  BOARD_BEAT_MILLISECONDS,
  type BoardSnapshot,
  type QueueReport,
  queueReportSchema,
  type SupervisionSnapshot,
} from '#shared/hub-protocol/index.ts';
import type { EventLines } from '../events.ts';
import type { HubStorage, HubStores } from '../storage/index.ts';
import { createHallCalls } from './hall-calls.ts';
import { listHelp } from './help.ts';
import { remembered } from './remembered.ts';

export interface BoardOptions {
  readonly storage: HubStorage;
  readonly clock: Clock;
  readonly schedule: (milliseconds: number, run: () => void) => () => void;
  readonly events: Pick<EventLines, 'say' | 'countOf' | 'seats'>;
  readonly layout: BoardLayout;
  /** Something could not be read for the lines; the next attempt comes by itself. */
  readonly onFault: (error: unknown) => void;
}

/** The hall's figures (docs/spec/board.md), computed once for all who look. */
export interface Board {
  readonly layout: BoardLayout;
  snapshot(): Promise<BoardSnapshot>;
  supervision(): Promise<SupervisionSnapshot>;
  /** The exchange says who waits. */
  reportQueue(unit: HubStores, report: QueueReport): Promise<void>;
  stop(): void;
}

/** How old each part may be; however many look, and however often, it is computed no oftener. */
const LIVE_MILLISECONDS = 900;
const COUNTS_MILLISECONDS = 2_900;
/** Looks at a month of deadlines. */
const COMPLETION_MILLISECONDS = 60_000;
/** What changes within this time is told at once; supervisors hear of a request for help without waiting. */
const GATHER_MILLISECONDS = 1_000;
const HEARD_MILLISECONDS = 20_000;
const MOST_OVERDUE = 100;
const QUEUE_KEY = 'queue';

const stateBodySchema = z.object({
  state: agentStateNameSchema,
  reason: notReadyCodeSchema.nullable(),
  by: recordedBySchema.catch(null),
});
const storedQueueSchema = queueReportSchema.extend({ at: z.number() });

export function createBoard(options: BoardOptions): Board {
  const { clock, events, layout, schedule, storage } = options;
  const { board: read } = storage.read;
  const hallCalls = createHallCalls(storage);
  const midnight = (now: number) => epochOfLocal(localDateAt(now), '00:00');
  const part = <T>(milliseconds: number, compute: (now: number) => Promise<T>) =>
    remembered(clock, milliseconds, () => compute(clock.wall()));

  const calls = part(LIVE_MILLISECONDS, async (now) => {
    const dayBegin = midnight(now);
    const all = await hallCalls.since(Math.min(dayBegin, curveBegin(now)), now);
    const figures = figuresOf(
      all.filter(({ record }) => record.ringAt >= dayBegin),
      layout.formula,
    );
    const { abandoned, answered, offered } = figures.counts;
    const { known, unknown } = figures;
    return {
      calls: { offered, answered, abandoned, known, unknown },
      curve: callCurve(all, now, layout.formula),
    };
  });

  const seats = part(LIVE_MILLISECONDS, async () =>
    (await read.seatsNow()).flatMap(({ heardAt, last, seat }) => {
      const parsed = stateBodySchema.safeParse(last.body);
      if (!parsed.success) return [];
      const { by, reason, state } = parsed.data;
      const entry: { state: AgentStateName; reason: string | null } = { state, reason };
      return [{ seat, ...entry, since: last.at, heardAt, operator: by?.operatorName ?? '' }];
    }),
  );

  const queue = part(LIVE_MILLISECONDS, async (now) => {
    const text = await read.value(QUEUE_KEY);
    const stored = text === undefined ? undefined : storedQueueSchema.safeParse(JSON.parse(text)).data;
    if (stored === undefined || now - stored.at > stored.validSeconds * 1_000) return null;
    return { waiting: stored.waiting, longestMilliseconds: stored.longestMilliseconds };
  });

  const received = part(COUNTS_MILLISECONDS, (now) => read.received(midnight(now), now + 1));
  const overdueCount = part(COUNTS_MILLISECONDS, (now) => read.overdueCount(now));
  const overdue = part(COUNTS_MILLISECONDS, async (now) =>
    (await read.overdue(now, MOST_OVERDUE)).map(({ order, standing }) => ({
      orderId: order.id,
      number: order.number,
      category: standing.category,
      area: standing.area,
      unit: standing.unit,
      deadlineAt: standing.deadlineAt ?? now,
    })),
  );
  const completion = part(COMPLETION_MILLISECONDS, (now) =>
    read.completion(now - COMPLETION_PERIOD_MILLISECONDS, now),
  );

  const orders = async (): Promise<BoardSnapshot['orders']> => {
    const [counts, done, late] = await Promise.all([received(), completion(), overdueCount()]);
    const byArea = new Map<string, number>();
    for (const { area, count } of counts) byArea.set(area, (byArea.get(area) ?? 0) + count);
    return {
      received: counts.reduce((sum, { count }) => sum + count, 0),
      byCategory: countsBy(
        counts.map(({ category, count }) => [category, count] as const),
        topCategory,
      ),
      byArea: [...new Set([...byArea.keys(), ...done.keys()])].sort().map((code) => ({
        code,
        count: byArea.get(code) ?? 0,
        ...(done.get(code) ?? { due: 0, completed: 0, inTime: 0 }),
      })),
      overdue: late,
    };
  };

  const snapshot = async (): Promise<BoardSnapshot> => {
    const [counted, seatsNow, waiting, counts] = await Promise.all([calls(), seats(), queue(), orders()]);
    return {
      at: clock.wall(),
      ...counted,
      queue: waiting,
      // Who sits there is the supervisors' to know.
      seats: seatsNow.map(({ operator: _operator, ...seat }) => seat),
      orders: counts,
    };
  };
  const supervision = async (): Promise<SupervisionSnapshot> => {
    const now = clock.wall();
    const [seatsNow, late, lateCount, help, waiting] = await Promise.all([
      seats(),
      overdue(),
      overdueCount(),
      listHelp(storage.read, now),
      queue(),
    ]);
    return { at: now, seats: seatsNow, overdue: late, overdueCount: lateCount, help, queue: waiting };
  };

  let stopped = false;
  let cancelPush: (() => void) | undefined;
  let cancelBeat: () => void = () => undefined;
  let cancelHeard: () => void = () => undefined;

  const push = async () => {
    try {
      if (events.countOf('board') > 0) events.say('board', 'snapshot', await snapshot());
      if (events.countOf('supervision') > 0) events.say('supervision', 'snapshot', await supervision());
    } catch (error) {
      // The line is silent then, and whoever reads it says how old the figures are.
      if (!stopped) options.onFault(error);
    }
  };
  const pushIn = (milliseconds: number) => {
    cancelPush ??= schedule(milliseconds, () => {
      cancelPush = undefined;
      void push();
    });
  };
  const stopListening = storage.onFeedChange(({ audience }) => {
    if (audience === 'hall') pushIn(GATHER_MILLISECONDS);
    if (audience === 'supervisors') void push();
  });
  const beat = () => {
    cancelBeat = schedule(BOARD_BEAT_MILLISECONDS, () => {
      void push();
      beat();
    });
  };
  /** Seats whose line of events is here are heard; those of other hub processes are written down by these. */
  const hear = () => {
    cancelHeard = schedule(HEARD_MILLISECONDS, () => {
      const present = events.seats();
      if (present.length > 0) {
        storage.transaction((unit) => unit.board.heard(present, clock.wall())).catch(options.onFault);
      }
      hear();
    });
  };
  beat();
  hear();

  return {
    layout,
    snapshot,
    supervision,
    reportQueue: (unit, report) =>
      unit.board.setValue(QUEUE_KEY, JSON.stringify({ ...report, at: clock.wall() })),
    stop: () => {
      stopped = true;
      stopListening();
      cancelPush?.();
      cancelBeat();
      cancelHeard();
    },
  };
}
