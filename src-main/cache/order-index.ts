import type { Database } from 'better-sqlite3-multiple-ciphers';
import {
  type CitizenIdentity,
  canonicalNumber,
  identityFieldsSchema,
  identityOf,
  searchTerms,
  withoutIdentity,
} from '#shared/domain/index.ts';

/** What the indexes need of an order; rows of earlier programs have no more. */
export interface IndexedOrder {
  readonly id: string;
  readonly number: string;
  readonly submittedAt: number;
  readonly fields: { readonly callerNumber: string; readonly [field: string]: unknown };
}

/** The numbers of an order in the form in which they are looked up, each once. */
export function numbersOf({ fields }: IndexedOrder): string[] {
  const others = Array.isArray(fields['contactNumbers']) ? fields['contactNumbers'].map(String) : [];
  const canonical = [fields.callerNumber, ...others].map((written) => canonicalNumber(written));
  return [...new Set(canonical)].filter((number) => number !== '');
}

/** The fields whose text is found. */
const SEARCHED = [
  'title',
  'content',
  'aim',
  'place',
  'replyText',
  'leadUnit',
  'respondentName',
  'organisationName',
  'callerName',
  'categoryCode',
  'transferTarget',
] as const;

/** Whom a confidential order must not be found by; null where the citizen may be looked for by name. */
function secretOf({ fields }: IndexedOrder): CitizenIdentity | null {
  if (fields['confidential'] !== true) return null;
  return identityOf(identityFieldsSchema.safeParse(fields).data ?? { callerNumber: fields.callerNumber });
}

/**
 * The text an order is found by: its fields, its number whole and without hyphens, the running count at its end, and
 * the last four digits of the citizen's number, which a caller who asks for progress says (phrase DP02). Nobody finds by a
 * name who has asked for secrecy (rule WO-20).
 */
function termsOf(order: IndexedOrder): string {
  const secret = secretOf(order);
  const texts = SEARCHED.map((field) => order.fields[field])
    .filter((text) => typeof text === 'string')
    .map((text) => (secret === null ? text : withoutIdentity(text, secret, '。')));
  const ends = numbersOf(order).map((number) => number.slice(-4));
  const spoken = [order.number, order.number.replaceAll('-', ''), ...numbersOf(order), ...ends];
  // A full stop between two texts, so that no phrase is found across them.
  return searchTerms([...texts, ...spoken].join('。')).join(' ');
}

/** Keeps `order_text` in step with an order. */
export function indexText(database: Database): {
  put: (rowid: number | bigint, order: IndexedOrder) => void;
  remove: (rowid: number | bigint) => void;
} {
  const remove = database.prepare<[number | bigint]>('DELETE FROM order_text WHERE rowid = ?');
  const insert = database.prepare<[number | bigint, string]>(
    'INSERT INTO order_text (rowid, text) VALUES (?, ?)',
  );
  return {
    put: (rowid, order) => {
      remove.run(rowid);
      insert.run(rowid, termsOf(order));
    },
    remove: (rowid) => void remove.run(rowid),
  };
}
