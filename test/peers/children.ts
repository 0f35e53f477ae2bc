import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { findProgram } from '../../build/lib/peers.mjs';

/** A peer of the system's packages, as a child process with its words kept. */
export interface Peer {
  readonly process: ChildProcess;
  /** Everything that it wrote on stdout and stderr, line by line. */
  readonly lines: readonly string[];
  /** Waits for a line that fits, past ones included; fails with the last words when it ends or time is up. */
  line(pattern: RegExp, limitMilliseconds?: number): Promise<RegExpExecArray>;
  /** Stops it in its tracks, connections and all: a loss that nothing tells of. `false` lets it go on. */
  freeze(frozen: boolean): void;
  /** Ends it with all of its own children, and waits until it is gone. SIGKILL stands for a pulled plug. */
  end(signal?: NodeJS.Signals): Promise<void>;
}

const LAST_WORDS = 40;

/**
 * Starts a peer as the leader of a process group, as Kamailio has children of its own that a signal to it alone
 * would leave behind.
 */
export function startPeer(
  name: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly environment?: NodeJS.ProcessEnv } = {},
): Peer {
  const program = findProgram(name);
  if (program === undefined) throw new Error(`${name} is not installed.`);
  const child = spawn(program, args, {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...options.environment },
    ...(options.cwd !== undefined && { cwd: options.cwd }),
  });
  const lines: string[] = [];
  const listeners = new Set<(line: string) => void>();
  const take = (line: string) => {
    lines.push(line);
    for (const listener of listeners) listener(line);
  };
  createInterface({ input: child.stdout }).on('line', take);
  createInterface({ input: child.stderr }).on('line', take);
  child.once('error', (error) => take(`${name}: ${error.message}`));
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  // A test run that is broken off must not leave servers behind.
  const kill = () => signalGroup(child, 'SIGKILL');
  process.once('exit', kill);
  const lastWords = () => lines.slice(-LAST_WORDS).join('\n');

  return {
    process: child,
    lines,
    line: (pattern, limitMilliseconds = 60_000) =>
      new Promise((resolve, reject) => {
        for (const line of lines) {
          const match = pattern.exec(line);
          if (match) return resolve(match);
        }
        const settle = () => {
          clearTimeout(timer);
          listeners.delete(look);
          child.off('exit', onExit);
        };
        const look = (line: string) => {
          const match = pattern.exec(line);
          if (!match) return;
          settle();
          resolve(match);
        };
        const fail = (why: string) => {
          settle();
          reject(new Error(`${name}: ${why} before ${pattern}:\n${lastWords()}`));
        };
        const onExit = (code: number | null) => fail(`it ended with ${code}`);
        const timer = setTimeout(() => fail('time was up'), limitMilliseconds);
        listeners.add(look);
        if (child.exitCode !== null) onExit(child.exitCode);
        else child.once('exit', onExit);
      }),
    freeze: (frozen) => signalGroup(child, frozen ? 'SIGSTOP' : 'SIGCONT'),
    end: async (signal = 'SIGTERM') => {
      if (child.exitCode === null && child.signalCode === null) signalGroup(child, signal);
      const late = setTimeout(() => signalGroup(child, 'SIGKILL'), 5_000);
      await gone;
      clearTimeout(late);
      process.off('exit', kill);
    },
  };
}

function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch (error) {
    // Gone already.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

/** A port of 127.0.0.1 that is free for UDP and TCP now. */
export async function freePort(): Promise<number> {
  for (;;) {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = address !== null && typeof address === 'object' ? address.port : 0;
    const socket = createSocket('udp4');
    const free = await new Promise<boolean>((resolve) => {
      socket.once('error', () => resolve(false));
      socket.bind(port, '127.0.0.1', () => resolve(true));
    });
    socket.close();
    await new Promise<void>((resolve) => server.close(() => resolve()));
    if (free) return port;
  }
}

/** So many free ports, all different. */
export async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>();
  while (ports.size < count) ports.add(await freePort());
  return [...ports];
}

/** Asks again every 20 ms until the answer is yes. @throws Error with `what` when time is up */
export async function until(
  what: string,
  ask: () => boolean | Promise<boolean>,
  limitMilliseconds = 60_000,
): Promise<void> {
  const end = performance.now() + limitMilliseconds;
  while (!(await ask())) {
    if (performance.now() > end) throw new Error(`${what}: not within ${limitMilliseconds} ms`);
    await delay(20);
  }
}
