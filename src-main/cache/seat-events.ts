import type { Database } from 'better-sqlite3-multiple-ciphers';
import { type SeatEvent, seatEventSchema } from '#shared/domain/index.ts';
import type { Operation } from '#shared/hub-protocol/index.ts';
import { guarded, parseBody } from './errors.ts';
import { prepareAppend } from './outbox.ts';

/** What happened at the seat, in the order in which it was written; never changed. */
export interface SeatEventStore {
  /** @param operation goes to the hub with it; both are written or neither */
  append(event: SeatEvent, operation?: Operation): void;
  /** At or after `since` (epoch ms), oldest first. */
  list(since: number, limit: number): SeatEvent[];
}

export const SEAT_EVENT_QUERIES = {
  since: 'SELECT body FROM seat_events WHERE at >= ? ORDER BY at LIMIT ?',
};

export function createSeatEventStore(database: Database): SeatEventStore {
  const append = database.prepare<[string]>('INSERT INTO seat_events (body) VALUES (?)');
  const since = database.prepare<[number, number], { body: string }>(SEAT_EVENT_QUERIES.since);
  const send = prepareAppend(database);
  const write = database.transaction((event: SeatEvent, operation: Operation | undefined) => {
    append.run(JSON.stringify(event));
    if (operation) send(operation);
  });
  return guarded<SeatEventStore>({
    append: (event, operation) => write(event, operation),
    list: (from, limit) =>
      since.all(from, limit).map(({ body }) => parseBody(seatEventSchema, 'seat event', body)),
  });
}
