import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CodedError } from '../domain/index.ts';
import { createLive, type LiveState, RETRY_MILLISECONDS, SILENCE_MILLISECONDS } from './live.ts';

/** A hub and a clock in the test's hand. */
function world() {
  let now = 0;
  const timers = new Map<number, { at: number; run: () => void }>();
  let ids = 0;
  const states: Array<LiveState<number>> = [];
  const hub = { up: true, line: true, refuses: undefined as string | undefined, value: 1 };
  const lines = new Set<{ say: (value: number) => void; end: (error?: unknown) => void }>();
  const settle = async () => {
    for (let turn = 0; turn < 8; turn += 1) await Promise.resolve();
  };
  const live = createLive<number>({
    monotonic: () => now,
    schedule: (milliseconds, run) => {
      ids += 1;
      const id = ids;
      timers.set(id, { at: now + milliseconds, run });
      return () => timers.delete(id);
    },
    onChange: (state) => states.push(state),
    source: {
      follow: ({ onSnapshot }) => {
        if (hub.refuses !== undefined)
          return { ended: Promise.reject(new CodedError(hub.refuses, '')), stop: () => undefined };
        if (!hub.up || !hub.line) return { ended: Promise.resolve(), stop: () => undefined };
        let end: (error?: unknown) => void = () => undefined;
        const ended = new Promise<void>((resolve, reject) => {
          end = (error) => (error === undefined ? resolve() : reject(error));
        });
        const line = { say: onSnapshot, end };
        lines.add(line);
        onSnapshot(hub.value);
        return { ended, stop: () => lines.delete(line) };
      },
      ask: async () => {
        if (hub.refuses !== undefined) throw new CodedError(hub.refuses, '');
        if (!hub.up) throw new Error('no answer');
        return hub.value;
      },
    },
  });
  const pass = async (milliseconds: number) => {
    const until = now + milliseconds;
    for (;;) {
      await settle();
      const [id, next] =
        [...timers].filter(([, { at }]) => at <= until).toSorted(([, a], [, b]) => a.at - b.at)[0] ?? [];
      if (id === undefined || next === undefined) break;
      timers.delete(id);
      now = Math.max(now, next.at);
      next.run();
    }
    now = until;
    await settle();
  };
  return { hub, lines, live, states, timers, pass, state: () => live.state() };
}

describe('what is kept fresh', () => {
  it('BD-11 goes by the line, and by asking when the line fails', async () => {
    const { hub, lines, pass, state } = world();
    await pass(0);
    expect(state()).toMatchObject({ link: 'live', last: { snapshot: 1 } });
    hub.line = false;
    hub.value = 2;
    for (const line of lines) line.end();
    await pass(1);
    expect(state()).toMatchObject({ link: 'polling', last: { snapshot: 2 } });
    hub.line = true;
    await pass(RETRY_MILLISECONDS);
    expect(state().link).toBe('live');
  });

  it('BD-11 a line that is silent is dead', async () => {
    const { hub, pass, state } = world();
    await pass(0);
    hub.up = false;
    await pass(SILENCE_MILLISECONDS - 1);
    expect(state().link).toBe('live');
    await pass(1);
    expect(state()).toMatchObject({ link: 'down', last: { snapshot: 1, receivedAt: 0 } });
  });

  it('BD-13 finds a hub that comes back within five seconds', async () => {
    const { hub, lines, pass, state } = world();
    hub.up = false;
    for (const line of lines) line.end(new Error('killed'));
    await pass(3_600_000);
    expect(state().link).toBe('down');
    hub.up = true;
    hub.value = 7;
    await pass(RETRY_MILLISECONDS);
    expect(state()).toMatchObject({ link: 'live', last: { snapshot: 7 } });
  });

  it('BD-14 says that it is not let in, and forgets it when it is', async () => {
    const { hub, lines, pass, state } = world();
    hub.refuses = 'revoked';
    for (const line of lines) line.end();
    await pass(RETRY_MILLISECONDS);
    expect(state().refused).toBe('revoked');
    hub.refuses = undefined;
    await pass(RETRY_MILLISECONDS);
    expect(state()).toMatchObject({ link: 'live', refused: null });
  });

  it('BD-13 whatever the network does, it is live soon after all is well, with a bounded number of timers', async () => {
    const acts = fc.constantFrom('up', 'down', 'line', 'no-line', 'end', 'say', 'wait', 'long');
    await fc.assert(
      fc.asyncProperty(fc.array(acts, { maxLength: 40 }), async (steps) => {
        const { hub, lines, live, pass, state, timers } = world();
        for (const step of steps) {
          if (step === 'up' || step === 'down') hub.up = step === 'up';
          if (step === 'line' || step === 'no-line') hub.line = step === 'line';
          if (step === 'end') for (const line of [...lines]) line.end();
          if (step === 'say' && hub.up) for (const line of lines) line.say(hub.value);
          await pass(step === 'long' ? 60_000 : step === 'wait' ? 3_000 : 0);
          expect(timers.size).toBeLessThan(5);
        }
        hub.up = true;
        hub.line = true;
        hub.value = 99;
        for (let beats = 0; beats < 10; beats += 1) {
          await pass(3_000);
          for (const line of lines) line.say(99);
        }
        expect(state()).toMatchObject({ link: 'live' });
        live.stop();
        expect(timers.size).toBe(0);
      }),
      { numRuns: 60 },
    );
  });
});
