import type { Generated } from 'kysely';

/** The rows of every table, the same for both engines. Times are epoch ms; `body` and the like are JSON. */
export interface Tables {
  hub_value: { key: string; value: string };
  operation_outcome: {
    operation_id: string;
    outcome: 'accepted' | 'refused';
    received_at: number | null;
    reason: string | null;
    message: string | null;
  };
  work_order: {
    id: string;
    number: string;
    seat: number;
    operator: string;
    submitted_at: number;
    received_at: number;
    fields: string;
    call: string | null;
    state: string;
    unit: string;
    category: string;
    area: string;
    /** The caller's number in its canonical form, or empty. */
    caller: string;
    is_open: number;
    deadline_at: number | null;
    answered_at: number | null;
    erased_at: number | null;
  };
  work_order_event: {
    order_id: string;
    sequence: number;
    id: string;
    kind: string;
    at: number;
    received_at: number;
    actor: string;
    body: string;
  };
  call_record: { id: string; seat: number; ring_at: number; received_at: number; body: string };
  seat_state: { id: string; seat: number; at: number; state: string; body: string };
  seat_presence: { seat: number; heard_at: number };
  script_report: { id: string; kind: string; seat: number; at: number; body: string };
  account: {
    id: string;
    name: string;
    role: string;
    unit: string | null;
    password_hash: string;
    must_change: number;
    created_at: number;
    closed_at: number | null;
  };
  seat: {
    number: number;
    name: string;
    token_digest: string;
    settings: string;
    created_at: number;
    revoked_at: number | null;
    last_seen_at: number | null;
  };
  session: {
    id: string;
    family: string;
    account_id: string;
    seat: number | null;
    access_digest: string;
    access_expires_at: number;
    refresh_digest: string;
    refresh_expires_at: number;
    replaced_at: number | null;
    ended_at: number | null;
  };
  outside_key: {
    id: string;
    name: string;
    scope: string;
    key_digest: string;
    created_at: number;
    revoked_at: number | null;
  };
  audit_entry: {
    sequence: number;
    at: number;
    actor: string;
    action: string;
    target: string;
    detail: string;
    hash: string;
  };
  feed_item: {
    row_id: Generated<number>;
    feed: string;
    key: string;
    audience: string;
    stamp: number;
    body: string | null;
  };
  connector_task: {
    connector: string;
    order_id: string;
    state: string;
    attempts: number;
    next_at: number;
    remote_id: string | null;
    remote_state: string | null;
    amendments: number;
    reason: string | null;
    changed_at: number;
  };
  feed_clock: { only: number; stamp: number };
}
