import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMemoryLog } from '../log/index.ts';
import { createRegistration } from './registration.ts';
import type { RegisterOutcome } from './registration-request.ts';
import { createFakeTime } from './testing/fake-time.test-support.ts';
import { createFakeSignalling } from './testing/signalling.test-support.ts';

const accepted: RegisterOutcome = { kind: 'accepted', expiresSeconds: 120, isMisplaced: false };

/** What a server does from now on: refuses connections, takes REGISTER and says nothing, or answers. */
type Habit = 'down' | 'silent' | RegisterOutcome;

type Event =
  | { readonly kind: 'habit'; readonly server: number; readonly habit: Habit }
  | { readonly kind: 'pass'; readonly milliseconds: number }
  | { readonly kind: 'lose' | 'surroundings' }
  | { readonly kind: 'busy' | 'healthy'; readonly is: boolean };

const SERVERS = 3;
const statusCode = fc.constantFrom(302, 400, 401, 403, 404, 407, 408, 429, 480, 500, 503, 603);
const habit = fc.oneof(
  fc.constantFrom<Habit>('down', 'silent', accepted, accepted),
  fc.record({
    kind: fc.constant('accepted' as const),
    expiresSeconds: fc.constantFrom(0, 1, 30, 3_600),
    isMisplaced: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('too-brief' as const), minimumSeconds: fc.nat(2_000) }),
  fc.record({
    kind: fc.constant('refused' as const),
    statusCode,
    retryAfterSeconds: fc.option(fc.nat(1_000), { nil: undefined }),
  }),
);
const event: fc.Arbitrary<Event> = fc.oneof(
  fc.record({ kind: fc.constant('habit' as const), server: fc.nat(SERVERS - 1), habit }),
  fc.record({
    kind: fc.constant('pass' as const),
    milliseconds: fc.oneof(fc.nat(500), fc.nat(20_000), fc.nat(200_000)),
  }),
  fc.record({ kind: fc.constantFrom('lose' as const, 'surroundings' as const) }),
  fc.record({ kind: fc.constantFrom('busy' as const, 'healthy' as const), is: fc.boolean() }),
);

/** A machine with servers of changing habits. It counts what must not be. */
function createRig(servers: number) {
  const time = createFakeTime();
  const habits: Habit[] = Array.from({ length: servers }, () => accepted);
  let isBusy = false;
  let isHealthy = true;
  let tellSurroundings: () => void = () => undefined;
  let parallel = 0;
  const sentAt: number[] = [];
  const fake = createFakeSignalling({
    time,
    answer: (server) => {
      const now = habits[server];
      return now === 'silent' ? undefined : now;
    },
  });
  fake.healthy = (server) => isHealthy && habits[server] !== 'down';
  const machine = createRegistration({
    signalling: {
      ...fake,
      register: (expiresSeconds) => {
        if (fake.pending() > 0) parallel++;
        sentAt.push(time.clock.monotonic());
        return fake.register(expiresSeconds);
      },
      // The fake's own functions, as a copy would keep the old health.
      probe: (server) => fake.probe(server),
    },
    servers,
    isBusy: () => isBusy,
    surroundings: (onChanged) => {
      tellSurroundings = onChanged;
      return () => undefined;
    },
    expiresSeconds: 300,
    clock: time.clock,
    schedule: time.schedule,
    random: () => 0.5,
    log: createMemoryLog(),
    onChanged: () => undefined,
  });
  const perform = async (now: Event) => {
    switch (now.kind) {
      case 'habit':
        habits[now.server % servers] = now.habit;
        return;
      case 'pass':
        return time.pass(now.milliseconds);
      case 'lose':
        if (!fake.isConnected()) return;
        fake.drop();
        return machine.connectionLost();
      case 'surroundings':
        // It is looked at every two seconds.
        tellSurroundings();
        return time.pass(2_000);
      case 'busy':
        isBusy = now.is;
        return;
      case 'healthy':
        isHealthy = now.is;
    }
  };
  return { machine, time, fake, habits, perform, sentAt, parallel: () => parallel };
}

/** The most REGISTERs in any stretch of this length. */
function mostWithin(times: readonly number[], milliseconds: number): number {
  return times.reduce(
    (most, from) => Math.max(most, times.filter((at) => at >= from && at < from + milliseconds).length),
    0,
  );
}

/** Found on 2026-11-25: a server that refuses once, and then takes three REGISTERs each five seconds. */
const REFUSES_THEN_FORGETS: Event[] = [
  { kind: 'habit', server: 0, habit: { kind: 'refused', statusCode: 302, retryAfterSeconds: undefined } },
  { kind: 'pass', milliseconds: 93_000 },
  { kind: 'habit', server: 0, habit: { kind: 'accepted', expiresSeconds: 0, isMisplaced: true } },
  { kind: 'pass', milliseconds: 85_250 },
];

describe('whatever happens, in whatever order', () => {
  const sequence = fc.array(event, { maxLength: 40 });

  it.each([1, 2, SERVERS])(
    'RG-3 RG-6 with %i servers no two REGISTERs are under way, none come in a storm, and nothing gets stuck',
    async (servers) => {
      await fc.assert(
        fc.asyncProperty(sequence, async (events) => {
          const rig = createRig(servers);
          rig.machine.start();
          for (const one of events) await rig.perform(one);
          expect(rig.parallel()).toBe(0);

          // All is well now: it comes back by itself, within the longest wait of all.
          rig.habits.fill(accepted);
          await rig.time.pass(620_000);
          expect(rig.machine.state().state).toBe('registered');
          expect(rig.fake.isConnected()).toBe(true);

          // Twelve refreshes (RG-4) of at most three REGISTERs, and one quick round over the servers before them
          // (RG-2). Losses and changes of network are events of the outside, each of which may cost a few.
          const pushed = events.filter(({ kind }) => kind === 'lose' || kind === 'surroundings').length;
          expect(mostWithin(rig.sentAt, 60_000)).toBeLessThanOrEqual(3 * (12 + servers) + 4 * pushed);

          const stopped = rig.machine.stop();
          await rig.time.pass(1_000);
          await stopped;
          const sent = rig.sentAt.length;
          await rig.time.pass(3_600_000);
          expect(rig.sentAt).toHaveLength(sent);
          expect(rig.time.next()).toBeUndefined();
        }),
        { numRuns: 150, examples: [[REFUSES_THEN_FORGETS]] },
      );
    },
    60_000,
  );

  it('RG-6 sends a refused account nine times in an hour at most', async () => {
    const refusing = fc.constantFrom(401, 403, 404, 407);
    const disturbance = fc.array(
      event.filter(({ kind }) => kind !== 'habit' && kind !== 'pass'),
      { maxLength: 30 },
    );
    await fc.assert(
      fc.asyncProperty(
        refusing,
        disturbance,
        fc.integer({ min: 1, max: SERVERS }),
        async (code, events, servers) => {
          const rig = createRig(servers);
          rig.habits.fill({ kind: 'refused', statusCode: code });
          rig.machine.start();
          await rig.time.pass(100);
          for (const one of events) {
            await rig.perform(one);
            await rig.time.pass(Math.floor(3_600_000 / Math.max(1, events.length)) - 2_000);
          }
          expect(rig.sentAt.length).toBeLessThanOrEqual(9);
          expect(rig.machine.state()).toMatchObject({ state: 'failed', statusCode: code });
        },
      ),
      { numRuns: 100 },
    );
  });
});
