import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import { CodedError } from '#shared/domain/index.ts';
import { type Document, plainText } from '../suggest/index.ts';

/** A message whose first-level category is known. */
export interface LabelledMessage {
  readonly document: Document;
  readonly level1: string;
  /** `segmented`: words parted by blanks, without stop words. `raw`: as a person wrote it. */
  readonly form: 'segmented' | 'raw';
}

/** A message as a person wrote it, with the answer of the unit if there is one. */
export interface Message {
  readonly id: string;
  readonly document: Document;
  readonly reply: string;
}

export interface Messages {
  readonly labelled: readonly LabelledMessage[];
  readonly replied: readonly Message[];
  readonly plain: readonly Message[];
}

/** Where the messages are, seen from the project; they are never part of it. */
export const DATA_DIRECTORY = '../shared/data';

const FILES = {
  segmented: 'citizen-messages-segmented.csv',
  raw: 'citizen-messages.csv',
  replied: 'citizen-messages-with-replies.csv',
  plain: 'citizen-messages-unlabelled.csv',
};

export function hasMessages(directory: string): boolean {
  return Object.values(FILES).every((file) => existsSync(join(directory, file)));
}

/** @throws CodedError `messages-missing`; a ZodError when a file has other columns */
export function readMessages(directory: string): Messages {
  if (!hasMessages(directory)) {
    throw new CodedError('messages-missing', `The messages are not in ${directory}.`);
  }
  const rows = <T>(file: string, schema: z.ZodType<T>): T[] =>
    z
      .array(schema)
      .parse(parse(readFileSync(join(directory, file), 'utf8').replace(/^\uFEFF/, ''), { columns: true }));
  const segmented = rows(FILES.segmented, z.object({ tokens: z.string().min(1), level1: z.string().min(1) }));
  const written = z.object({ id: z.string(), title: z.string(), body: z.string() });
  const raw = rows(FILES.raw, written.extend({ level1: z.string().min(1) }));
  const replied = rows(FILES.replied, written.extend({ reply: z.string() }));
  const plain = rows(FILES.plain, written);
  return {
    labelled: [
      ...segmented.map(({ tokens, level1 }) => ({
        document: { title: '', body: tokens },
        level1,
        form: 'segmented' as const,
      })),
      ...withoutRepeats(raw).map(({ title, body, level1 }) => ({
        document: { title, body },
        level1,
        form: 'raw' as const,
      })),
    ],
    replied: withoutRepeats(replied).map(({ id, title, body, reply }) => ({
      id,
      document: { title, body },
      reply,
    })),
    plain: withoutRepeats(plain).map(({ id, title, body }) => ({ id, document: { title, body }, reply: '' })),
  };
}

/** The first of rows with the same text. */
function withoutRepeats<T extends { title: string; body: string }>(rows: readonly T[]): T[] {
  const seen = new Set<string>();
  return rows.filter(({ title, body }) => {
    const key = plainText(title + body);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
