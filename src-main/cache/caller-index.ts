import type { Database } from 'better-sqlite3-multiple-ciphers';
import { z } from 'zod';
import { emptyFields, workOrderFieldsSchema } from '#shared/domain/index.ts';
import { numbersOf } from './order-index.ts';
import { pendingCallbackSchema, type StoredOrder, storedOrderSchema } from './order-rows.ts';

const fields = workOrderFieldsSchema.shape;
const empty = emptyFields;

/**
 * The part of an order that tells who called and about what, as it lies in the index by number. A ring waits for it, so
 * it is small: what has its empty value is left out when it is written and comes back when it is read.
 */
export const callerSummarySchema = storedOrderSchema.pick({ number: true, state: true }).extend({
  fields: z.object({
    requestType: fields.requestType.default(empty.requestType),
    callerName: fields.callerName.default(''),
    callerNumber: fields.callerNumber.default(''),
    genderTitle: fields.genderTitle.default(empty.genderTitle),
    confidential: fields.confidential.default(false),
    title: fields.title.default(''),
    place: fields.place.default(''),
    areaCode: fields.areaCode.default(''),
    streetCode: fields.streetCode.default(''),
    villageCode: fields.villageCode.default(''),
    longitude: fields.longitude.default(null),
    latitude: fields.latitude.default(null),
    handling: fields.handling.default(''),
    leadUnit: fields.leadUnit.default(''),
    urgency: fields.urgency.default(empty.urgency),
    deadlineAt: fields.deadlineAt.default(null),
  }),
  deadline: z.object({ at: z.number() }).nullable().default(null),
  callback: pendingCallbackSchema.pick({ cause: true, wish: true }).nullable().default(null),
});

const WRITTEN = Object.keys(callerSummarySchema.shape.fields.shape) as ReadonlyArray<
  keyof z.infer<typeof callerSummarySchema>['fields']
>;

/** The summary of an order as its row in the index has it. */
function summaryTextOf({ number, state, fields, deadline, callback }: StoredOrder): string {
  const said = WRITTEN.filter((field) => fields[field] !== empty[field]);
  return JSON.stringify({
    number,
    state,
    fields: Object.fromEntries(said.map((field) => [field, fields[field]])),
    ...(deadline && { deadline: { at: deadline.at } }),
    ...(callback && { callback: { cause: callback.cause, wish: callback.wish } }),
  });
}

/** A row of `order_numbers`: number, submission (epoch ms), order's id, summary. */
export type CallerRow = readonly [string, number, string, string];

/** The rows of an order: one for each of its numbers. */
export function callerRowsOf(order: StoredOrder): CallerRow[] {
  const numbers = numbersOf(order);
  if (numbers.length === 0) return [];
  const summary = summaryTextOf(order);
  return numbers.map((number) => [number, order.submittedAt, order.id, summary]);
}

/** Keeps `order_numbers` in step with an order. */
export interface CallerIndex {
  /** Of an order that is not in it yet. */
  add(order: StoredOrder): void;
  /** Takes the place of what was there. */
  put(order: StoredOrder): void;
  insert(row: CallerRow): void;
}

export function indexCallers(database: Database): CallerIndex {
  const remove = database.prepare<[string]>('DELETE FROM order_numbers WHERE order_id = ?');
  const statement = database.prepare<[string, number, string, string]>(
    'INSERT INTO order_numbers (number, submitted_at, order_id, summary) VALUES (?, ?, ?, ?)',
  );
  const insert = (row: CallerRow) => void statement.run(...row);
  const add = (order: StoredOrder) => callerRowsOf(order).forEach(insert);
  return {
    insert,
    add,
    put: (order) => {
      remove.run(order.id);
      add(order);
    },
  };
}
