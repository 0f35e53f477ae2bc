import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { CodedError, messageOf } from '#shared/domain/index.ts';
import { openErrorStreamLog } from './log.ts';
import { readOrMakeKey, readOrMakeToken } from './secret-file.ts';
import { startHub } from './server.ts';
import { openSqliteStorage } from './storage/index.ts';

/**
 * The hub's program.
 *
 * `main.js --data DIR [--port N] [--host ADDRESS] [--token-file FILE] [--key-file FILE] [--with-parent]`
 *
 * Prints one line, `{"listening":"http://127.0.0.1:NNNN"}`, on standard output and to a parent that started it
 * as a utility process; its log goes to standard error. With `--with-parent` it ends when standard input
 * closes, so that a seat that was killed leaves no hub behind.
 *
 * Exit codes: 0 ended by a signal or the parent, 1 failed, 2 usage, 97 data folder unwritable, 98 port busy.
 */
const EXIT_CODES: Readonly<Record<string, number>> = { usage: 2, 'data-unwritable': 97, 'port-busy': 98 };

const flagsSchema = z.object({
  data: z.string().min(1),
  port: z.coerce.number().int().min(0).max(65_535).default(12_380),
  host: z.string().min(1).default('127.0.0.1'),
  'token-file': z.string().min(1).optional(),
  'key-file': z.string().min(1).optional(),
  'with-parent': z.boolean().default(false),
});

function readFlags(argv: string[]): z.output<typeof flagsSchema> {
  try {
    const { values } = parseArgs({
      args: argv,
      options: {
        data: { type: 'string' },
        port: { type: 'string' },
        host: { type: 'string' },
        'token-file': { type: 'string' },
        'key-file': { type: 'string' },
        'with-parent': { type: 'boolean' },
      },
    });
    return flagsSchema.parse(values);
  } catch (error) {
    throw new CodedError('usage', messageOf(error), { cause: error });
  }
}

function openDirectory(given: string): string {
  const directory = resolve(given);
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    accessSync(directory, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new CodedError(
      'data-unwritable',
      `The data folder ${directory} can't be written: ${messageOf(error)}. Choose another with --data DIR.`,
      { cause: error },
    );
  }
  return directory;
}

async function main(): Promise<void> {
  process.umask(0o077); // SQLite makes its files with the mode that the umask leaves
  const flags = readFlags(process.argv.slice(2));
  const directory = openDirectory(flags.data);
  const file = join(directory, 'hub.db');
  const keyFile = flags['key-file'] ?? join(directory, 'hub.key');
  if (existsSync(file) && !existsSync(keyFile)) {
    throw new CodedError('key-missing', `${keyFile} is missing, and ${file} can't be read without it.`);
  }
  const log = openErrorStreamLog();
  const storage = openSqliteStorage({ file, key: readOrMakeKey(keyFile) });
  const hub = await startHub({
    storage,
    token: readOrMakeToken(flags['token-file'] ?? join(directory, 'token')),
    port: flags.port,
    host: flags.host,
    clock: { wall: () => Date.now(), monotonic: () => performance.now() },
    log,
  });

  let ending = false;
  const end = async (reason: string) => {
    if (ending) return;
    ending = true;
    log.info('ending', { reason });
    await hub.stop();
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

/** Electron gives a utility process this port; plain Node has none. */
function parentPort(): { postMessage(message: unknown): void } | undefined {
  return (process as { parentPort?: { postMessage(message: unknown): void } }).parentPort;
}

main().catch((error: unknown) => {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exit(error instanceof CodedError ? (EXIT_CODES[error.code] ?? 1) : 1);
});
