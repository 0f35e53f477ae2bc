import { gzipSync } from 'node:zlib';
import { type SyncState, syncStateSchema } from '#shared/contract/index.ts';
import { createMemoryLog } from '../../log/index.ts';
import { createSync, type Sync } from '../index.ts';
import { createFakeHub, createOutbox, createTime, id } from './fake-hub.ts';

export type Answer = (url: string, init: RequestInit | undefined) => Response | Promise<Response>;

/** A seat's sync with an outbox in memory, a hub that answers as a test says, and time that stands until it is moved. */
export function setUp() {
  const time = createTime();
  const outbox = createOutbox(time.clock);
  const hub = createFakeHub();
  const requests: Array<{ url: string; init: RequestInit | undefined }> = [];
  const states: SyncState[] = [];
  const one = {
    time,
    hub,
    requests,
    states,
    settled: 0,
    reachable: 0,
    made: 0,
    written: [] as Array<{ name: string; text: string }>,
    ...outbox,
    log: createMemoryLog(),
    answer: hub.answer as Answer,
    address: { url: 'http://127.0.0.1:1/', token: 'secret' } as { url: string; token: string } | undefined,
    random: 0.5,
  };
  const make = (): Sync => {
    const sync = createSync({
      cache: one.cache,
      clock: time.clock,
      seat: 1,
      hub: () => one.address,
      fetch: async (input, init) => {
        requests.push({ url: String(input), init });
        return one.answer(String(input), init);
      },
      schedule: time.schedule,
      random: () => one.random,
      compress: async (text) => new Uint8Array(gzipSync(text)),
      newId: () => {
        one.made += 1;
        return id(0x90000 + one.made);
      },
      writeExport: (name, text) => {
        one.written.push({ name, text });
        return `/exports/${name}`;
      },
      onReachable: () => {
        one.reachable += 1;
      },
      log: one.log,
    });
    sync.onChanged((state) => states.push(syncStateSchema.parse(state)));
    sync.onSettled(() => {
      one.settled += 1;
    });
    return sync;
  };
  return Object.assign(one, { sync: make() });
}
