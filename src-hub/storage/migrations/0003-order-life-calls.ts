import type { HubMigration } from './migration.ts';

/**
 * An order's life as events, never overwritten; `state` and its neighbours on the order are computed from them in
 * the same transaction, so that lists and figures go by an index. Calls and seats' states as the seats told them.
 */
export const migration: HubMigration = {
  name: '0003-order-life-calls',
  statements: ({ time, integer, strict }) => [
    "ALTER TABLE work_order ADD COLUMN state TEXT NOT NULL DEFAULT 'accepted'",
    "ALTER TABLE work_order ADD COLUMN unit TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE work_order ADD COLUMN category TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE work_order ADD COLUMN area TEXT NOT NULL DEFAULT ''",
    `ALTER TABLE work_order ADD COLUMN is_open ${integer} NOT NULL DEFAULT 0`,
    `ALTER TABLE work_order ADD COLUMN deadline_at ${time}`,
    `ALTER TABLE work_order ADD COLUMN answered_at ${time}`,
    `ALTER TABLE work_order ADD COLUMN erased_at ${time}`,
    'CREATE INDEX work_order_by_unit ON work_order (unit, is_open, deadline_at)',
    'CREATE INDEX work_order_open_by_deadline ON work_order (deadline_at) WHERE is_open = 1',
    'CREATE INDEX work_order_by_number ON work_order (number)',
    'CREATE INDEX work_order_by_seat ON work_order (seat, received_at DESC)',

    `CREATE TABLE work_order_event (
      order_id    TEXT NOT NULL REFERENCES work_order (id),
      sequence    ${integer} NOT NULL,
      id          TEXT NOT NULL UNIQUE,
      kind        TEXT NOT NULL,
      at          ${time} NOT NULL,
      received_at ${time} NOT NULL,
      actor       TEXT NOT NULL,
      body        TEXT NOT NULL,
      PRIMARY KEY (order_id, sequence)
    )${strict}`,

    `CREATE TABLE call_record (
      id                TEXT PRIMARY KEY,
      seat              ${integer} NOT NULL,
      ring_at           ${time} NOT NULL,
      received_at       ${time} NOT NULL,
      body              TEXT NOT NULL
    )${strict}`,
    'CREATE INDEX call_record_by_ring ON call_record (ring_at)',

    `CREATE TABLE seat_state (
      id      TEXT PRIMARY KEY,
      seat    ${integer} NOT NULL,
      at      ${time} NOT NULL,
      state   TEXT NOT NULL,
      body    TEXT NOT NULL
    )${strict}`,
    'CREATE INDEX seat_state_by_seat ON seat_state (seat, at DESC)',
    'CREATE INDEX seat_state_by_time ON seat_state (at)',

    `CREATE TABLE script_report (
      id   TEXT PRIMARY KEY,
      kind TEXT NOT NULL,
      seat ${integer} NOT NULL,
      at   ${time} NOT NULL,
      body TEXT NOT NULL
    )${strict}`,
    'CREATE INDEX script_report_by_kind ON script_report (kind, at)',
  ],
};
