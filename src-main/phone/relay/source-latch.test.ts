import { describe, expect, it } from 'vitest';
import { createSourceLatch } from './source-latch.ts';

const HOST = { address: '192.0.2.10', port: 4_000 };
const STRANGER = { address: '203.0.113.9', port: 9_000 };

function setUp() {
  const latch = createSourceLatch();
  latch.signalled(HOST);
  return latch;
}

describe('source of a call', () => {
  it('RL-11 audio goes where the description says until it comes from elsewhere on that host', () => {
    const latch = setUp();
    expect(latch.target()).toEqual(HOST);
    expect(latch.accepts({ ...HOST, port: 4_100 }, 60_000, false)).toBe(true);
    expect(latch.target()).toEqual({ ...HOST, port: 4_100 });
    expect(latch.accepts({ ...HOST, port: 4_200 }, 60_020, false)).toBe(false);
    expect(latch.accepts(HOST, 60_040, false)).toBe(true);
    expect(latch.target()).toEqual(HOST);
  });

  it('RL-11 behind a translator the third packet in a row decides', () => {
    const latch = setUp();
    expect([0, 20, 40].map((now) => latch.accepts(STRANGER, now, false))).toEqual([false, false, true]);
    expect(latch.target()).toEqual(STRANGER);
    expect(latch.accepts(HOST, 60, false)).toBe(true);
    expect(latch.target()).toEqual(HOST);
  });

  it('RL-12 a stranger is not heard while the other side is', () => {
    const latch = setUp();
    for (let now = 0; now < 10_000; now += 20) {
      expect(latch.accepts(HOST, now, false)).toBe(true);
      expect(latch.accepts(STRANGER, now + 1, false)).toBe(false);
    }
    expect(latch.target()).toEqual(HOST);
  });

  it('RL-12 after two seconds of silence another source may take over', () => {
    const latch = setUp();
    latch.accepts(HOST, 0, false);
    expect([1_900, 1_920, 1_940, 1_960].map((now) => latch.accepts(STRANGER, now, false))).not.toContain(
      true,
    );
    expect([2_010, 2_030, 2_050].map((now) => latch.accepts(STRANGER, now, false))).toEqual([
      false,
      false,
      true,
    ]);
  });

  it('RL-12 two strangers that take turns prove nothing', () => {
    const latch = setUp();
    const other = { ...STRANGER, port: 9_002 };
    for (let now = 0; now < 1_000; now += 40) {
      expect(latch.accepts(STRANGER, now, false)).toBe(false);
      expect(latch.accepts(other, now + 20, false)).toBe(false);
    }
  });

  it('RL-12 the party before a transfer is not taken for the one after it', () => {
    const latch = setUp();
    latch.accepts(HOST, 0, false);
    const next = { address: '192.0.2.20', port: 5_000 };
    latch.signalled(next);
    for (let now = 20; now < 5_000; now += 20) expect(latch.accepts(HOST, now, false)).toBe(false);
    expect(latch.target()).toEqual(next);
  });

  it('RL-12 a description that repeats the endpoint changes nothing', () => {
    const latch = setUp();
    latch.accepts({ ...HOST, port: 4_100 }, 0, false);
    latch.signalled({ ...HOST });
    expect(latch.target()).toEqual({ ...HOST, port: 4_100 });
  });

  it('RL-13 whoever has the key is the other side', () => {
    const latch = setUp();
    latch.accepts(HOST, 0, true);
    expect(latch.accepts(STRANGER, 20, true)).toBe(true);
    expect(latch.target()).toEqual(STRANGER);
  });
});
