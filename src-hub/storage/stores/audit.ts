import { createHash } from 'node:crypto';
import type { Kysely } from 'kysely';
import { z } from 'zod';
import type { Tables } from '../tables.ts';

/** Who did what to what. `detail` holds codes and ids, never a citizen's data. */
export interface AuditEntry {
  /** Epoch ms. */
  readonly at: number;
  /** An account's id, `seat:7`, `hub`, or an outside key's name. */
  readonly actor: string;
  /** `login`, `order-read`, `seat-revoked`, … */
  readonly action: string;
  readonly target: string;
  readonly detail: Readonly<Record<string, string | number | boolean | null>>;
}
export type StoredAuditEntry = AuditEntry & { readonly sequence: number; readonly hash: string };

/** Entries only ever join, and each one's hash covers the one before it: a changed or removed one shows. */
export interface AuditStore {
  append(entry: AuditEntry): Promise<void>;
  /** From a sequence on, oldest first. */
  list(from: number, limit: number): Promise<StoredAuditEntry[]>;
}

const detailSchema = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));

/** What stands for the hash before the first entry. */
export const FIRST_AUDIT_HASH = '0'.repeat(64);

/** SHA-256 over the hash before and the entry, in hexadecimal. */
export function auditHash(previous: string, sequence: number, entry: AuditEntry): string {
  const { at, actor, action, target, detail } = entry;
  const text = JSON.stringify([previous, sequence, at, actor, action, target, sorted(detail)]);
  return createHash('sha256').update(text).digest('hex');
}

const sorted = (detail: AuditEntry['detail']) =>
  Object.entries(detail).toSorted(([one], [other]) => (one < other ? -1 : 1));

/** Sequence of the first entry that does not fit to those before it; undefined when all do. */
export function firstBrokenLink(
  entries: readonly StoredAuditEntry[],
  previous: string = FIRST_AUDIT_HASH,
  sequence = 0,
): number | undefined {
  let [hash, expected] = [previous, sequence];
  for (const entry of entries) {
    expected += 1;
    hash = auditHash(hash, expected, entry);
    if (entry.sequence !== expected || entry.hash !== hash) return entry.sequence;
  }
  return undefined;
}

/** @param lock waits until no other transaction is adding to the chain */
export function createAuditStore(kysely: Kysely<Tables>, lock: () => Promise<void>): AuditStore {
  return {
    append: async (entry) => {
      await lock();
      const last = await kysely
        .selectFrom('audit_entry')
        .select(['sequence', 'hash'])
        .orderBy('sequence', 'desc')
        .limit(1)
        .executeTakeFirst();
      const sequence = (last?.sequence ?? 0) + 1;
      await kysely
        .insertInto('audit_entry')
        .values({
          sequence,
          at: entry.at,
          actor: entry.actor,
          action: entry.action,
          target: entry.target,
          detail: JSON.stringify(entry.detail),
          hash: auditHash(last?.hash ?? FIRST_AUDIT_HASH, sequence, entry),
        })
        .execute();
    },
    list: async (from, limit) => {
      const rows = await kysely
        .selectFrom('audit_entry')
        .selectAll()
        .where('sequence', '>=', from)
        .orderBy('sequence')
        .limit(limit)
        .execute();
      return rows.map((row) => ({ ...row, detail: detailSchema.parse(JSON.parse(row.detail)) }));
    },
  };
}
