import { type Clock, CodedError } from '#shared/domain/index.ts';
import type { HubLog } from '../log.ts';
import type { OrderDesk, OrderHistory, OrderStep } from '../orders/index.ts';
import type { ConnectorTask, HubStorage } from '../storage/index.ts';
import type { Connector, ReadAnswer, RemoteMeaning } from './connector.ts';
import { outboundOf } from './mapping.ts';

/** A connector and what it is for. */
export interface ConnectorDuty {
  readonly connector: Connector;
  readonly units: readonly string[] | null;
  /** Orders received from then on, epoch ms. */
  readonly since: number;
  readonly everyMilliseconds: number;
  readonly readMilliseconds: number;
}

export interface ConnectorRunner {
  start(): void;
  /** Ends after what is under way. */
  stop(): Promise<void>;
  /** One round of one connector: new orders, amendments, what is due. Exists for tests. */
  round(name: string): Promise<void>;
}

const AT_ONCE = 50;
/** Another process takes a task over when the one that had it is gone for so long. */
const CLAIM_MILLISECONDS = 5 * 60_000;
const FIRST_WAIT_MILLISECONDS = 30_000;
const LONGEST_WAIT_MILLISECONDS = 3_600_000;
/** So many failures in a row, about six hours, and a person is told. */
const MOST_ATTEMPTS = 12;

export function createConnectorRunner(options: {
  readonly duties: readonly ConnectorDuty[];
  readonly storage: HubStorage;
  readonly desk: OrderDesk;
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  readonly schedule: (milliseconds: number, run: () => void) => () => void;
  readonly log: HubLog;
}): ConnectorRunner {
  const { duties, storage, desk, clock, log } = options;
  const { connectorTasks } = storage.read;
  const running = new Set<Promise<void>>();
  const cancels = new Map<string, () => void>();
  let isStopped = false;

  const save = (task: ConnectorTask, change: Partial<ConnectorTask>) =>
    storage.transaction((unit) => unit.connectorTasks.save({ ...task, ...change, changedAt: clock.wall() }));
  const toPerson = (task: ConnectorTask, reason: string) => {
    log.warn('connector-needs-person', { connector: task.connector, order: task.orderId, reason });
    return save(task, { state: 'person', reason });
  };
  /** No clear answer: later, and each time later than before. */
  const again = (task: ConnectorTask, reason: string) => {
    const attempts = task.attempts + 1;
    log.info('connector-again', { connector: task.connector, order: task.orderId, reason, attempts });
    if (attempts >= MOST_ATTEMPTS) return toPerson({ ...task, attempts }, reason);
    const wait = Math.min(LONGEST_WAIT_MILLISECONDS, FIRST_WAIT_MILLISECONDS * 2 ** (attempts - 1));
    // Half of it by chance, so that all orders do not come at once when the other platform is back.
    const nextAt = clock.wall() + wait / 2 + (wait / 2) * options.random();
    return save(task, { attempts, nextAt, reason });
  };

  /** Whether the order is still this connector's; else its task is done. */
  const isOurs = ({ units }: ConnectorDuty, { life }: OrderHistory) =>
    life.unit !== '' && (units === null || units.includes(life.unit));

  const push = async (duty: ConnectorDuty, task: ConnectorTask, history: OrderHistory) => {
    const { order } = await desk.openForUnit(task.orderId, history.life.unit);
    const key = `${task.orderId}.${task.amendments}`;
    const answer = await duty.connector.push(outboundOf(order), key, task.remoteId);
    if (answer.kind === 'again') return again(task, answer.reason);
    if (answer.kind === 'refused') return toPerson(task, answer.reason);
    await desk.noteReading(`connector:${task.connector}`, task.orderId);
    const nextAt = clock.wall() + duty.readMilliseconds;
    return save(task, { state: 'sent', attempts: 0, reason: null, remoteId: answer.remoteId, nextAt });
  };

  const apply = async (
    duty: ConnectorDuty,
    task: ConnectorTask,
    history: OrderHistory,
    answer: Extract<ReadAnswer, { kind: 'state' }>,
  ) => {
    const steps = stepsTo(answer.meaning, answer.text, history);
    if (typeof steps === 'string') return toPerson({ ...task, remoteState: answer.remote }, steps);
    const taker = {
      by: { kind: 'unit' as const, unit: history.life.unit },
      actor: `connector:${task.connector}`,
    };
    try {
      for (const step of steps) await desk.take(task.orderId, step, taker);
    } catch (error) {
      if (!(error instanceof CodedError)) throw error;
      // Somebody was faster; the next reading looks at what there is then.
      return again({ ...task, remoteState: answer.remote }, error.code);
    }
    const nextAt = clock.wall() + duty.readMilliseconds;
    return save(task, { attempts: 0, reason: null, remoteState: answer.remote, nextAt });
  };

  const work = async (duty: ConnectorDuty, task: ConnectorTask) => {
    const history = await desk.open(task.orderId);
    const ended = !desk.standingOf(history).unit || !isOpenLife(history) || !isOurs(duty, history);
    if (ended) return save(task, { state: 'done', reason: null });
    if (task.state === 'waiting' || task.remoteId === null) return push(duty, task, history);
    const answer = await duty.connector.read(task.remoteId);
    if (answer.kind === 'again') return again(task, answer.reason);
    if (answer.kind === 'refused') return toPerson(task, answer.reason);
    return apply(duty, task, history, answer);
  };

  const round = async (duty: ConnectorDuty) => {
    const { name } = duty.connector;
    const now = clock.wall();
    const fresh = await connectorTasks.untaken(name, duty.units, duty.since, AT_ONCE);
    await storage.transaction(async (unit) => {
      for (const orderId of fresh) {
        // Another process may have taken it since; then its task stays.
        if ((await unit.connectorTasks.find(name, orderId)) !== undefined) continue;
        const amendments = (await unit.orders.events(orderId)).filter(({ kind }) => kind === 'amend').length;
        const nothing = { remoteId: null, remoteState: null, reason: null };
        const task = { connector: name, orderId, attempts: 0, nextAt: now, amendments, changedAt: now };
        await unit.connectorTasks.save({ ...task, ...nothing, state: 'waiting' });
      }
      for (const [orderId, amendments] of await unit.connectorTasks.amended(name, AT_ONCE)) {
        const task = await unit.connectorTasks.find(name, orderId);
        if (task !== undefined) {
          await unit.connectorTasks.save({
            ...task,
            state: 'waiting',
            amendments,
            nextAt: now,
            changedAt: now,
          });
        }
      }
    });
    for (const task of await connectorTasks.due(name, clock.wall(), AT_ONCE)) {
      if (isStopped) return;
      const until = clock.wall() + CLAIM_MILLISECONDS;
      const isMine = await storage.transaction((unit) => unit.connectorTasks.claim(task, until));
      if (isMine) await work(duty, { ...task, nextAt: until });
    }
  };

  const loop = (duty: ConnectorDuty) => {
    if (isStopped) return;
    const { name } = duty.connector;
    const one: Promise<void> = round(duty)
      .catch((error: unknown) => {
        log.error('connector-round-failed', {
          connector: name,
          name: error instanceof Error ? error.name : typeof error,
        });
      })
      .then(() => {
        running.delete(one);
        if (!isStopped)
          cancels.set(
            name,
            options.schedule(duty.everyMilliseconds, () => loop(duty)),
          );
      });
    running.add(one);
  };

  return {
    start: () => duties.forEach(loop),
    stop: async () => {
      isStopped = true;
      for (const cancel of cancels.values()) cancel();
      await Promise.all(running);
    },
    round: async (name) => {
      const duty = duties.find(({ connector }) => connector.name === name);
      if (duty !== undefined) await round(duty);
    },
  };
}

const ENDED = new Set(['closed', 'closed-at-once', 'not-accepted', 'merged', 'archived']);
const isOpenLife = ({ life }: OrderHistory) => !ENDED.has(life.state);

/**
 * The unit's steps from where the order stands to what the other platform says; none when it is there already. A code
 * when a person has to look.
 */
function stepsTo(
  meaning: RemoteMeaning | null,
  words: string,
  { life, events }: OrderHistory,
): readonly OrderStep[] | string {
  const { state } = life;
  const text = words.trim();
  // After a callback the other platform still says «answered»: that is the old answer.
  if (state === 'redo' || state === 'supervised') {
    if (events.some(({ kind }) => kind === 'answer')) return 'to-be-done-again';
  }
  const sign: readonly OrderStep[] = ['to-sign', 'redo', 'supervised'].includes(state)
    ? [{ kind: 'sign' }]
    : [];
  switch (meaning) {
    case null:
      return 'unknown-state';
    case 'received':
      return [];
    case 'signed':
      return sign;
    case 'answered': {
      if (state === 'to-call-back') return [];
      if (text === '') return 'answer-without-text';
      const canAnswer = sign.length > 0 || state === 'in-progress';
      return canAnswer ? [...sign, { kind: 'answer', text: text.slice(0, 2_000) }] : 'state-does-not-fit';
    }
    case 'returned': {
      if (state === 'return-review') return [];
      if (text === '') return 'return-without-reason';
      const canReturn = state === 'to-sign' || state === 'in-progress';
      // A return that the centre refused is not asked for again and again.
      if (events.some(({ kind }) => kind === 'return-request')) return 'returned-before';
      return canReturn ? [{ kind: 'return-request', text: text.slice(0, 500) }] : 'state-does-not-fit';
    }
  }
}
