import type { Database } from 'better-sqlite3-multiple-ciphers';

/** One step of the schema, `NNNN-what.ts` in migrations/. Versions count from 1 without a gap. */
export interface Migration {
  readonly version: number;
  readonly sql: string;
  /** What SQL can't say, in the same transaction, after it. */
  readonly after?: (database: Database) => void;
}

/** The file was written by a newer program. */
export class NewerSchemaError extends Error {
  override readonly name = 'NewerSchemaError';
  readonly found: number;
  readonly known: number;

  constructor(found: number, known: number) {
    super(`The file has schema ${found}; this program knows schemas up to ${known}.`);
    this.found = found;
    this.known = known;
  }
}

/** The schema's version in the file; 0 for an empty one. */
export function schemaVersion(database: Database): number {
  return Number(database.pragma('user_version', { simple: true }));
}

/** @throws NewerSchemaError */
export function refuseNewer(database: Database, migrations: readonly Migration[]): void {
  const found = schemaVersion(database);
  if (found > migrations.length) throw new NewerSchemaError(found, migrations.length);
}

/**
 * Brings the file to the newest schema, each step in a transaction of its own together with its number.
 *
 * @throws NewerSchemaError SqliteError
 */
export function migrate(database: Database, migrations: readonly Migration[]): void {
  refuseNewer(database, migrations);
  for (const { version, sql, after } of migrations.slice(schemaVersion(database))) {
    database.transaction(() => {
      database.exec(sql);
      after?.(database);
      database.pragma(`user_version = ${version}`);
    })();
  }
}
