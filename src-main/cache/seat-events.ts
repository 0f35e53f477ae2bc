import type { Database } from 'better-sqlite3-multiple-ciphers';
import { type SeatEvent, seatEventSchema } from '#shared/domain/index.ts';
import { guarded, parseBody } from './errors.ts';

/** What happened at the seat, in the order in which it was written; never changed. */
export interface SeatEventStore {
  append(event: SeatEvent): void;
  /** At or after `since` (epoch ms), oldest first. */
  list(since: number, limit: number): SeatEvent[];
}

export const SEAT_EVENT_QUERIES = {
  since: 'SELECT body FROM seat_events WHERE at >= ? ORDER BY at LIMIT ?',
};

export function createSeatEventStore(database: Database): SeatEventStore {
  const append = database.prepare<[string]>('INSERT INTO seat_events (body) VALUES (?)');
  const since = database.prepare<[number, number], { body: string }>(SEAT_EVENT_QUERIES.since);
  return guarded<SeatEventStore>({
    append: (event) => void append.run(JSON.stringify(event)),
    list: (from, limit) =>
      since.all(from, limit).map(({ body }) => parseBody(seatEventSchema, 'seat event', body)),
  });
}
