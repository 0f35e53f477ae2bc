import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { v7 } from 'uuid';
import { describe, expect, it } from 'vitest';
import { type CallRecord, recordLinkSchema } from '#shared/domain/index.ts';
import { type Cache, openCache } from '../cache/index.ts';
import { createMemoryLog } from '../log/index.ts';
import { createRecords } from '../records/index.ts';
import { readLeftCalls } from './saved-call.ts';
import { createPhoneBench, type PhoneBench, type RingingCall } from './testing/bench.test-support.ts';

/**
 * The whole way of a call's times, with sockets, SIP and the encrypted file on disk, and a clock in the test's hand:
 * exchange → socket → phone → records → cache, through crashes of the program and of its page.
 */

const HOUR = 3_600_000;
/** A ringing call is not taken up again later than this (rule CA-38). */
const LONGEST_RINGING = 60_000;

type Step =
  | { readonly do: 'ring' | 'reload' | 'crash' }
  | { readonly do: 'cancel' | 'answer' | 'hangUp' | 'bye'; readonly which: number }
  | { readonly do: 'pass'; readonly milliseconds: number }
  | { readonly do: 'set-clock'; readonly by: number };

/** What must be true of a call, kept by the test itself. */
interface Expected {
  readonly bench: RingingCall;
  readonly ring: { readonly wall: number; readonly monotonic: number };
  answeredAt: number | null;
  endedAt: number | null;
  endReason: CallRecord['endReason'];
}

/** One run of the program over the folder; after `kill` nothing that it still says reaches the disk. */
interface Life {
  readonly cache: Cache;
  readonly extras: NonNullable<Parameters<PhoneBench['open']>[3]>;
  kill(): void;
}

async function play(steps: readonly Step[]): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'clock-'));
  const time = { monotonic: 5_000_000, wall: Date.UTC(2026, 10, 22, 23, 50) };
  const clock = { monotonic: () => time.monotonic, wall: () => time.wall };
  const bench = createPhoneBench();
  const calls: Expected[] = [];

  const begin = (): Life => {
    const log = createMemoryLog();
    const { cache } = openCache({ directory, key: Buffer.alloc(32, 7), clock, log });
    const records = createRecords({
      cache,
      clock,
      seat: 7,
      publicKey: 'key',
      newId: v7,
      by: () => null,
      log,
    });
    const left = readLeftCalls(cache.dialogs.list(), cache.calls.get, cache.dialogs.remove);
    records.recover((callId) => left.some(({ record }) => record.id === callId));
    let alive = true;
    return {
      cache,
      extras: {
        clock,
        leftCalls: left,
        saveRecord: (record) => void (alive && records.saveCall(record)),
        saveCall: (call) => void (alive && cache.dialogs.save(call.callId, JSON.stringify(call))),
        forgetCall: (callId) => void (alive && cache.dialogs.remove(callId)),
      },
      kill: () => {
        alive = false;
        cache.close();
      },
    };
  };

  let life = begin();
  await bench.register({}, undefined, life.extras);
  const live = () => calls.filter(({ endReason }) => endReason === null);
  const ringing = () => live().filter(({ answeredAt }) => answeredAt === null);
  const talking = () => live().filter(({ answeredAt }) => answeredAt !== null);
  const pick = (from: readonly Expected[], which: number) => from[which % Math.max(1, from.length)];
  const over = async (call: Expected, reason: CallRecord['endReason']) => {
    call.endedAt = time.monotonic;
    call.endReason = reason;
    await bench.seat.until(({ calls: all }) =>
      all.every(({ id, state }) => id !== call.bench.callId || state === 'ended'),
    );
  };
  const cancel = async (call: Expected) => {
    call.bench.caller.cancel();
    await call.bench.caller.response(487);
    await over(call, 'abandoned');
  };
  const bye = async (call: Expected) => {
    call.bench.caller.bye();
    await over(call, 'caller-hung-up');
  };

  const perform = async (step: Step): Promise<void> => {
    switch (step.do) {
      case 'ring': {
        const ring = { ...time };
        calls.push({ bench: await bench.ringing(), ring, answeredAt: null, endedAt: null, endReason: null });
        return;
      }
      case 'cancel': {
        const call = pick(ringing(), step.which);
        if (call) await cancel(call);
        return;
      }
      case 'answer': {
        const call = pick(ringing(), step.which);
        if (!call) return;
        call.answeredAt = time.monotonic;
        await bench.seat.phone.handlers.answer({ callId: call.bench.callId });
        await call.bench.caller.response(200);
        call.bench.caller.ack();
        return;
      }
      case 'hangUp': {
        const call = pick(talking(), step.which);
        if (!call) return;
        await bench.seat.phone.handlers.hangUp({ callId: call.bench.callId });
        await over(call, 'operator-hung-up');
        return;
      }
      case 'bye': {
        const call = pick(talking(), step.which);
        if (call) await bye(call);
        return;
      }
      case 'reload':
        bench.seat.page.disconnect();
        bench.seat.page.connect();
        return;
      case 'crash':
        life.kill();
        life = begin();
        for (const call of ringing()) {
          if (time.monotonic - call.ring.monotonic <= LONGEST_RINGING) continue;
          call.endReason = 'seat-failed';
        }
        await bench.crash(life.extras);
        for (const call of ringing()) await call.bench.caller.response(180);
        return;
      case 'pass':
        time.monotonic += step.milliseconds;
        time.wall += step.milliseconds;
        return;
      case 'set-clock':
        time.wall += step.by;
    }
  };

  try {
    for (const step of steps) await perform(step);
    for (const call of ringing()) await cancel(call);
    for (const call of talking()) await bye(call);
    const { recordLinks } = life.cache;
    const links = recordLinks
      .from(1, 1_000)
      .map(({ body }) => recordLinkSchema.parse(JSON.parse(body)).entry);
    const ended = links.flatMap((entry) => (entry.kind === 'call' ? [entry.record] : []));
    expect(links.filter(({ kind }) => kind === 'correction')).toEqual([]);
    expect(ended.map(({ id }) => id).sort()).toEqual(calls.map((call) => call.bench.callId).sort());
    for (const { answeredAt, bench: rung, endedAt, endReason, ring } of calls) {
      const label = (at: number | null) => (at === null ? null : ring.wall + at - ring.monotonic);
      expect(ended.find(({ id }) => id === rung.callId)).toMatchObject({
        ringAt: ring.wall,
        answeredAfterMilliseconds: answeredAt === null ? null : answeredAt - ring.monotonic,
        answerAt: label(answeredAt),
        endAt: label(endedAt),
        talkMilliseconds: answeredAt === null || endedAt === null ? null : endedAt - answeredAt,
        endReason,
      });
    }
  } finally {
    await bench.close();
    life.kill();
    rmSync(directory, { recursive: true, force: true });
  }
}

const which = fc.nat({ max: 3 });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.constant({ do: 'ring' } as const) },
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constantFrom('answer', 'answer', 'cancel', 'hangUp', 'bye'), which }),
  },
  { weight: 2, arbitrary: fc.constantFrom({ do: 'reload' } as const, { do: 'crash' } as const) },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('pass'), milliseconds: fc.integer({ min: 1, max: 25_000 }) }),
  },
  {
    weight: 3,
    // Daylight shift on a computer that keeps local time, a clock that is set, and one that was a day off.
    arbitrary: fc.record({
      do: fc.constant('set-clock'),
      by: fc.constantFrom(HOUR, -HOUR, 1_700, -61_000, 24 * HOUR, -24 * HOUR),
    }),
  },
);

describe('the answer clock through crashes and set clocks', () => {
  it('AC-3 AC-12 RC-1 whatever happens in whatever order, each call has one record with its true times', async () => {
    await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), play), { numRuns: 25 });
  });

  it('AC-12 a clock set between ring and answer changes nothing when the program dies in that instant', async () => {
    const bench = createPhoneBench();
    const time = { monotonic: 5_000_000, wall: 1_800_000_000_000 };
    const clock = { monotonic: () => time.monotonic, wall: () => time.wall };
    try {
      await bench.register({}, undefined, { clock });
      const { callId, caller } = await bench.ringing();
      time.monotonic += 6_000;
      time.wall -= HOUR;
      await bench.seat.phone.handlers.answer({ callId });
      await caller.response(200);
      caller.ack();
      // The dialog was on disk before the 200 OK left; the row with the answer was not yet.
      const unanswered = { answerAt: null, answeredAfterMilliseconds: null };
      await bench.crash({ clock }, ({ record, saved }) => ({ saved, record: { ...record, ...unanswered } }));
      time.monotonic += 10_000;
      caller.bye();
      await bench.seat.until(({ calls }) => calls.every(({ state }) => state === 'ended'));
      expect(bench.rowsOf(callId).at(-1)).toMatchObject({
        answeredAfterMilliseconds: 6_000,
        answerAt: 1_800_000_006_000,
        talkMilliseconds: 10_000,
      });
    } finally {
      await bench.close();
    }
  });
});
