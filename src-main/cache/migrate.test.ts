import { readdirSync } from 'node:fs';
import Sqlite from 'better-sqlite3-multiple-ciphers';
import { describe, expect, it } from 'vitest';
import { CALLER_QUERIES } from './callers.ts';
import { CALL_QUERIES } from './calls.ts';
import { migrate, NewerSchemaError, schemaVersion } from './migrate.ts';
import { migrations } from './migrations/index.ts';
import { ORDER_LIST_QUERIES } from './order-lists.ts';
import { ORDER_QUERIES } from './orders.ts';
import { OUTBOX_QUERIES } from './outbox.ts';
import { RECORD_LINK_QUERIES } from './record-links.ts';
import { SEAT_EVENT_QUERIES } from './seat-events.ts';

function migrated() {
  const database = new Sqlite(':memory:');
  migrate(database, migrations);
  return database;
}

function planOf(sql: string): string {
  const steps = migrated().prepare<[], { detail: string }>(
    `EXPLAIN QUERY PLAN ${sql.replaceAll(/\?|@prefix/g, '1')}`,
  );
  return steps
    .all()
    .map((step) => step.detail)
    .join('; ');
}

describe('migrations', () => {
  it('CF-3 are numbered from 1 without a gap, one file each', () => {
    const files = readdirSync(new URL('migrations', import.meta.url)).filter((name) => name !== 'index.ts');
    const numbers = files.map((name) => Number(/^(\d{4})-[a-z-]+\.ts$/.exec(name)?.[1]));
    expect(numbers).toEqual(migrations.map((_, index) => index + 1));
    expect(migrations.map((one) => one.version)).toEqual(numbers);
  });

  it('CF-3 write their number with their change, and a failed one writes neither', () => {
    const database = migrated();
    expect(schemaVersion(database)).toBe(migrations.length);
    const next = { version: migrations.length + 1, sql: 'CREATE TABLE more (a) STRICT' };
    expect(() => migrate(database, [...migrations, next])).toThrow();
    expect(schemaVersion(database)).toBe(migrations.length);
    const right = { ...next, sql: 'CREATE TABLE more (a TEXT) STRICT' };
    migrate(database, [...migrations, right]);
    migrate(database, [...migrations, right]);
    expect(schemaVersion(database)).toBe(right.version);
    expect(() => migrate(database, migrations)).toThrow(NewerSchemaError);
  });

  it('0001 makes tables that refuse what can not be', () => {
    const database = new Sqlite(':memory:');
    migrate(database, migrations.slice(0, 1));
    const order = `'{"number":"261122-001-001","submittedAt":1,"fields":{"callerNumber":"1"}}'`;
    database.exec(`INSERT INTO orders (id, body) VALUES ('o', ${order})`);
    const refused = [
      `INSERT INTO orders (id, body) VALUES ('p', ${order})`,
      `INSERT INTO orders (id, body) VALUES ('q', '{}')`,
      `INSERT INTO drafts (id, body) VALUES ('d', 'no JSON')`,
      `INSERT INTO draft_writers (draft_id, writer, sequence) VALUES ('none', 'w', 1)`,
      `INSERT INTO outbox (id, order_id, created_at, operation) VALUES ('x', 'none', 1, '{}')`,
      `INSERT INTO outbox (id, order_id, created_at) VALUES ('x', 'o', 1)`,
      `INSERT INTO outbox (id, order_id, created_at, received_at, refusal) VALUES ('x', 'o', 1, 1, 'r')`,
    ];
    database.pragma('foreign_keys = ON');
    for (const sql of refused) expect(() => database.exec(sql), sql).toThrow(/constraint/);
    expect(database.prepare('SELECT number, caller_number, submitted_at FROM orders').all()).toEqual([
      { number: '261122-001-001', caller_number: '1', submitted_at: 1 },
    ]);
  });

  it('0002 keeps what 0001 held and adds a place for dialogs and events', () => {
    const database = new Sqlite(':memory:');
    migrate(database, migrations.slice(0, 1));
    database.exec(`INSERT INTO calls (id, body) VALUES ('c', '{"ringAt":1}')`);
    migrate(database, migrations.slice(0, 2));
    expect(database.prepare('SELECT id, ring_at FROM calls').all()).toEqual([{ id: 'c', ring_at: 1 }]);
    database.exec(`INSERT INTO dialogs (call_id, body) VALUES ('c', '{}')`);
    for (const sql of [
      `INSERT INTO dialogs (call_id, body) VALUES ('c', '{}')`,
      `INSERT INTO dialogs (call_id, body) VALUES ('d', 'no JSON')`,
      `INSERT INTO seat_events (body) VALUES ('no JSON')`,
    ])
      expect(() => database.exec(sql), sql).toThrow(/constraint|malformed/);
  });

  it('0005 makes a chain that takes one end a call, and finds unfinished calls as before', () => {
    const database = new Sqlite(':memory:');
    migrate(database, migrations.slice(0, 4));
    database.exec(`INSERT INTO calls (id, body) VALUES ('c', '{"ringAt":1,"endAt":null}')`);
    migrate(database, migrations.slice(0, 5));
    const link = (sequence: number, kind: string) =>
      database.exec(`INSERT INTO record_links (sequence, body, hash) VALUES
        (${sequence}, '{"at":1,"entry":{"kind":"${kind}","record":{"id":"c"}}}', '${sequence}')`);
    link(1, 'call');
    link(2, 'correction');
    expect(() => link(3, 'call')).toThrow(/constraint/);
    expect(database.prepare(CALL_QUERIES.unfinished).all()).toHaveLength(1);
    database.exec(`UPDATE calls SET body = '{"ringAt":1,"endAt":null,"endReason":"seat-failed"}'`);
    expect(database.prepare(CALL_QUERIES.unfinished).all()).toHaveLength(0);
  });

  it('0003 keeps the outbox, keyed by what each operation is about', () => {
    const database = new Sqlite(':memory:');
    migrate(database, migrations.slice(0, 2));
    database.exec(`
      INSERT INTO orders (id, body)
        VALUES ('o', '{"number":"261122-001-001","submittedAt":1,"fields":{"callerNumber":"1"}}');
      INSERT INTO outbox (sequence, id, order_id, created_at, operation, received_at, refusal) VALUES
        (3, 'w', 'o', 5, '{"id":"w","payload":{}}', NULL, NULL),
        (4, 'r', 'o', 6, '{"id":"r"}', NULL, 'invalid: title too_big: more'),
        (7, 'd', 'o', 7, NULL, 9, NULL)`);
    migrate(database, migrations.slice(0, 3));
    const columns =
      'sequence, id, kind, subject, operation, received_at, refused_at, refusal_reason, refusal_message';
    const kept = { kind: 'work-order.submit', subject: 'o', refusal_reason: null, refusal_message: null };
    expect(database.prepare(`SELECT ${columns} FROM outbox`).all()).toEqual([
      {
        ...kept,
        sequence: 3,
        id: 'w',
        operation: '{"id":"w","payload":{},"subject":"o"}',
        received_at: null,
        refused_at: null,
      },
      {
        ...kept,
        sequence: 4,
        id: 'r',
        operation: '{"id":"r","subject":"o"}',
        received_at: null,
        refused_at: 6,
        refusal_reason: 'invalid',
        refusal_message: 'title too_big: more',
      },
      { ...kept, sequence: 7, id: 'd', operation: null, received_at: 9, refused_at: null },
    ]);
    const refused = [
      `INSERT INTO outbox (id, kind, subject, created_at) VALUES ('x', 'k', 's', 1)`,
      `UPDATE outbox SET received_at = 1 WHERE id = 'r'`,
      `UPDATE outbox SET refused_at = 1 WHERE id = 'w'`,
      `UPDATE outbox SET closed_at = 1 WHERE id = 'w'`,
      `INSERT INTO feed_items (feed, key, body) VALUES ('units', 'a', 'no JSON')`,
    ];
    for (const sql of refused) expect(() => database.exec(sql), sql).toThrow(/constraint|malformed/);
  });

  it.each([
    [ORDER_LIST_QUERIES.since, 'orders_mine'],
    [ORDER_LIST_QUERIES.recent, 'orders_mine'],
    [ORDER_LIST_QUERIES.toCallBack, 'orders_to_call_back'],
    [CALLER_QUERIES.orders, 'outbox_by_subject'],
    [CALLER_QUERIES.counts, 'order_numbers_counted'],
    [ORDER_QUERIES.events, 'order_events_by_order'],
    [ORDER_QUERIES.highestCount, 'orders_by_number'],
    [OUTBOX_QUERIES.next, 'outbox_waiting'],
    [OUTBOX_QUERIES.next, 'outbox_refused'],
    [OUTBOX_QUERIES.forget, 'outbox_kept'],
    [OUTBOX_QUERIES.refused, 'outbox_by_subject'],
    [CALL_QUERIES.since, 'calls_by_ring_at'],
    [CALL_QUERIES.unfinished, 'calls_unfinished'],
    [RECORD_LINK_QUERIES.between, 'record_links_by_time'],
    [RECORD_LINK_QUERIES.ofCall, 'record_links_by_call'],
    [RECORD_LINK_QUERIES.hasCall, 'record_links'],
    [SEAT_EVENT_QUERIES.since, 'seat_events_by_time'],
  ])('CF-9 a lookup goes by its index: %s', (sql, index) => {
    const plan = planOf(sql);
    expect(plan).toMatch(new RegExp(`USING (COVERING )?INDEX ${index}`));
    expect(plan).not.toMatch(/TEMP B-TREE|SCAN orders$/);
  });

  it('CF-9 the join to the outbox goes by its index', () => {
    expect(planOf(ORDER_LIST_QUERIES.since)).toContain('USING INDEX outbox_by_subject');
  });
});
