import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PostgresServer, startPostgres, whyNoPostgres } from '#test/support/postgres.ts';
import { type HubStorage, openPostgresStorage } from './storage/index.ts';
import { keepTestHubsIn, serverParts, startTestHub } from './testing/index.ts';

const reason = whyNoPostgres();
const title = reason === undefined ? 'on PostgreSQL' : `on PostgreSQL: NOT TRIED, ${reason}`;
if (reason !== undefined) process.stderr.write(`!!! SKIPPED: the hub's doors on PostgreSQL: ${reason}\n`);

/** The tests of a file, as part of the suite that loads it. */
const testsOf = (load: () => Promise<unknown>) => async () => {
  await load();
};

/**
 * The suites of the doors once more, each test on a database of its own: what they ask of the storage must not depend on
 * the engine. Their files run on SQLite by themselves.
 */
describe.skipIf(reason !== undefined)(title, () => {
  let server: PostgresServer;
  let opened: HubStorage['engine'] | undefined;
  beforeAll(async () => {
    server = await startPostgres();
    keepTestHubsIn(async () => {
      const storage = await openPostgresStorage({
        url: server.makeDatabase(),
        schedule: serverParts.schedule,
        random: Math.random,
        onNotice: () => undefined,
      });
      opened = storage.engine;
      return storage;
    });
  });
  afterAll(() => server?.stop());

  it('HS-23 the hubs of these tests are kept by PostgreSQL', async () => {
    const hub = await startTestHub();
    expect(opened).toBe('postgres');
    await hub.close();
  });
  describe(
    'unit pages',
    testsOf(() => import('./unit-pages.test.ts')),
  );
  describe(
    'Open311',
    testsOf(() => import('./open311.test.ts')),
  );
  describe(
    'connectors',
    testsOf(() => import('./connectors.test.ts')),
  );
  describe(
    'tables',
    testsOf(() => import('./tables.test.ts')),
  );
  describe(
    'calendar',
    testsOf(() => import('./calendar.test.ts')),
  );
});
