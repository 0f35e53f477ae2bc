import { describe, expect, it } from 'vitest';
import { CodedError } from '#shared/domain/index.ts';
import { createMemoryLog } from '../../log/index.ts';
import { createFakeTime } from '../testing/fake-time.test-support.ts';
import type { PagePeer } from './page-peer.ts';
import { createWarmPeers } from './warm-peers.ts';

interface Opened {
  readonly peer: PagePeer;
  readonly settle: PromiseWithResolvers<void>;
  closed: boolean;
}

function setUp() {
  const time = createFakeTime();
  const log = createMemoryLog();
  const opened: Opened[] = [];
  let hasPage = true;
  const warm = createWarmPeers({
    open: () => {
      if (!hasPage) return undefined;
      const settle = Promise.withResolvers<void>();
      const made: Opened = {
        settle,
        closed: false,
        peer: {
          id: `peer-${opened.length}`,
          opened: settle.promise,
          prefer: async () => undefined,
          close: () => {
            made.closed = true;
          },
        },
      };
      opened.push(made);
      return made.peer;
    },
    schedule: time.schedule,
    random: () => 0.5,
    log,
  });
  const at = (index: number): Opened => {
    const found = opened[index];
    if (!found) throw new Error(`No session ${index} was opened.`);
    return found;
  };
  return { warm, time, log, opened, at, pageIs: (there: boolean) => (hasPage = there) };
}

describe('warm sessions', () => {
  it('RL-18 one is made at the start, given to the first call, and the next one a second later', async () => {
    const { warm, time, opened, at } = setUp();
    warm.start();
    warm.start();
    expect(opened).toHaveLength(1);
    at(0).settle.resolve();
    expect(warm.take()).toBe(at(0).peer);
    await time.pass(999);
    expect(opened).toHaveLength(1);
    await time.pass(1);
    expect(opened).toHaveLength(2);
    expect(at(0).closed).toBe(false);
  });

  it('RL-18 a second call before the next one is ready gets one that is begun now', () => {
    const { warm, at, opened } = setUp();
    warm.start();
    warm.take();
    expect(warm.take()).toBe(at(1).peer);
    expect(opened).toHaveLength(2);
  });

  it('RL-18 without a start there is none, and a call has one all the same', async () => {
    const { warm, time, opened, at } = setUp();
    expect(warm.take()).toBe(at(0).peer);
    await time.pass(60_000);
    expect(opened).toHaveLength(1);
  });

  it('RL-19 failures are tried again, ever slower, ten seconds at the most, and success begins anew', async () => {
    const { warm, time, at, opened, log } = setUp();
    warm.start();
    const waits: number[] = [];
    for (let count = 0; count < 8; count++) {
      at(count).settle.reject(new CodedError('disconnected', 'As the test asked.'));
      await time.pass(0);
      const wait = time.next() ?? 0;
      waits.push(wait);
      await time.pass(wait);
    }
    expect(waits).toEqual([750, 1_500, 3_000, 6_000, 7_500, 7_500, 7_500, 7_500]);
    expect(opened.slice(0, 8).every(({ closed }) => closed)).toBe(true);
    expect(log.lines.filter(({ event }) => event === 'relay-warm-peer-failed')).toHaveLength(8);
    at(8).settle.resolve();
    await time.pass(0);
    warm.threadLost();
    expect(at(8).closed).toBe(true);
    expect(time.next()).toBe(750);
  });

  it('RL-19 what fails after a call took it is not the warm one', async () => {
    const { warm, time, at, opened } = setUp();
    warm.start();
    warm.take();
    at(0).settle.reject(new CodedError('disconnected', 'As the test asked.'));
    warm.lost(at(0).peer.id);
    await time.pass(1_000);
    expect(opened).toHaveLength(2);
    warm.lost(at(1).peer.id);
    expect(at(1).closed).toBe(true);
  });

  it('RL-20 a page that goes takes it along; the next one gets another at once', async () => {
    const { warm, time, at, opened, pageIs } = setUp();
    warm.start();
    pageIs(false);
    warm.pageLost();
    expect(at(0).closed).toBe(true);
    expect(warm.take()).toBeUndefined();
    await time.pass(60_000);
    expect(opened).toHaveLength(1);
    pageIs(true);
    warm.pageCame();
    expect(opened).toHaveLength(2);
    warm.stop();
    expect(at(1).closed).toBe(true);
    await time.pass(60_000);
    expect(opened).toHaveLength(2);
  });
});
