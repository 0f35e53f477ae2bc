import { describe, expect, it } from 'vitest';
import { createChannelPair, createEndpoint, type Suggestions } from '#shared/contract/index.ts';
import { createMemoryLog } from '../log/index.ts';
import { suggestThreadContract } from './area.ts';
import { createSuggestions, type KnownOrder } from './index.ts';
import { NOW, order, question } from './testing/invented.ts';

const id = (n: number) => `01939d2e-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
const nothing: Suggestions = { categories: [], units: [], duplicates: [] };

/** Main's side with a thread in the test's hand. */
function desk(known: KnownOrder[] = [], closed: ReadonlySet<string> = new Set()) {
  const timers: Array<() => void> = [];
  const listeners = new Set<() => void>();
  const threads: Array<{
    put: string[][];
    asked: string[];
    answer: (suggestions: Suggestions) => void;
    end: () => void;
  }> = [];
  const suggestions = createSuggestions({
    orders: {
      page: (_since, after, limit) => {
        const start = after === null ? 0 : known.findIndex(({ id: one }) => one === after.id) + 1;
        return known.slice(start, start + limit);
      },
      isOpen: (one) => !closed.has(one),
      onChanged: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    clock: { wall: () => NOW, monotonic: () => 0 },
    log: createMemoryLog(),
    schedule: (_milliseconds, run) => {
      timers.push(run);
      return () => void timers.splice(timers.indexOf(run), 1);
    },
    spawn: () => {
      const [main, thread] = createChannelPair();
      const one = {
        put: [] as string[][],
        asked: [] as string[],
        answer: (_: Suggestions): void => undefined,
        end: () => thread.close(),
      };
      createEndpoint({
        contract: suggestThreadContract,
        channel: thread,
        peer: 'main',
        self: 'main',
        handlers: {
          thread: {
            putOrders: (orders) => {
              one.put.push(orders.map((order) => order.id));
              return null;
            },
            suggest: ({ input }) => {
              one.asked.push(input.content);
              return new Promise((resolve) => {
                one.answer = resolve;
              });
            },
          },
        },
        onFault: () => undefined,
      });
      threads.push(one);
      return main;
    },
  });
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return {
    suggestions,
    threads,
    timers,
    settle,
    change: () => listeners.forEach((listener) => void listener()),
  };
}

describe('questions', () => {
  it('SU-30 one at a time; of those that wait the newest is asked, and answers all', async () => {
    const { suggestions, threads, settle } = desk();
    const answers = ['一', '一二', '一二三'].map((content) =>
      suggestions.handlers.forText(question({ content })),
    );
    await settle();
    expect(threads[0]?.asked).toEqual(['一']);
    threads[0]?.answer(nothing);
    await settle();
    expect(threads[0]?.asked).toEqual(['一', '一二三']);
    threads[0]?.answer(nothing);
    expect(await Promise.all(answers)).toEqual([nothing, nothing, nothing]);
  });

  it('SU-31 a thread that ends refuses what waits; the next question starts another, which learns all orders again', async () => {
    const { suggestions, threads, settle } = desk([order(id(1), { title: '路灯不亮' })]);
    const waiting = expect(suggestions.handlers.forText(question({ content: '路灯' }))).rejects.toMatchObject(
      {
        code: 'suggest-unavailable',
      },
    );
    await settle();
    threads[0]?.end();
    await waiting;
    const again = suggestions.handlers.forText(question({ content: '路灯' }));
    await settle();
    expect(threads[1]?.put).toEqual([[id(1)]]);
    threads[1]?.answer(nothing);
    expect(await again).toEqual(nothing);
  });

  it('SU-21 a duplicate that was closed meanwhile is not shown', async () => {
    const { suggestions, threads, settle } = desk([], new Set([id(2)]));
    const duplicate = (n: number) => ({
      orderId: id(n),
      number: `261120-001-00${n}`,
      title: '路灯不亮',
      submittedAt: NOW,
      similarity: 0.8,
      reasons: [{ kind: 'same-place' as const }],
    });
    const answer = suggestions.handlers.forText(question({ content: '路灯' }));
    await settle();
    threads[0]?.answer({ ...nothing, duplicates: [duplicate(1), duplicate(2)] });
    expect((await answer).duplicates.map(({ orderId }) => orderId)).toEqual([id(1)]);
  });
});

describe('orders', () => {
  it('SU-32 go to the thread page by page with pauses between, and the newest page after a change', async () => {
    const known = Array.from({ length: 120 }, (_, n) => order(id(n), { title: '路灯不亮' }));
    const { suggestions, threads, timers, settle, change } = desk(known);
    suggestions.warm();
    for (let page = 0; page < 5; page += 1) {
      timers.shift()?.();
      await settle();
    }
    expect(threads[0]?.put.map((page) => page.length)).toEqual([50, 50, 20]);
    change();
    change();
    expect(timers).toHaveLength(1);
    timers.shift()?.();
    await settle();
    expect(threads[0]?.put.at(-1)).toHaveLength(50);
  });

  it('SU-32 nothing is read or sent any more once stopped', async () => {
    const { suggestions, timers, change } = desk([order(id(1), {})]);
    suggestions.warm();
    suggestions.stop();
    change();
    expect(timers).toEqual([]);
  });

  it('LI-2 lists that changed replace a thread that is up, which is given the orders again; none is started for them', async () => {
    const one = desk([order(id(1), { title: '路灯不亮' })]);
    one.suggestions.listsChanged();
    expect(one.threads).toHaveLength(0);
    one.suggestions.warm();
    one.suggestions.listsChanged();
    await new Promise((resolve) => setImmediate(resolve));
    expect(one.threads.map(({ put }) => put)).toHaveLength(2);
    expect(one.threads[1]?.put).toEqual([[id(1)]]);
  });
});
