import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PostgresServer, startPostgres, whyNoPostgres } from '#test/support/postgres.ts';
import { describeHubStorage } from '../contract-suite.ts';
import type { FeedChange, HubStorage } from '../index.ts';
import { openPostgresStorage } from './open.ts';

const reason = whyNoPostgres();
const title = reason === undefined ? 'PostgreSQL' : `PostgreSQL: NOT TRIED, ${reason}`;

describe.skipIf(reason !== undefined)(title, () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres();
  }, 120_000);
  afterAll(() => server.stop());

  const open = (url: string) =>
    openPostgresStorage({
      url,
      schedule: (milliseconds, run) => {
        const timer = setTimeout(run, milliseconds);
        return () => clearTimeout(timer);
      },
      random: Math.random,
      onNotice: () => undefined,
    });

  describeHubStorage('PostgreSQL', async () => {
    const url = server.makeDatabase();
    return { open: () => open(url), remove: async () => undefined };
  });

  describe('several hubs on one database', () => {
    it('HS-20 start at once on an empty database and share it', async () => {
      const url = server.makeDatabase();
      const hubs = await Promise.all([open(url), open(url), open(url)]);
      await hubs[0]?.transaction((unit) => unit.feeds.put('units', 'all', [{ key: 'a', body: 1 }]));
      expect(await hubs[2]?.read.feeds.list('units', 'all')).toEqual([{ key: 'a', body: 1 }]);
      await Promise.all(hubs.map((hub) => hub.close()));
    });

    it('HS-21 each hears what another changed, and itself', async () => {
      const url = server.makeDatabase();
      const hubs = await Promise.all([open(url), open(url)]);
      const heard = hubs.map((hub) => hears(hub));
      // The line of events is opened beside the storage: what is said before it stands is said when it does.
      for (let tries = 0; tries < 50 && heard.some((one) => one.length === 0); tries += 1) {
        await hubs[0]?.transaction((unit) => unit.feeds.put('orders', 'seat:7', [{ key: 'a', body: tries }]));
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      for (const one of heard) expect(one[0]).toEqual({ feed: 'orders', audience: 'seat:7' });
      await Promise.all(hubs.map((hub) => hub.close()));
    });

    it('HS-22 a reader that goes by cursor misses nothing of many writers at once', async () => {
      const url = server.makeDatabase();
      const hubs = await Promise.all([open(url), open(url)]);
      const [writer, reader] = hubs as [HubStorage, HubStorage];
      const seen = new Set<string>();
      let cursor: string | undefined;
      const read = async () => {
        for (let more = true; more; ) {
          const page = await reader.read.feeds.page('units', ['all'], cursor, 7);
          for (const { key } of page.items) seen.add(key);
          ({ cursor, more } = page);
        }
      };
      let writing = true;
      const reading = (async () => {
        while (writing) await read();
      })();
      const keys = Array.from({ length: 200 }, (_, index) => `unit-${index}`);
      await Promise.all(
        keys.map((key, index) =>
          hubs[index % 2]?.transaction(async (unit) => {
            await unit.feeds.put('units', 'all', [{ key, body: index }]);
            // Transactions that end in another order than they began are what sequences alone get wrong.
            if (index % 3 === 0) await unit.ping();
          }),
        ),
      );
      writing = false;
      await reading;
      await read();
      expect(seen.size).toBe(keys.length);
      await Promise.all([writer.close(), reader.close()]);
    });
  });
});

function hears(hub: HubStorage): FeedChange[] {
  const heard: FeedChange[] = [];
  hub.onFeedChange((change) => heard.push(change));
  return heard;
}
