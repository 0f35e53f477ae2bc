import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AgentState, type AgentStateName, CodedError } from '#shared/domain/index.ts';
import { createMemoryLog } from '../log/index.ts';
import type { Delivery } from './delivery.ts';
import { createAgentStateReporter } from './reporter.ts';

const state = (name: AgentStateName, reason: string | null = null): AgentState => ({ state: name, reason });
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

/** A reporter whose exchange answers when the test says how, and whose time passes when it says so. */
function setUp(isRepeatable = true) {
  const said: string[] = [];
  let now = 0;
  let timers: Array<{ at: number; run: () => void }> = [];
  let answer: PromiseWithResolvers<number | null> | undefined;
  let way = '';
  const makeDelivery = (): Delivery => ({
    isRepeatable,
    wordFor: (one) => (one.state === 'ringing' ? null : `${way}${one.state}`),
    say: (word) => {
      if (answer) throw new Error('Two tellings at once.');
      said.push(word);
      answer = Promise.withResolvers();
      return answer.promise;
    },
  });
  const log = createMemoryLog();
  const reporter = createAgentStateReporter({
    makeDelivery,
    log,
    random: () => 0.5,
    schedule: (milliseconds, run) => {
      const timer = { at: now + milliseconds, run };
      timers.push(timer);
      return () => {
        timers = timers.filter((one) => one !== timer);
      };
    },
  });
  const settle = async (outcome: number | null | Error) => {
    const pending = answer;
    answer = undefined;
    if (outcome instanceof Error) pending?.reject(outcome);
    else pending?.resolve(outcome);
    await settled();
  };
  return {
    reporter,
    said,
    /** What the exchange is told begins with this from the next making on. */
    speak: (prefix: string) => {
      way = prefix;
    },
    log,
    isAsked: () => answer !== undefined,
    accept: (renewAfter: number | null = null) => settle(renewAfter),
    fail: (code = 'unreachable') => settle(new CodedError(code, 'No.')),
    pass: async (milliseconds: number) => {
      const until = now + milliseconds;
      for (;;) {
        const due = timers.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
        if (!due) break;
        timers = timers.filter((one) => one !== due);
        now = due.at;
        due.run();
        await settled();
      }
      now = until;
    },
    timers: () => timers.length,
  };
}

describe('telling the exchange the agent state', () => {
  it('PS-1 says each state once, and nothing where a state has no word', async () => {
    const { reporter, said, accept } = setUp();
    expect(reporter.standing()).toEqual({ standing: 'idle', code: null });
    reporter.report(state('ready'));
    expect(reporter.standing().standing).toBe('telling');
    await accept();
    expect(reporter.standing()).toEqual({ standing: 'told', code: null });
    reporter.report(state('ready'));
    reporter.report(state('ringing'));
    expect(said).toEqual(['ready']);
    reporter.report(state('talking'));
    expect(said).toEqual(['ready', 'talking']);
  });

  it('PS-2 says the newest state after one that is under way, and leaves out what was between', async () => {
    const { reporter, said, accept } = setUp();
    reporter.report(state('ready'));
    reporter.report(state('talking'));
    reporter.report(state('after-call-work'));
    expect(said).toEqual(['ready']);
    await accept();
    expect(said).toEqual(['ready', 'after-call-work']);
    reporter.report(state('ready'));
    reporter.report(state('after-call-work'));
    await accept();
    expect(said).toEqual(['ready', 'after-call-work']);
  });

  it('PS-3 tries again after a failure, ever slower, and at once with another state', async () => {
    const { reporter, said, accept, fail, pass } = setUp();
    reporter.report(state('ready'));
    for (const milliseconds of [1_000, 2_000, 4_000]) {
      await fail();
      expect(reporter.standing()).toEqual({ standing: 'failing', code: 'unreachable' });
      await pass(milliseconds - 1);
      const before = said.length;
      await pass(1);
      expect(said).toHaveLength(before + 1);
    }
    await fail();
    reporter.report(state('talking'));
    expect(said.at(-1)).toBe('talking');
    await accept();
    expect(reporter.standing().standing).toBe('told');
  });

  it('PS-4 gives up what is refused until there is something else to say', async () => {
    const { reporter, said, fail, pass, log } = setUp();
    reporter.report(state('ready'));
    await fail('refused');
    expect(reporter.standing()).toEqual({ standing: 'refused', code: 'refused' });
    await pass(3_600_000);
    expect(said).toEqual(['ready']);
    expect(log.lines.filter(({ event }) => event === 'agent-state-not-told')).toHaveLength(1);
    reporter.report(state('talking'));
    expect(said).toEqual(['ready', 'talking']);
  });

  it('PS-5 says it again before its lifetime is over', async () => {
    const { reporter, said, accept, pass } = setUp();
    reporter.report(state('ready'));
    await accept(480_000);
    await pass(479_999);
    expect(said).toHaveLength(1);
    await pass(1);
    expect(said).toEqual(['ready', 'ready']);
  });

  it.each([
    [true, ['ready', 'ready']],
    [false, ['ready']],
  ])(
    'PS-6 repeats what an exchange that came back may have forgotten, where that does no harm: %s',
    async (isRepeatable, expected) => {
      const { reporter, said, accept } = setUp(isRepeatable);
      reporter.report(state('ready'));
      await accept();
      reporter.exchangeReturned();
      expect(said).toEqual(expected);
    },
  );

  it('PS-7 says the last state when it stops, waits a second at most, and then nothing more', async () => {
    const { reporter, said, accept, pass, timers } = setUp();
    reporter.report(state('ready'));
    await accept(480_000);
    reporter.report(state('offline'));
    const stopped = reporter.stop();
    await pass(1_000);
    await stopped;
    expect(said).toEqual(['ready', 'offline']);
    await accept(480_000);
    reporter.report(state('ready'));
    expect(said).toEqual(['ready', 'offline']);
    expect(timers()).toBe(0);
  });

  it('PS-9 another way of telling says the same state anew when the exchange is there, also where it may not be repeated', async () => {
    const { reporter, said, accept, isAsked, speak } = setUp(false);
    reporter.report(state('ready'));
    await accept();
    speak('new ');
    reporter.renew();
    expect(isAsked()).toBe(false);
    reporter.exchangeReturned();
    await accept();
    reporter.exchangeReturned();
    expect(said).toEqual(['ready', 'new ready']);
  });

  it('PS-9 a telling of the old way that is under way ends first, and counts for nothing', async () => {
    const { reporter, said, accept, speak } = setUp();
    reporter.report(state('ready'));
    speak('new ');
    reporter.renew();
    expect(said).toEqual(['ready']);
    await accept(480_000);
    await accept();
    expect(said).toEqual(['ready', 'new ready']);
    expect(reporter.standing()).toEqual({ standing: 'told', code: null });
  });

  it('PS-1 without a way to tell, nothing happens', async () => {
    const reporter = createAgentStateReporter({
      makeDelivery: () => undefined,
      log: createMemoryLog(),
      random: () => 0,
      schedule: () => () => undefined,
    });
    reporter.report(state('ready'));
    reporter.exchangeReturned();
    expect(reporter.standing()).toEqual({ standing: 'off', code: null });
  });

  it('PS-8 whatever happens in whatever order, what is so at the end is told in the end', async () => {
    const step = fc.oneof(
      fc.record({
        kind: fc.constant('report' as const),
        state: fc.constantFrom<AgentStateName>('ready', 'ringing', 'talking', 'not-ready', 'offline'),
      }),
      fc.constant({ kind: 'accept' as const }),
      fc.constant({ kind: 'fail' as const }),
      fc.constant({ kind: 'return' as const }),
      fc.record({ kind: fc.constant('pass' as const), milliseconds: fc.integer({ min: 0, max: 90_000 }) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const line = setUp();
        let last: AgentStateName | undefined;
        for (const one of steps) {
          if (one.kind === 'report') {
            if (one.state !== 'ringing') last = one.state;
            line.reporter.report(state(one.state));
          } else if (one.kind === 'accept') await line.accept();
          else if (one.kind === 'fail') await line.fail();
          else if (one.kind === 'return') line.reporter.exchangeReturned();
          else await line.pass(one.milliseconds);
        }
        // All is well now: within the longest wait of all it is told.
        for (let round = 0; round < 4; round++) {
          await line.pass(90_000);
          while (line.isAsked()) await line.accept();
        }
        expect(line.said.at(-1)).toBe(last);
        if (last !== undefined) expect(line.reporter.standing().standing).toBe('told');
      }),
      { numRuns: 300 },
    );
  });
});
