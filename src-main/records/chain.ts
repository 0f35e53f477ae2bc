import { createHash, randomBytes } from 'node:crypto';
import {
  type CallRecord,
  type ChainHead,
  canonicalJson,
  type ImpersonalRecord,
  impersonalRecordSchema,
  type PersonalPart,
  personalPartSchema,
  type RecordEntry,
} from '#shared/domain/index.ts';
import type { LinkRow } from '../cache/index.ts';

/** SHA-256 (FIPS 180-4) of a text's UTF-8, in lower-case hexadecimal. */
export function digestOf(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

/** The row that follows `head`. */
export function linkAfter(head: ChainHead, at: number, entry: RecordEntry, personal: string | null): LinkRow {
  const sequence = head.sequence + 1;
  const body = canonicalJson({ sequence, previous: head.hash, at, entry });
  return { sequence, body, hash: digestOf(body), personal };
}

/** A call's record parted in what is chained, and what is only sealed by a salted digest. */
export function partRecord(record: CallRecord): {
  readonly record: ImpersonalRecord;
  /** What the link holds. */
  readonly digest: string;
  /** What lies beside the link: canonical JSON of salt and personal part. */
  readonly personal: string;
} {
  // The salt keeps somebody who holds the chain alone from trying all numbers there are.
  const personal = canonicalJson({
    salt: randomBytes(16).toString('hex'),
    ...personalPartSchema.parse(record),
  });
  return { record: impersonalRecordSchema.parse(record), digest: digestOf(personal), personal };
}

/** The personal part that lies beside a link; nothing is known where it was purged. */
export function personalPartOf(personal: string | null): PersonalPart {
  if (personal === null) return { callerNumber: null, callerName: null, transferredTo: null };
  return personalPartSchema.parse(JSON.parse(personal));
}
