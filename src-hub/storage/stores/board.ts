import { type Kysely, sql } from 'kysely';
import { type Completion, HEARD_WITHIN_MILLISECONDS } from '#shared/domain/index.ts';
import type { Tables } from '../tables.ts';
import { callOf, type StoredCall, type StoredSeatState, stateOf } from './calls.ts';
import { type OrderWithStanding, withStanding } from './orders.ts';

/** A seat's last state, and when the hub last heard of the seat. */
export interface StoredSeatNow {
  readonly seat: number;
  /** Epoch ms. */
  readonly heardAt: number;
  readonly last: StoredSeatState;
}

/** How many orders came in, by what the board sets them apart. */
export interface ReceivedCount {
  readonly area: string;
  readonly category: string;
  readonly count: number;
}

/**
 * What the wallboard and the supervisors ask (docs/spec/board.md). Each query is answered by an index alone or by one
 * row a seat; board-plans.test.ts looks at the plans.
 */
export interface BoardStore {
  /** These seats are there; said by the hub that has their line of events, and by every state. */
  heard(seats: readonly number[], at: number): Promise<void>;
  /** One row for each seat that ever told a state, in the order of their numbers. */
  seatsNow(): Promise<StoredSeatNow[]>;
  /** Calls received at or after `receivedFrom` that rang at or after `ringFrom`. */
  callsReceived(receivedFrom: number, ringFrom: number): Promise<StoredCall[]>;
  /** Orders received in [from, to). */
  received(from: number, to: number): Promise<ReceivedCount[]>;
  /** What became of the orders whose deadline lies in [from, to), by district; defined in domain/board.ts. */
  completion(from: number, to: number): Promise<Map<string, Completion>>;
  overdueCount(now: number): Promise<number>;
  /** Overdue orders, those first whose time has been over for longest. */
  overdue(now: number, limit: number): Promise<OrderWithStanding[]>;
  /** Small texts that all hubs of a database share, by name. */
  value(key: string): Promise<string | undefined>;
  setValue(key: string, value: string): Promise<void>;
}

/** Seats that were heard less than this ago are not written again: a state says so anyway. */
const HEARD_STEP_MILLISECONDS = HEARD_WITHIN_MILLISECONDS / 6;

export function createBoardStore(kysely: Kysely<Tables>, onChange: () => void): BoardStore {
  const overdue = (now: number) =>
    kysely
      .selectFrom('work_order')
      .where('is_open', '=', 1)
      .where('answered_at', 'is', null)
      .where('deadline_at', '<', now);
  return {
    heard: async (seats, at) => {
      if (seats.length === 0) return;
      await kysely
        .insertInto('seat_presence')
        .values(seats.map((seat) => ({ seat, heard_at: at })))
        .onConflict((conflict) =>
          conflict
            .column('seat')
            .doUpdateSet({ heard_at: at })
            .where('seat_presence.heard_at', '<', at - HEARD_STEP_MILLISECONDS),
        )
        .execute();
    },
    seatsNow: async () => {
      const rows = await kysely
        .selectFrom('seat_presence')
        .innerJoin('seat_state', (join) =>
          join.on(
            'seat_state.id',
            '=',
            sql<string>`(SELECT latest.id FROM seat_state AS latest WHERE latest.seat = seat_presence.seat
              ORDER BY latest.at DESC, latest.id DESC LIMIT 1)`,
          ),
        )
        .selectAll('seat_state')
        .select('seat_presence.heard_at')
        .orderBy('seat_presence.seat')
        .execute();
      return rows.map((row) => ({ seat: row.seat, heardAt: row.heard_at, last: stateOf(row) }));
    },
    callsReceived: async (receivedFrom, ringFrom) => {
      const rows = await kysely
        .selectFrom('call_record')
        .selectAll()
        .where('received_at', '>=', receivedFrom)
        .where('ring_at', '>=', ringFrom)
        .execute();
      return rows.map(callOf);
    },
    received: async (from, to) => {
      const rows = await kysely
        .selectFrom('work_order')
        .select((expression) => ['area', 'category', expression.fn.countAll<number>().as('count')])
        .where('received_at', '>=', from)
        .where('received_at', '<', to)
        .groupBy(['area', 'category'])
        .execute();
      return rows.map(({ area, category, count }) => ({ area, category, count: Number(count) }));
    },
    completion: async (from, to) => {
      const count = (condition: ReturnType<typeof sql<boolean>>) =>
        sql<number>`SUM(CASE WHEN ${condition} THEN 1 ELSE 0 END)`;
      const completed = sql<boolean>`is_open = 0 OR answered_at IS NOT NULL`;
      const inTime = sql<boolean>`answered_at IS NOT NULL AND answered_at <= deadline_at`;
      const rows = await kysely
        .selectFrom('work_order')
        .select((expression) => [
          'area',
          expression.fn.countAll<number>().as('due'),
          count(completed).as('completed'),
          count(inTime).as('inTime'),
        ])
        .where('deadline_at', '>=', from)
        .where('deadline_at', '<', to)
        .groupBy('area')
        .execute();
      return new Map(
        rows.map(({ area, completed: done, due, inTime: punctual }) => [
          area,
          { due: Number(due), completed: Number(done), inTime: Number(punctual) },
        ]),
      );
    },
    overdueCount: async (now) => {
      const row = await overdue(now)
        .select((expression) => expression.fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow();
      return Number(row.count);
    },
    overdue: async (now, limit) => {
      const rows = await overdue(now).selectAll().orderBy('deadline_at').limit(limit).execute();
      return rows.map(withStanding);
    },
    value: async (key) =>
      (await kysely.selectFrom('hub_value').select('value').where('key', '=', key).executeTakeFirst())?.value,
    setValue: async (key, value) => {
      await kysely
        .insertInto('hub_value')
        .values({ key, value })
        .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
        .execute();
      onChange();
    },
  };
}
