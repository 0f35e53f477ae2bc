import Sqlite from 'better-sqlite3-multiple-ciphers';
import type { z } from 'zod';
import { CodedError } from '#shared/domain/index.ts';

/** SQLite's extended result code («SQLITE_IOERR_READ»), or undefined for errors that are not SQLite's. */
export function sqliteCode(error: unknown): string | undefined {
  return error instanceof Sqlite.SqliteError ? error.code : undefined;
}

/** Whether SQLite says that the file's contents are not what they should be. A failed read counts. */
export function isDamage(error: unknown): boolean {
  const code = sqliteCode(error) ?? '';
  return /^SQLITE_(NOTADB|CORRUPT|IOERR_READ|IOERR_SHORT_READ|IOERR_DATA|IOERR_CORRUPTFS)/.test(code);
}

/** `disk-full` for SQLITE_FULL, `cache-unavailable` for every other fault of SQLite; the rest as it is. */
function coded(error: unknown): unknown {
  const code = sqliteCode(error);
  if (code === undefined) return error;
  if (code === 'SQLITE_FULL') return new CodedError('disk-full', 'The disk is full.', { cause: error });
  return new CodedError('cache-unavailable', `The cache file failed (${code}).`, { cause: error });
}

type Methods<T> = { [K in keyof T]: T[K] extends (...args: infer A) => infer R ? (...args: A) => R : never };

/** The same methods, with SQLite's errors turned into coded ones (rule CF-8). */
export function guarded<T extends Methods<T>>(methods: T): T {
  const guard =
    (method: (...args: never[]) => unknown) =>
    (...args: never[]) => {
      try {
        return method(...args);
      } catch (error) {
        throw coded(error);
      }
    };
  const entries = Object.entries<(...args: never[]) => unknown>(methods);
  return Object.fromEntries(entries.map(([name, method]) => [name, guard(method)])) as T;
}

/**
 * A stored JSON body, checked.
 *
 * @param what the kind of row, for the message; values never get into it
 * @throws CodedError `cache-unavailable` when it does not fit
 */
export function parseBody<T>(schema: z.ZodType<T>, what: string, body: string): T {
  const parsed = schema.safeParse(JSON.parse(body));
  if (parsed.success) return parsed.data;
  const paths = parsed.error.issues.map((issue) => issue.path.join('.')).join(', ');
  throw new CodedError('cache-unavailable', `A stored ${what} does not fit its schema: ${paths}.`);
}
