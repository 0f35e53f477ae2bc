import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { CallRecord, RecordedBy } from '#shared/domain/index.ts';
import { operationSchema } from '#shared/hub-protocol/index.ts';
import { sampleCallRecord } from '#test/support/calls.ts';
import { openCache } from '../cache/index.ts';
import { createMemoryLog } from '../log/index.ts';
import { createRecords, type Recorded } from './records.ts';

const id = (n: number) => `01939d2e-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
const cleanUp: Array<() => void> = [];
afterEach(() => {
  for (const run of cleanUp.splice(0)) run();
});

function seat(directory = mkdtempSync(join(tmpdir(), 'records-'))) {
  const time = { now: 1_000_000 };
  const clock = { wall: () => time.now, monotonic: () => time.now };
  const log = createMemoryLog();
  const { cache } = openCache({ directory, key: Buffer.alloc(32, 7), clock, log });
  const who: { by: RecordedBy } = { by: null };
  let ids = 1_000;
  const newId = () => {
    ids += 1;
    return id(ids);
  };
  const records = createRecords({ cache, clock, seat: 7, publicKey: 'key', newId, by: () => who.by, log });
  const recorded: Recorded[] = [];
  records.onRecorded((one) => recorded.push(one));
  let open = true;
  const close = () => {
    if (open) cache.close();
    open = false;
  };
  cleanUp.push(() => {
    close();
    rmSync(directory, { recursive: true, force: true });
  });
  return { cache, records, recorded, directory, close, time, who };
}

const ringing = (n: number, change: Partial<CallRecord> = {}) =>
  sampleCallRecord({ id: id(n), callerNumber: '13800000000', ringAt: 1_000 + n, ...change });
const over = (n: number, change: Partial<CallRecord> = {}) =>
  ringing(n, {
    answerAt: 2_000,
    answeredAfterMilliseconds: 900,
    endAt: 3_000,
    endReason: 'caller-hung-up',
    ...change,
  });

describe('records', () => {
  it('RC-1 a call has one link however often its row is saved, and it is there once it has ended', () => {
    const { cache, records, recorded } = seat();
    records.recover(() => false);
    records.saveCall(ringing(1));
    records.saveCall(ringing(1, { answerAt: 2_000, answeredAfterMilliseconds: 900 }));
    expect(recorded.filter(({ entry }) => entry.kind === 'call')).toEqual([]);
    records.saveCall(over(1));
    records.saveCall(over(1));
    expect(recorded.filter(({ entry }) => entry.kind === 'call')).toHaveLength(1);
    expect(cache.recordLinks.ofCall(id(1))).toHaveLength(1);
    expect(records.verify([]).findings).toEqual([]);
  });

  it('RC-2 what becomes known later is a link of its own; a late row does not undo the end', () => {
    const { cache, records } = seat();
    records.recover(() => false);
    records.saveCall(over(1));
    records.saveCall(over(1, { transferredTo: '8001' }));
    records.saveCall(ringing(1));
    expect(cache.calls.get(id(1))).toMatchObject({ transferredTo: '8001', endReason: 'caller-hung-up' });
    expect(cache.recordLinks.ofCall(id(1)).map(({ body }) => JSON.parse(body).entry.kind)).toEqual([
      'call',
      'correction',
    ]);
    expect(records.verify([]).findings).toEqual([]);
  });

  it('RC-3 rows that are older than the chain are taken in, in the order of their rings', () => {
    const first = seat();
    first.cache.calls.save(over(2));
    first.cache.calls.save(over(1));
    first.records.recover(() => false);
    const kinds = first.recorded.map(({ entry }) => (entry.kind === 'call' ? entry.record.id : entry.kind));
    expect(kinds).toEqual(['begin', id(1), id(2)]);
    expect(first.recorded.every(({ entry }) => entry.kind !== 'call' || entry.adopted)).toBe(true);
    first.records.recover(() => false);
    expect(first.recorded).toHaveLength(3);
  });

  it('RC-4 a call that a crash cut off gets its one link at the next start, without an invented end', () => {
    const first = seat();
    first.records.recover(() => false);
    first.records.saveCall(ringing(1));
    first.records.saveCall(ringing(2));
    first.close();
    const second = seat(first.directory);
    second.records.recover((callId) => callId === id(2));
    expect(second.cache.calls.get(id(1))).toMatchObject({ endAt: null, endReason: 'seat-failed' });
    expect(second.cache.calls.get(id(2))).toMatchObject({ endReason: null });
    expect(second.cache.calls.unfinished().map((call) => call.id)).toEqual([id(2)]);
    second.records.saveCall(over(2));
    second.records.recover(() => false);
    expect(second.cache.recordLinks.ofCall(id(1))).toHaveLength(1);
    expect(second.cache.recordLinks.ofCall(id(2))).toHaveLength(1);
    expect(second.records.verify([]).findings).toEqual([]);
  });

  it('RC-5 personal data can be purged and the chain stays whole', () => {
    const { cache, records } = seat();
    records.recover(() => false);
    records.saveCall(over(1));
    expect(cache.recordLinks.purgePersonal(10_000)).toBe(1);
    expect(cache.recordLinks.ofCall(id(1))[0]?.personal).toBeNull();
    expect(records.verify([]).findings).toEqual([]);
  });

  it('RC-6 every link says who was signed in', () => {
    const { records, recorded, who } = seat();
    records.recover(() => false);
    who.by = { operatorId: '1001', operatorName: '李敏', shift: 'early', sessionId: id(5) };
    records.saveCall(over(1));
    records.wrapUp(id(1), 20_000, 'key');
    records.state({ state: 'ready', reason: null }, 5_000, { state: 'not-ready', reason: 'rest' });
    expect(recorded.slice(1).map(({ entry }) => 'by' in entry && entry.by?.operatorId)).toEqual([
      '1001',
      '1001',
      '1001',
    ]);
  });

  it('RC-7 the hub is told of a call, its after-call work and each state, in the transaction of the link', () => {
    const { cache, records } = seat();
    cache.calls.save(over(9));
    records.recover(() => false);
    records.saveCall(over(1));
    records.wrapUp(id(1), 20_000, 'key');
    records.state({ state: 'ready', reason: null }, 5_000, { state: 'not-ready', reason: 'rest' });
    const told = cache.outbox.next(10);
    expect(told.map(({ kind, subject }) => [kind, kind === 'seat.state' ? '' : subject])).toEqual([
      ['call.record', id(1)],
      ['call.wrap-up', id(1)],
      ['seat.state', ''],
    ]);
    for (const operation of told) expect(operationSchema.safeParse(operation).success).toBe(true);
  });

  it('RC-10 the hub is told once that a call was answered, without whom, and its row is there', () => {
    const { cache, records } = seat();
    records.recover(() => false);
    const rings = {
      ...over(1),
      answerAt: null,
      answeredAfterMilliseconds: null,
      endAt: null,
      endReason: null,
    };
    const answered = { ...rings, answerAt: 1_004_000, answeredAfterMilliseconds: 4_000 };
    records.saveCall(rings);
    records.saveCall(answered);
    records.saveCall({ ...answered, held: [{ fromMilliseconds: 1, toMilliseconds: 2 }] });
    records.saveCall({ ...answered, id: id(2), direction: 'outbound' });
    const told = cache.outbox.next(10);
    expect(told.map(({ kind }) => kind)).toEqual(['call.answered']);
    const text = JSON.stringify(told);
    for (const word of ['callerNumber', 'callerName', 'transferredTo']) expect(text).not.toContain(word);
    expect(operationSchema.parse(told[0]).payload).toMatchObject({ seat: 7, record: { id: id(1) } });
    expect(cache.calls.get(id(1))?.held).toHaveLength(1);
  });
});
