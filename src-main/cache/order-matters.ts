import type { Database } from 'better-sqlite3-multiple-ciphers';
import { z } from 'zod';
import { firstState, isOpen, orderStateSchema, storedFieldsSchema } from '#shared/domain/index.ts';
import { guarded, parseBody } from './errors.ts';

/** What an order is about, without any identity: for suggestions and the search for duplicates. */
export interface OrderMatter {
  readonly id: string;
  readonly number: string;
  readonly title: string;
  readonly content: string;
  /** Code of the most exact division that is known, or empty. */
  readonly placeCode: string;
  readonly place: string;
  readonly categoryCode: string;
  /** Lead unit when it was dispatched, or empty. */
  readonly leadUnit: string;
  readonly submittedAt: number;
  /** Not yet ended. */
  readonly open: boolean;
}

export interface OrderMatterStore {
  /** Submitted at or after `since` (epoch ms), newest first, from behind `after` on. */
  page(since: number, after: { submittedAt: number; id: string } | null, limit: number): OrderMatter[];
  /** False for an order that is not here. */
  isOpen(id: string): boolean;
}

/** The part of a stored order that matters here; an earlier program wrote no state. */
const storedSchema = z.object({
  id: z.string(),
  number: z.string(),
  submittedAt: z.number(),
  state: orderStateSchema.optional(),
  fields: storedFieldsSchema,
});

/** The lookups whose plans are tested. */
export const ORDER_MATTER_QUERIES = {
  page: `SELECT body FROM orders WHERE submitted_at >= ? AND (submitted_at, id) < (?, ?)
    ORDER BY submitted_at DESC, id DESC LIMIT ?`,
  byId: 'SELECT body FROM orders WHERE id = ?',
};

export function createOrderMatterStore(database: Database): OrderMatterStore {
  const page = database.prepare<[number, number, string, number], { body: string }>(
    ORDER_MATTER_QUERIES.page,
  );
  const byId = database.prepare<[string], { body: string }>(ORDER_MATTER_QUERIES.byId);
  return guarded<OrderMatterStore>({
    page: (since, after, limit) =>
      page
        .all(since, after?.submittedAt ?? Number.MAX_SAFE_INTEGER, after?.id ?? '', limit)
        .map(({ body }) => matterOf(body)),
    isOpen: (id) => {
      const row = byId.get(id);
      return row !== undefined && matterOf(row.body).open;
    },
  });
}

function matterOf(body: string): OrderMatter {
  const { id, number, submittedAt, state, fields } = parseBody(storedSchema, 'work order', body);
  const { title, content, place, categoryCode, handling } = fields;
  return {
    id,
    number,
    title,
    content,
    placeCode: fields.villageCode || fields.streetCode || fields.areaCode,
    place,
    categoryCode,
    leadUnit: handling === 'dispatched' ? fields.leadUnit : '',
    submittedAt,
    open: isOpen(state ?? firstState(handling)),
  };
}
