import { fork } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Channel, createChannelPair, createEndpoint } from '#shared/contract/index.ts';
import { exchangeSettingsSchema } from '#shared/settings/index.ts';
import { createMemoryLog } from '../../../log/index.ts';
import type { MediaPage, MediaPort, MediaSessionChange } from '../../media-port.ts';
import { relayContract } from '../area.ts';
import { createRelayHandlers } from '../handlers.ts';
import { createRelay } from '../index.ts';
import type { Delays, EndsCommand } from './measure-ends.test-support.ts';

/**
 * `node measure-seat.test-support.ts --calls 10 --seconds 10 [--inline] [--blocked 200]`: carries calls between
 * the two ends of `measure-ends.test-support.ts` and prints one line of JSON, {@link Measured}.
 *
 * `--inline` runs the relay in the main thread, and `--blocked` keeps the main thread busy for so many
 * milliseconds in every second.
 */
export interface Measured {
  /** Share of one core, of this process, while the calls stand without a packet. */
  readonly idleShare: number;
  /** The same while they talk. */
  readonly busyShare: number;
  readonly sent: number;
  readonly delays: number[];
  readonly direct: number[];
}

const LOOPBACK = '127.0.0.1';
const { values } = parseArgs({
  options: {
    calls: { type: 'string', default: '10' },
    seconds: { type: 'string', default: '10' },
    inline: { type: 'boolean', default: false },
    blocked: { type: 'string', default: '0' },
  },
});
const milliseconds = Number(values.seconds) * 1000;
const schedule = (after: number, run: () => void) => {
  const timer = setTimeout(run, after);
  return () => clearTimeout(timer);
};

/** The relay's handlers in this very thread, behind the same contract. */
function spawnInline(): Channel {
  const [main, relay] = createChannelPair();
  createEndpoint({
    contract: relayContract,
    channel: relay,
    peer: 'main',
    self: 'media',
    handlers: {
      relay: createRelayHandlers({
        clock: { wall: Date.now, monotonic: () => performance.now() },
        schedule,
        random: Math.random,
        addresses: () => [LOOPBACK],
      }),
    },
    onFault: (fault) => process.stderr.write(`${fault.message}\n`),
  });
  return main;
}

const ends = fork(join(import.meta.dirname, 'measure-ends.test-support.ts'));
const waiting = new Map<number, { resolve: (result: never) => void; reject: (error: Error) => void }>();
const sessionListeners: Array<(change: MediaSessionChange) => void> = [];
let numbers = 0;
ends.on(
  'message',
  (message: { number: number; result: never; failure?: string; change?: MediaSessionChange }) => {
    if (message.change) for (const listener of sessionListeners) listener(message.change);
    const asked = waiting.get(message.number);
    waiting.delete(message.number);
    if (message.failure !== undefined) asked?.reject(new Error(message.failure));
    else asked?.resolve(message.result);
  },
);

type Command = EndsCommand extends infer C ? (C extends unknown ? Omit<C, 'number'> : never) : never;
function ask<T>(command: Command): Promise<T> {
  const number = ++numbers;
  return new Promise<T>((resolve, reject) => {
    waiting.set(number, { resolve, reject });
    ends.send({ number, ...command });
  });
}

const names = ['answerOffer', 'setSession', 'close'] as const;
const page = Object.fromEntries(
  names.map((name) => [name, (input: unknown) => ask({ page: name, input })]),
) as unknown as MediaPage;
const media: MediaPort = {
  page: () => page,
  onPage: () => undefined,
  onMicrophone: () => undefined,
  onSession: (listener) => void sessionListeners.push(listener),
  onStatistics: () => undefined,
};
const settings = exchangeSettingsSchema.parse({
  servers: ['sip:127.0.0.1'],
  domain: 'test.invalid',
  username: '1000',
  password: '',
  marks: [8_000, 12_000, 15_000],
  media: { rtpPorts: [40_000, 48_000] },
});
let ids = 0;
const newId = () => `01890a5d-ac96-774b-bcce-${(++ids).toString(16).padStart(12, '0')}`;
const opened: string[] = [];
const relay = createRelay({
  media,
  settings: settings.media,
  localAddress: () => LOOPBACK,
  newId: () => {
    const id = newId();
    opened.push(id);
    return id;
  },
  schedule,
  random: Math.random,
  log: createMemoryLog(),
  ...(values.inline && { spawn: spawnInline }),
});

async function connect(): Promise<void> {
  const offer = await ask<string>({ open: true });
  const connected = new Promise<void>((resolve) => {
    relay.port.onSession(({ connection }) => connection === 'connected' && resolve());
  });
  const answered = await relay.port.page()?.answerOffer({ sessionId: newId(), offer });
  await connected;
  const port = Number(/^m=audio (\d+)/m.exec(answered?.answer ?? '')?.[1]);
  await ask({ port, sessionId: opened.at(-1) ?? '' });
}

/** Share of one core that this process takes while something goes on. */
async function shareDuring<T>(run: Promise<T>): Promise<{ share: number; result: T }> {
  const started = performance.now();
  const before = process.cpuUsage();
  const result = await run;
  const { user, system } = process.cpuUsage(before);
  return { share: (user + system) / 1000 / (performance.now() - started), result };
}

function keepBusy(forMilliseconds: number): void {
  const until = performance.now() + forMilliseconds;
  while (performance.now() < until);
}

for (let count = 0; count < Number(values.calls); count++) await connect();
const idle = await shareDuring(new Promise((resolve) => setTimeout(resolve, milliseconds)));
const busyTimer = setInterval(() => keepBusy(Number(values.blocked)), 1_000);
const busy = await shareDuring(ask<Delays>({ talkMilliseconds: milliseconds }));
clearInterval(busyTimer);
const measured: Measured = { idleShare: idle.share, busyShare: busy.share, ...busy.result };
process.stdout.write(`${JSON.stringify(measured)}\n`, () => {
  ends.kill();
  process.exit(0);
});
