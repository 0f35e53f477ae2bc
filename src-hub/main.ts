import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { v7 as uuid } from 'uuid';
import calendar2025 from '#assets/calendar/2025.json' with { type: 'json' };
import calendar2026 from '#assets/calendar/2026.json' with { type: 'json' };
import deadlines from '#assets/rules/deadlines.json' with { type: 'json' };
import { CodedError, epochOfLocal, messageOf } from '#shared/domain/index.ts';
import { createAccounts } from './accounts/index.ts';
import { readLayout } from './board/index.ts';
import { shippedCategories } from './categories.ts';
import {
  accountCommand,
  backupCommand,
  boardKeyCommand,
  type CommandContext,
  calendarCommand,
  eraseCommand,
  exportTableCommand,
  importCommand,
  importTableCommand,
  restoreFile,
  seatCommand,
  verifyCommand,
} from './commands.ts';
import {
  type ConnectorDuty,
  createConnectorRunner,
  createHttpJsonConnector,
  readConnectors,
} from './connectors/index.ts';
import { type HubFlags, readFlags } from './flags.ts';
import { openErrorStreamLog } from './log.ts';
import { openDirectory, openStorage, scheduleTimer, sqliteFiles } from './open-storage.ts';
import { createOrderBook, createOrderDesk, createOrderRules, readYears } from './orders/index.ts';
import { startRetention } from './retention-timer.ts';
import { readOrMakeSealingKey } from './sealing.ts';
import { readOrMakeToken } from './secret-file.ts';
import { startHub } from './server.ts';
import type { HubStorage } from './storage/index.ts';

/**
 * The hub's program (docs/hub.md).
 *
 * `main.js --data DIR [--port N] [--host ADDRESS] [--token-file FILE] [--key-file FILE]
 *   [--tls-certificate FILE --tls-key FILE] [--behind-proxy] [--board FILE] [--with-parent] [--seat-supervisor FILE]`
 * `main.js COMMAND … --data DIR`: account, seat, board-key, backup, restore, verify, erase, import,
 * import-table, export-table, calendar.
 *
 * With `DATABASE_URL=postgres://…` in its environment it keeps everything there, else in an encrypted file. Prints
 * one line, `{"listening":"http://127.0.0.1:NNNN"}`, on standard output and to a parent that started it as a
 * utility process; its log goes to standard error. With `--with-parent` it ends when standard input closes, so that
 * a seat that was killed leaves no hub behind.
 *
 * Exit codes: 0 ended by a signal or the parent, or done; 1 failed; 2 usage; 97 data folder unwritable; 98 port busy.
 */
const EXIT_CODES: Readonly<Record<string, number>> = { usage: 2, 'data-unwritable': 97, 'port-busy': 98 };

const clock = { wall: () => Date.now(), monotonic: () => performance.now() };
const log = openErrorStreamLog();
const rules = createOrderRules(deadlines, [calendar2025, calendar2026], {
  onLostRule: (rule) => log.warn('deadline-rule-lost', { rule }),
});
/** The build puts the pages beside the programs. */
const PAGES = join(import.meta.dirname, '../wallboard');

async function main(): Promise<void> {
  process.umask(0o077); // SQLite makes its files with the mode that the umask leaves
  const { command, words, flags } = readFlags(process.argv.slice(2));
  const directory = openDirectory(flags.data);
  const open = () => openStorage(directory, flags, process.env['DATABASE_URL'], log);
  if (command === 'serve') return serve(directory, flags, await open());
  const say = (line: string) => void process.stdout.write(`${line}\n`);
  if (command === 'restore') {
    const stamp = new Date(clock.wall()).toISOString().replaceAll(/[-:]|\..*/g, '');
    const kept = await restoreFile(words[0], sqliteFiles(directory, flags).file, stamp, open);
    return say(`Restored.${kept ? ` What was there is kept as ${kept}.` : ''}`);
  }
  const storage = await open();
  try {
    const context: CommandContext = { storage, clock, rules, say };
    await readYears(storage.read, rules);
    switch (command) {
      case 'account':
        return await accountCommand(context, words, flags);
      case 'seat':
        return await seatCommand(context, words, flags);
      case 'board-key':
        return await boardKeyCommand(context, words, flags);
      case 'backup':
        return await backupCommand(context, words);
      case 'erase':
        return await eraseCommand(context, flags);
      case 'import': {
        const { privateKey } = readOrMakeSealingKey(join(directory, 'sealing.key'));
        return await importCommand(context, words, {
          privateKey,
          sharedToken: sharedToken(directory, flags),
        });
      }
      case 'calendar':
        if (!(await calendarCommand(context, words, flags))) process.exitCode = 1;
        return;
      case 'import-table':
        if (!(await importTableCommand(context, words, flags))) process.exitCode = 1;
        return;
      case 'export-table':
        return await exportTableCommand(context, words);
      case 'verify':
        if (!(await verifyCommand(context))) process.exitCode = 1;
        return;
    }
  } finally {
    await storage.close();
  }
}

const sharedToken = (directory: string, flags: HubFlags) =>
  readOrMakeToken(flags['token-file'] ?? join(directory, 'token'));

async function serve(directory: string, flags: HubFlags, storage: HubStorage): Promise<void> {
  const duties = connectorDuties(flags.connectors ?? join(directory, 'connectors.json'));
  await makeFirstAdministrator(storage, join(directory, 'first-password'));
  if (flags['seat-supervisor'] !== undefined) await makeSeatSupervisor(storage, flags['seat-supervisor']);
  const { 'tls-certificate': certificate, 'tls-key': key } = flags;
  const hub = await startHub({
    storage,
    token: sharedToken(directory, flags),
    sealingKey: readOrMakeSealingKey(join(directory, 'sealing.key')).publicKey,
    rules,
    categories: shippedCategories(),
    connectorNames: duties.map(({ connector }) => connector.name),
    port: flags.port,
    host: flags.host,
    clock,
    log,
    newId: () => uuid(),
    randomBytes,
    schedule: scheduleTimer,
    behindProxy: flags['behind-proxy'],
    layout: readLayout(flags.board),
    pages: PAGES,
    tls:
      certificate !== undefined && key !== undefined
        ? { certificate: readFileSync(certificate, 'utf8'), key: readFileSync(key, 'utf8') }
        : undefined,
  });

  const desk = createOrderDesk({ storage, clock, book: createOrderBook(rules), rules, newId: () => uuid() });
  const background = { storage, clock, schedule: scheduleTimer, log };
  const connectors = createConnectorRunner({ ...background, duties, desk, random: Math.random });
  connectors.start();
  const endRetention = startRetention({ ...background, days: flags['keep-days'] });

  let ending = false;
  const end = async (reason: string) => {
    if (ending) return;
    ending = true;
    log.info('ending', { reason });
    await Promise.all([hub.stop(), connectors.stop(), endRetention()]);
    await storage.close();
    process.exit(0);
  };
  process.on('SIGTERM', () => void end('SIGTERM'));
  process.on('SIGINT', () => void end('SIGINT'));
  if (flags['with-parent']) process.stdin.on('close', () => void end('parent-gone')).resume();

  const line = JSON.stringify({ listening: hub.url });
  process.stdout.write(`${line}\n`);
  parentPort()?.postMessage(line);
}

/** What the connectors of a file do. @throws CodedError `connectors-invalid` */
function connectorDuties(file: string): ConnectorDuty[] {
  return readConnectors(file).map(({ configuration, token }) => ({
    connector: createHttpJsonConnector(configuration, token, { fetch, schedule: scheduleTimer }),
    units: configuration.units,
    since: epochOfLocal(configuration.since, '00:00'),
    everyMilliseconds: configuration.everySeconds * 1_000,
    readMilliseconds: configuration.readSeconds * 1_000,
  }));
}

/** A hub without accounts gets one that can make the others; its password lies in a file that only this user reads. */
async function makeFirstAdministrator(storage: HubStorage, file: string): Promise<void> {
  if ((await storage.read.accounts.list()).length > 0) return;
  const accounts = createAccounts({ storage, clock, newId: () => uuid(), randomBytes });
  const password = randomBytes(12).toString('base64url');
  const passwordHash = await accounts.hash(password);
  const account = { id: 'admin', name: 'admin', role: 'administrator' as const, unit: null, passwordHash };
  writeFileSync(file, `${password}\n`, { mode: 0o600 });
  await storage.transaction((unit) => accounts.save(unit, account, 'hub'));
  log.info('first-administrator-made');
}

/**
 * The seat that started this hub for itself watches the floor as a supervisor. It gets an account with a password that is
 * new at each start and lies in a file that only this user reads, so that nobody else gets in by it.
 */
async function makeSeatSupervisor(storage: HubStorage, file: string): Promise<void> {
  const accounts = createAccounts({ storage, clock, newId: () => uuid(), randomBytes });
  const password = randomBytes(24).toString('base64url');
  const passwordHash = await accounts.hash(password);
  const account = {
    id: 'seat-supervisor',
    name: '值班长',
    role: 'supervisor' as const,
    unit: null,
    passwordHash,
  };
  writeFileSync(file, `${JSON.stringify({ id: account.id, password })}\n`, { mode: 0o600 });
  await storage.transaction((unit) => accounts.save(unit, account, 'hub'));
}

/** Electron gives a utility process this port; plain Node has none. */
function parentPort(): { postMessage(message: unknown): void } | undefined {
  return (process as { parentPort?: { postMessage(message: unknown): void } }).parentPort;
}

main().catch((error: unknown) => {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exit(error instanceof CodedError ? (EXIT_CODES[error.code] ?? 1) : 1);
});
