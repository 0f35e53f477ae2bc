import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CallRecord, type Clock, type Draft, emptyFields, firstState } from '#shared/domain/index.ts';
import type { Operation } from '#shared/hub-protocol/index.ts';
import { sampleCallRecord } from '#test/support/calls.ts';
import { createMemoryLog } from '../../log/index.ts';
import type { StoredOrder } from '../order-rows.ts';

/** 2026-11-22 22:45:00 in UTC, epoch ms. */
export const NOW = Date.UTC(2026, 10, 22, 22, 45);
export const KEY = Buffer.alloc(32, 7);

/** The n-th of a fixed row of UUIDv7s. */
export function id(n: number): string {
  return `01939d2e-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
}

const made: string[] = [];

/** A path that is not there yet, in a folder of its own. */
export function temporaryDirectory(): string {
  const parent = mkdtempSync(join(tmpdir(), 'lianxinqiao-cache-'));
  made.push(parent);
  return join(parent, 'seat');
}

export function removeTemporaryDirectories(): void {
  for (const parent of made.splice(0)) rmSync(parent, { recursive: true });
}

/** Options of a cache with a clock in the test's hand. */
export function cacheOptions(directory = temporaryDirectory()) {
  const time = { now: NOW };
  const clock: Clock = { wall: () => time.now, monotonic: () => time.now };
  return { directory, key: KEY, clock, log: createMemoryLog(), time };
}

export function draft(n: number, fields: Partial<Draft['fields']> = {}): Draft {
  const createdAt = NOW + n;
  return { id: id(n), callId: null, createdAt, updatedAt: createdAt, fields: { ...emptyFields, ...fields } };
}

export function order(n: number, fields: Partial<Draft['fields']> = {}): StoredOrder {
  return {
    id: id(n),
    number: `261122-001-${String(n).padStart(3, '0')}`,
    callId: null,
    submittedAt: NOW + n,
    fields: { ...emptyFields, ...fields },
    deadline: null,
    operator: '1号坐席',
    mine: true,
    state: firstState(fields.handling ?? ''),
    stateAt: NOW + n,
    callback: null,
  };
}

export function operation(n: number, of: StoredOrder): Operation {
  return {
    id: id(0x1000 + n),
    kind: 'work-order.submit',
    subject: of.id,
    createdAt: of.submittedAt,
    payload: {
      orderId: of.id,
      number: of.number,
      seat: 1,
      operator: '1号坐席',
      submittedAt: of.submittedAt,
      fields: of.fields,
      call: null,
    },
  };
}

export function callRecord(n: number, change: Partial<CallRecord> = {}): CallRecord {
  return sampleCallRecord({
    id: id(n),
    sipCallId: `call-${n}`,
    callerNumber: '13800000000',
    callerName: null,
    dialledLine: '12345',
    ringAt: NOW + n,
    queueAt: null,
    queuedMilliseconds: null,
    answerAt: null,
    answeredAfterMilliseconds: null,
    endAt: null,
    talkMilliseconds: null,
    endReason: null,
    ...change,
  });
}
