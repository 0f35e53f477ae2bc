import { Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import { z } from 'zod';
import { CodedError, messageOf } from '#shared/domain/index.ts';
import { feedNameSchema } from '#shared/hub-protocol/index.ts';
import { migrateHub } from '../migrate.ts';
import type { HubStorage } from '../storage.ts';
import { type Audience, type FeedChange, sqlNumber, storedEpoch } from '../stores/feeds.ts';
import { createStores, type HubStores } from '../stores/index.ts';
import type { Tables } from '../tables.ts';
import { createNotifier } from './notifier.ts';

export interface PostgresOptions {
  /** `postgres://user:password@host:port/database`. */
  readonly url: string;
  /** Connections for queries; one more listens. */
  readonly connections?: number;
  readonly schedule: (milliseconds: number, run: () => void) => () => void;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** The listening connection was lost or came back; for the log. */
  readonly onNotice: (event: string, data: Readonly<Record<string, string>>) => void;
}

/** How often work that another transaction got in the way of is run again. */
const TRIES = 8;
/** Unique violation, serialization failure, deadlock: the other one was first, and a second look finds it. */
const GOT_IN_THE_WAY: ReadonlySet<string> = new Set(['23505', '40001', '40P01']);
/** The advisory lock of the audit chain. */
const AUDIT_LOCK = 12_345_001;
const INT8 = 20;

/**
 * Opens a PostgreSQL database (15 or later) and brings its schema up to date. Several hub processes can share it.
 *
 * @throws CodedError `storage-unavailable`, `storage-newer-schema`
 */
export async function openPostgresStorage(options: PostgresOptions): Promise<HubStorage> {
  const { url, schedule, random } = options;
  const pool = new pg.Pool({
    connectionString: url,
    max: options.connections ?? 10,
    application_name: 'lianxinqiao-hub',
    connectionTimeoutMillis: 10_000,
    statement_timeout: 30_000,
    types: {
      getTypeParser: (type, format) => (type === INT8 ? Number : pg.types.getTypeParser(type, format)),
    },
  });
  // A connection that dies at rest is replaced by the next query; without a listener it would end the process.
  pool.on('error', (error) => options.onNotice('storage-connection-lost', { message: error.message }));
  const kysely = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  try {
    await migrateHub(kysely, 'postgres', 'The database');
  } catch (error) {
    await kysely.destroy();
    if (error instanceof CodedError) throw error;
    throw new CodedError('storage-unavailable', `The database can't be opened: ${messageOf(error)}`, {
      cause: error,
    });
  }

  const listeners = new Set<(change: FeedChange) => void>();
  const notifier = createNotifier({
    connect: () => new pg.Client({ connectionString: url, application_name: 'lianxinqiao-hub-events' }),
    schedule,
    random,
    onNotice: options.onNotice,
    onMessage: (text) => {
      for (const change of parseChanges(text)) for (const listener of listeners) listener(change);
    },
  });

  const pause = () => new Promise<void>((resolve) => void schedule(10, resolve));
  // A restore from a base backup keeps the identifier and begins another timeline.
  const instance = async (executor: Kysely<Tables>) => {
    const { rows } = await sql<{ value: string }>`
      SELECT system_identifier::text || '-' || (SELECT timeline_id FROM pg_control_checkpoint()) AS value
      FROM pg_control_system()`.execute(executor);
    return rows[0]?.value ?? '';
  };
  const instanceNow = await instance(kysely);

  const storesOf = (executor: Kysely<Tables>, changes: FeedChange[]): HubStores =>
    createStores(executor, {
      clock: {
        stamp: () => sqlNumber(executor, 'SELECT pg_current_xact_id()::text::bigint AS value'),
        horizon: () =>
          sqlNumber(executor, 'SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS value'),
        epoch: async () => `${instanceNow}-${await storedEpoch(executor)}`,
      },
      onFeedChange: (change) => void changes.push(change),
      lockAudit: async () => {
        await sql`SELECT pg_advisory_xact_lock(${sql.lit(AUDIT_LOCK)})`.execute(executor);
      },
      pause,
    });

  return {
    engine: 'postgres',
    transaction: async (work) => {
      for (let tries = 1; ; tries += 1) {
        const changes: FeedChange[] = [];
        try {
          const answer = await kysely
            .transaction()
            .execute((transaction) => work(storesOf(transaction, changes)));
          notifier.send(changes.map(({ feed, audience }) => `${feed} ${audience}`));
          return answer;
        } catch (error) {
          const code = error instanceof pg.DatabaseError ? error.code : undefined;
          if (code === undefined || !GOT_IN_THE_WAY.has(code) || tries === TRIES) throw error;
          await new Promise<void>((resolve) => void schedule(random() * 5 * 2 ** tries, resolve));
        }
      }
    },
    read: storesOf(kysely, []),
    onFeedChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    backup: async () => {
      throw new CodedError(
        'not-supported',
        'A PostgreSQL database is backed up by pg_dump or by its own base backups (docs/hub.md).',
      );
    },
    close: async () => {
      await notifier.close();
      await kysely.destroy();
    },
  };
}

const changeSchema = z.union([
  z.tuple([
    feedNameSchema,
    z
      .string()
      .regex(/^(all|supervisors|seat:\d{1,3})$/)
      .transform((text) => text as Audience),
  ]),
  z.tuple([z.literal('hall'), z.literal('hall')]),
]);

/** A line for each change; what a newer hub says and this one does not know is left out. */
function parseChanges(text: string): FeedChange[] {
  return text.split('\n').flatMap((line) => {
    const parsed = changeSchema.safeParse(line.split(' '));
    return parsed.success ? [{ feed: parsed.data[0], audience: parsed.data[1] } as FeedChange] : [];
  });
}
