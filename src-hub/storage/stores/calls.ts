import type { Kysely } from 'kysely';
import type { Tables } from '../tables.ts';

/** One call or one state of a seat, as its operation said it; parsed by who reads it. */
export interface StoredCall {
  readonly id: string;
  readonly seat: number;
  readonly ringAt: number;
  readonly body: unknown;
}
export interface StoredSeatState {
  readonly id: string;
  readonly seat: number;
  readonly at: number;
  readonly state: string;
  readonly body: unknown;
}

/** What seats said of the script library: a note to the editors, or how often entries were used. */
export interface StoredScriptReport {
  readonly id: string;
  readonly kind: string;
  readonly seat: number;
  readonly at: number;
  readonly body: unknown;
}

/** Calls and seats' states, as the seats told them; figures are computed from these, never counted up. */
export interface CallStore {
  /** A later word on a call takes the place of the earlier one. */
  save(call: StoredCall, receivedAt: number): Promise<void>;
  find(id: string): Promise<StoredCall | undefined>;
  /** That rang in [from, to), oldest first. */
  list(from: number, to: number): Promise<StoredCall[]>;
  saveState(state: StoredSeatState): Promise<void>;
  /** The last state of each seat that told one at or after `since`. */
  latestStates(since: number): Promise<StoredSeatState[]>;
  /** States entered in [from, to), oldest first. */
  states(from: number, to: number): Promise<StoredSeatState[]>;
  saveScriptReport(report: StoredScriptReport): Promise<void>;
  /** Of one kind, made at or after `from`, oldest first. */
  scriptReports(kind: string, from: number, limit: number): Promise<StoredScriptReport[]>;
}

/** @param onChange something that the hall shows has changed */
export function createCallStore(kysely: Kysely<Tables>, onChange: () => void): CallStore {
  return {
    save: async ({ id, seat, ringAt, body }, receivedAt) => {
      const row = { seat, ring_at: ringAt, received_at: receivedAt, body: JSON.stringify(body) };
      await kysely
        .insertInto('call_record')
        .values({ id, ...row })
        .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
        .execute();
      onChange();
    },
    find: async (id) => {
      const row = await kysely.selectFrom('call_record').selectAll().where('id', '=', id).executeTakeFirst();
      return row && callOf(row);
    },
    list: async (from, to) => {
      const rows = await kysely
        .selectFrom('call_record')
        .selectAll()
        .where('ring_at', '>=', from)
        .where('ring_at', '<', to)
        .orderBy('ring_at')
        .execute();
      return rows.map(callOf);
    },
    saveState: async ({ id, seat, at, state, body }) => {
      await kysely
        .insertInto('seat_state')
        .values({ id, seat, at, state, body: JSON.stringify(body) })
        .execute();
      onChange();
    },
    latestStates: async (since) => {
      const latest = kysely
        .selectFrom('seat_state')
        .select((expression) => ['seat as latest_seat', expression.fn.max('at').as('latest_at')])
        .where('at', '>=', since)
        .groupBy('seat')
        .as('latest');
      const rows = await kysely
        .selectFrom('seat_state')
        .innerJoin(latest, (join) =>
          join
            .onRef('latest.latest_seat', '=', 'seat_state.seat')
            .onRef('latest.latest_at', '=', 'seat_state.at'),
        )
        .selectAll('seat_state')
        .orderBy('seat_state.id')
        .execute();
      return [...new Map(rows.map((row) => [row.seat, stateOf(row)])).values()];
    },
    states: async (from, to) => {
      const rows = await kysely
        .selectFrom('seat_state')
        .selectAll()
        .where('at', '>=', from)
        .where('at', '<', to)
        .orderBy('at')
        .execute();
      return rows.map(stateOf);
    },
    saveScriptReport: async (report) => {
      await kysely
        .insertInto('script_report')
        .values({ ...report, body: JSON.stringify(report.body) })
        .execute();
    },
    scriptReports: async (kind, from, limit) => {
      const rows = await kysely
        .selectFrom('script_report')
        .selectAll()
        .where('kind', '=', kind)
        .where('at', '>=', from)
        .orderBy('at')
        .limit(limit)
        .execute();
      return rows.map((row) => ({ ...row, body: JSON.parse(row.body) as unknown }));
    },
  };
}

export function callOf(row: Tables['call_record']): StoredCall {
  return { id: row.id, seat: row.seat, ringAt: row.ring_at, body: JSON.parse(row.body) as unknown };
}

export function stateOf(row: Tables['seat_state']): StoredSeatState {
  return { id: row.id, seat: row.seat, at: row.at, state: row.state, body: JSON.parse(row.body) as unknown };
}
