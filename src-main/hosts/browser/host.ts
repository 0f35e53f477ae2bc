import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import type { Channel } from '#shared/contract/index.ts';
import { CodedError, codeOf, messageOf } from '#shared/domain/index.ts';
import { openFileLog } from '../../log/index.ts';
import type { Station } from '../../station/index.ts';
import {
  openDataDirectory,
  parseFlags,
  readOrMakeKey,
  spawnNodeHub,
  startSeat,
  surviveFaults,
} from '../common/index.ts';
import { askRunningSeat, leaveWord } from './instance.ts';
import { startServer } from './server.ts';
import { startFailureText } from './start-failure.ts';
import { openWindow } from './window.ts';

/**
 * The browser host: plain Node on loopback, a Chromium window in front (docs/ARCHITECTURE.md, «Hosts»).
 *
 * Exit codes: 0 ended by the person, 1 failed, 2 usage, 97 data folder unwritable, 98 port busy.
 */
const EXIT_CODES: Readonly<Record<string, number>> = { usage: 2, 'data-unwritable': 97, 'port-busy': 98 };
/** A fixed first port keeps the page's origin, and with it the microphone's permission. */
const DEFAULT_PORTS = Array.from({ length: 10 }, (_, index) => 12345 + index);
/** How long without any page, after the window has gone, until the seat ends. */
const FAREWELL_MILLISECONDS = 5_000;

const say = (line: string) => void process.stdout.write(`${line}\n`);

async function start(root: string): Promise<void> {
  const flags = parseFlags(process.argv.slice(2));
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));
  const dataDirectory = openDataDirectory(flags.data);
  const session = readOrMakeKey(join(dataDirectory, 'session.key')).toString('hex');
  if (await askRunningSeat(dataDirectory, session, globalThis.fetch)) {
    return say('This seat is running already; its window was asked for.');
  }
  const { log, close: closeLog } = openFileLog(dataDirectory);
  surviveFaults(log);

  // Pages may come before the station is ready; their channels wait for it.
  const early: Array<[Channel, 'ui' | 'media']> = [];
  let attach: Station['attach'] = (channel, role) => void early.push([channel, role]);
  const server = await startServer({
    ports: flags.port === undefined ? DEFAULT_PORTS : [flags.port],
    session,
    pagesDirectory: join(root, 'out', 'renderer'),
    log,
    attach: (channel, role) => attach(channel, role),
    onWindowAsked: () => showWindow(),
  });
  leaveWord(dataDirectory, server.port);
  const { chromium } = flags;
  /** Another window of this seat, or its address where it has none. */
  const showWindow = () => {
    const address = server.access.entryAddress();
    if (chromium !== undefined && !flags['no-open']) return openWindow({ chromium, address, dataDirectory });
    say(`Open this address in Chromium, Chrome or Edge (it works once):\n  ${address}`);
    return undefined;
  };
  const window = chromium === undefined || flags['no-open'] ? undefined : showWindow();

  const seat = await startSeat({
    host: 'browser',
    version,
    dataDirectory,
    assetsDirectory: join(root, 'assets'),
    key: readOrMakeKey(join(dataDirectory, 'cache.key')),
    flags,
    spawnHub: spawnNodeHub(join(root, 'out', 'hub', 'main.js')),
    log,
  }).catch(async (error: unknown) => {
    log.error('not-started', { code: codeOf(error) });
    if (window !== undefined) {
      process.stderr.write(`${messageOf(error)}\n`);
      window.close();
      await window.exited;
      server.showOnly(startFailureText(error));
      await showWindow()?.exited;
    }
    await server.stop();
    throw error;
  });
  attach = seat.station.attach;
  for (const [channel, role] of early) attach(channel, role);
  log.info('started', { version });

  let ending = false;
  const end = async (code: number) => {
    if (ending) return;
    ending = true;
    window?.close();
    await seat.stop();
    await server.stop();
    log.info('ended', { code });
    closeLog();
    process.exit(code);
  };
  process.on('SIGINT', () => void end(0));
  process.on('SIGTERM', () => void end(0));

  if (window === undefined) {
    say('Ready.');
    showWindow();
  } else {
    say('Ready. Close the window or press Ctrl+C to end.');
    void window.exited.then(() => endWhenNobodyIsLeft(() => seat.station.pages(), end));
  }
  createInterface({ input: process.stdin }).on('line', () => {
    if (!ending) showWindow();
  });
}

/** Ends the seat once no page has been connected for a while. */
function endWhenNobodyIsLeft(pages: () => number, end: (code: number) => Promise<void>): void {
  let since = Date.now();
  const timer = setInterval(() => {
    if (pages() > 0) since = Date.now();
    if (Date.now() - since < FAREWELL_MILLISECONDS) return;
    clearInterval(timer);
    void end(0);
  }, 500);
}

/**
 * Runs the host; ends the process where it can't.
 *
 * @param root folder of package.json, out/ and assets/
 */
export async function run(root: string): Promise<void> {
  await start(root).catch((error: unknown) => {
    process.stderr.write(`${messageOf(error)}\n`);
    process.exit(error instanceof CodedError ? (EXIT_CODES[error.code] ?? 1) : 1);
  });
}
