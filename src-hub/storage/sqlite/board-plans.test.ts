import Database from 'better-sqlite3-multiple-ciphers';
import { Kysely, SqliteDialect } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { migrateHub } from '../migrate.ts';
import { type BoardStore, createBoardStore } from '../stores/board.ts';
import type { Tables } from '../tables.ts';

let database: Database.Database;
let kysely: Kysely<Tables>;
let board: BoardStore;
const asked: Array<{ sql: string; parameters: readonly unknown[] }> = [];
beforeEach(async () => {
  database = new Database(':memory:');
  kysely = new Kysely<Tables>({
    dialect: new SqliteDialect({ database }),
    log: ({ query }) => void asked.push({ sql: query.sql, parameters: query.parameters }),
  });
  await migrateHub(kysely, 'sqlite', 'memory');
  board = createBoardStore(kysely, () => undefined);
});
afterEach(() => kysely.destroy());

/** How SQLite answers what `run` asks. */
async function planOf(run: () => Promise<unknown>): Promise<string> {
  asked.length = 0;
  await run();
  const [query] = asked;
  const rows = database.prepare(`EXPLAIN QUERY PLAN ${query?.sql}`).all(...(query?.parameters ?? []));
  return rows.map((row) => (row as { detail: string }).detail).join('; ');
}

describe('what the wallboard asks', () => {
  it('BD-10 counts orders from indexes alone', async () => {
    expect(await planOf(() => board.received(1, 2))).toContain(
      'USING COVERING INDEX work_order_counted_by_receipt',
    );
    expect(await planOf(() => board.completion(1, 2))).toContain(
      'USING COVERING INDEX work_order_counted_by_deadline',
    );
    expect(await planOf(() => board.overdueCount(2))).toContain('USING COVERING INDEX work_order_unanswered');
  });

  it('BD-10 reads new calls and overdue orders by an index, and one state a seat', async () => {
    expect(await planOf(() => board.callsReceived(1, 0))).toContain('USING INDEX call_record_by_');
    expect(await planOf(() => board.overdue(2, 10))).toContain('USING INDEX work_order_unanswered');
    const seats = await planOf(() => board.seatsNow());
    expect(seats).toContain('USING INDEX seat_state_by_seat');
    expect(seats).not.toContain('SCAN seat_state');
  });
});
