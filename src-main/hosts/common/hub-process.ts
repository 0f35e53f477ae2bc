import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { parseJson } from '#shared/domain/index.ts';
import type { Log } from '../../log/index.ts';
import type { HubAccount, HubAddress } from '../../station/index.ts';

/** A running hub process, as little of it as the supervisor needs. */
export interface HubChild {
  onLine(listener: (line: string) => void): void;
  onExit(listener: (code: number | null) => void): void;
  kill(): void;
}

/** Starts the hub's entry with arguments; Electron uses a utility process, the browser host plain Node. */
export type SpawnHub = (args: readonly string[]) => HubChild;

/** The hub as a plain Node child. Its standard input stays open, and the hub ends when it closes (`--with-parent`). */
export function spawnNodeHub(entry: string): SpawnHub {
  return (args) => {
    const child = spawn(process.execPath, [entry, ...args, '--with-parent'], {
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    return {
      onLine: (listener) => void createInterface({ input: child.stdout }).on('line', listener),
      onExit: (listener) => void child.once('exit', listener),
      kill: () => void child.kill(),
    };
  };
}

const supervisorSchema = z.object({ id: z.string().min(1), password: z.string().min(1) });
const listeningSchema = z.object({ listening: z.url() });
const FIRST_RESTART_MILLISECONDS = 500;
const LAST_RESTART_MILLISECONDS = 30_000;

/**
 * Keeps the embedded hub up: started again when it dies, after a pause that doubles up to half a minute and
 * is forgotten once it listens.
 */
export function superviseHub(options: {
  readonly spawnHub: SpawnHub;
  readonly dataDirectory: string;
  readonly log: Log;
  readonly schedule: (milliseconds: number, run: () => void) => () => void;
  /** The hub listens, or has gone: worth an attempt at once instead of at the next one. */
  readonly onChanged: () => void;
}): {
  address: () => HubAddress | undefined;
  /** The account that this hub made for the seat's own supervisor; undefined before it listens. */
  supervisor: () => HubAccount | undefined;
  stop: () => void;
} {
  const directory = join(options.dataDirectory, 'hub');
  const tokenFile = join(directory, 'token');
  const supervisorFile = join(directory, 'seat-supervisor');
  let supervisor: HubAccount | undefined;
  let address: HubAddress | undefined;
  let child: HubChild | undefined;
  let stopped = false;
  let pause = FIRST_RESTART_MILLISECONDS;
  let cancelRestart: () => void = () => undefined;

  const start = () => {
    const port = address ? new URL(address.url).port : '0';
    const started = options.spawnHub([
      ...['--data', directory, '--port', port, '--token-file', tokenFile],
      ...['--seat-supervisor', supervisorFile],
    ]);
    child = started;
    started.onLine((line) => {
      const said = listeningSchema.safeParse(parseJson(line));
      if (!said.success) return;
      pause = FIRST_RESTART_MILLISECONDS;
      address = { url: said.data.listening, token: readFileSync(tokenFile, 'utf8').trim() };
      const written = existsSync(supervisorFile) ? readFileSync(supervisorFile, 'utf8') : '';
      supervisor = supervisorSchema.safeParse(parseJson(written)).data;
      options.log.info('hub-listening');
      options.onChanged();
    });
    started.onExit((code) => {
      child = undefined;
      if (stopped) return;
      options.log.warn('hub-exited', { code, restartInMilliseconds: pause });
      cancelRestart = options.schedule(pause, start);
      pause = Math.min(pause * 2, LAST_RESTART_MILLISECONDS);
      options.onChanged();
    });
  };
  start();
  return {
    address: () => address,
    supervisor: () => supervisor,
    stop: () => {
      stopped = true;
      cancelRestart();
      child?.kill();
    },
  };
}
