import { mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';

/** What a log line may carry: codes, counts, durations, our own ids. Never a number, a name, an address or a text. */
export type LogData = Readonly<Record<string, string | number | boolean | null>>;

/** The program's log. `event` is a constant in kebab-case, so that lines can be counted. */
export interface Log {
  info(event: string, data?: LogData): void;
  warn(event: string, data?: LogData): void;
  error(event: string, data?: LogData): void;
}

const ROTATE_AT_BYTES = 5 * 1024 * 1024;

/**
 * Writes `logs/seat.log` under the data folder, one JSON object a line, mode 0600. A file over 5 MiB is moved
 * to `seat.previous.log` at the next start, so that a seat keeps at most about 10 MiB.
 *
 * @returns the log and a function that writes out what is buffered
 */
export function openFileLog(dataDirectory: string): { log: Log; close: () => void } {
  const directory = join(dataDirectory, 'logs');
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const file = join(directory, 'seat.log');
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size > ROTATE_AT_BYTES) renameSync(file, join(directory, 'seat.previous.log'));
  const destination = pino.destination({ dest: file, mode: 0o600, sync: false, minLength: 0 });
  const logger = pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime }, destination);
  return {
    log: {
      info: (event, data) => logger.info({ event, ...data }),
      warn: (event, data) => logger.warn({ event, ...data }),
      error: (event, data) => logger.error({ event, ...data }),
    },
    close: () => destination.end(),
  };
}

/** A log that keeps its lines in memory, for tests. */
export function createMemoryLog(): Log & {
  readonly lines: Array<{ level: string; event: string; data?: LogData }>;
} {
  const lines: Array<{ level: string; event: string; data?: LogData }> = [];
  const at = (level: string) => (event: string, data?: LogData) =>
    void lines.push(data === undefined ? { level, event } : { level, event, data });
  return { lines, info: at('info'), warn: at('warn'), error: at('error') };
}
