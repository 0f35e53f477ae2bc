import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { emptyFields } from '#shared/domain/index.ts';
import { type OperationResult, operationBatchSchema } from '#shared/hub-protocol/index.ts';
import { type Cache, openCache, type StoredOrder } from '../../cache/index.ts';
import { createMemoryLog } from '../../log/index.ts';

export const START = Date.UTC(2026, 10, 22, 2);

/** The n-th of a fixed row of UUIDv7s. */
export function id(n: number): string {
  return `01939d2e-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
}

/** Time that passes only when the test lets it. */
export function createTime() {
  let now = 0;
  let timers: Array<{ at: number; run: () => void }> = [];
  return {
    clock: { wall: () => START + now, monotonic: () => now },
    schedule: (milliseconds: number, run: () => void) => {
      const timer = { at: now + milliseconds, run };
      timers.push(timer);
      return () => {
        timers = timers.filter((one) => one !== timer);
      };
    },
    /** Milliseconds until each timer, ascending. */
    waits: () => timers.map((timer) => timer.at - now).sort((one, other) => one - other),
    /** Goes to the next timer and runs it; answers whether there was one. */
    advance: (): boolean => {
      const next = timers.toSorted((one, other) => one.at - other.at)[0];
      if (next === undefined) return false;
      timers = timers.filter((one) => one !== next);
      now = next.at;
      next.run();
      return true;
    },
  };
}

/** Lets everything that waits for no timer happen. */
export async function settleDown(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** A cache, a way to put the n-th order into its outbox, and its end. */
export function createOutbox(clock: { wall: () => number; monotonic: () => number }) {
  const directory = mkdtempSync(join(tmpdir(), 'lianxinqiao-sync-'));
  const { cache } = openCache({ directory, key: Buffer.alloc(32, 3), clock, log: createMemoryLog() });
  const remove = () => {
    cache.close();
    rmSync(directory, { recursive: true });
  };
  return { cache, submit: (n: number) => submit(cache, n, clock.wall()), remove };
}

function submit(cache: Cache, n: number, at: number): void {
  const fields = { ...emptyFields, title: `第${n}件` };
  const order: StoredOrder = {
    id: id(n),
    number: `261122-001-${n}`,
    callId: null,
    submittedAt: at,
    fields,
    deadline: null,
    operator: '一号',
    mine: true,
    state: 'closed-at-once',
    stateAt: at,
    callback: null,
  };
  cache.drafts.insert({ id: order.id, callId: null, createdAt: at, updatedAt: at, fields });
  const { id: orderId, number, submittedAt } = order;
  cache.orders.submit({
    draftId: order.id,
    order,
    operation: {
      id: id(0x10000 + n),
      kind: 'work-order.submit',
      subject: order.id,
      createdAt: at,
      payload: { orderId, number, seat: 1, operator: '一号', submittedAt, fields, call: null },
    },
  });
}

/** The body of a request as text, whether it was compressed or not. */
export function sentText(init: RequestInit | undefined): string {
  const body = init?.body;
  return body instanceof Uint8Array ? gunzipSync(body).toString('utf8') : String(body);
}

/** A hub in memory that keeps the protocol: it remembers each operation's outcome and puts it in effect once. */
export function createFakeHub() {
  const outcomes = new Map<string, OperationResult>();
  const effects: string[] = [];
  const refuses = new Set<string>();
  const take = (operationId: string): OperationResult => {
    const known = outcomes.get(operationId);
    if (known) return known;
    const outcome: OperationResult = refuses.has(operationId)
      ? { id: operationId, outcome: 'refused', reason: 'invalid', message: hub.message }
      : { id: operationId, outcome: 'accepted', receivedAt: START };
    if (outcome.outcome === 'accepted') effects.push(operationId);
    outcomes.set(operationId, outcome);
    return outcome;
  };
  const hub = {
    /** What it says of itself, and why it refuses. */
    epoch: undefined as string | undefined,
    sealingKey: undefined as string | undefined,
    message: 'title',
    /** Forgets every outcome, as a hub that was put back to a backup does. */
    forget: () => outcomes.clear(),
    /** Operations put in effect, in order. */
    effects,
    /** Operations that it will refuse. */
    refuses,
    answer: (url: string, init: RequestInit | undefined): Response => {
      if (url.endsWith('/healthz')) {
        const { epoch, sealingKey } = hub;
        return Response.json({ status: 'ok', protocol: 1, epoch, sealingKey });
      }
      const batch = operationBatchSchema.parse(JSON.parse(sentText(init)));
      return Response.json({ protocol: 1, results: batch.operations.map((operation) => take(operation.id)) });
    },
  };
  return hub;
}
