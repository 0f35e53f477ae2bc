import { type Kysely, sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import { CodedError } from '#shared/domain/index.ts';
import { type HubMigration, migrations as known, SQL_WORDS, type SqlWords } from './migrations/index.ts';
import type { Tables } from './tables.ts';

/**
 * Brings the schema up to date, each step in a transaction of its own. Hubs that start at once on one database
 * wait for each other.
 *
 * @param where file or database, for the message
 * @throws CodedError `storage-newer-schema`
 */
export async function migrateHub(
  kysely: Kysely<Tables>,
  engine: SqlWords['engine'],
  where: string,
  migrations: readonly HubMigration[] = known,
): Promise<void> {
  const words = SQL_WORDS[engine];
  const migrator = new Migrator({
    db: kysely,
    migrationTableName: 'hub_migration',
    migrationLockTableName: 'hub_migration_lock',
    provider: {
      getMigrations: async () =>
        Object.fromEntries(
          migrations.map(({ name, statements }) => [
            name,
            {
              up: async (transaction: Kysely<unknown>) => {
                for (const statement of statements(words)) await sql.raw(statement).execute(transaction);
              },
            },
          ]),
        ),
    },
  });
  await refuseNewer(kysely, where, migrations);
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw error;
}

async function refuseNewer(
  kysely: Kysely<Tables>,
  where: string,
  migrations: readonly HubMigration[],
): Promise<void> {
  const tables = await kysely.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some(({ name }) => name === 'hub_migration')) return;
  const { rows } = await sql<{ name: string }>`SELECT name FROM hub_migration`.execute(kysely);
  const names = new Set(migrations.map(({ name }) => name));
  const newer = rows.map(({ name }) => name).filter((name) => !names.has(name));
  if (newer.length === 0) return;
  throw new CodedError(
    'storage-newer-schema',
    `${where} was written by a newer hub (it has ${newer.join(', ')}; this hub knows ${migrations.length} steps). Start that hub, or choose another place.`,
  );
}
