import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { CodedError } from '#shared/domain/index.ts';

/** A text of the lists in both languages of the screen. */
export const localizedTextSchema = z.object({ 'zh-CN': z.string().min(1), en: z.string().min(1) });
export type LocalizedText = z.infer<typeof localizedTextSchema>;

export const utteranceSchema = z.object({
  id: z.string().min(1),
  text: z.string().min(1),
  english: z.string().min(1),
  /** File name under practice/voices: raw A-law, 8 kHz, mono, no header. */
  audio: z
    .string()
    .regex(/^[\w.-]+\.alaw$/)
    .refine((name) => basename(name) === name),
  durationMilliseconds: z.number().int().positive(),
});

const callerSchema = z.object({
  id: z.string().min(1),
  callerNumber: z.string().regex(/^\+?\d{3,20}$/),
  /** Goes into a quoted string of a SIP header, so without quotes, backslashes and control characters. */
  callerName: z
    .string()
    .max(64)
    .regex(/^[^"\\\p{Cc}]+$/u),
  dialledLine: z.string().regex(/^\d{3,12}$/),
  topic: localizedTextSchema,
  /** How long the caller lets it ring, s. */
  patienceSeconds: z.number().positive(),
  utterances: z.array(utteranceSchema).min(1),
  expected: z.object({ categoryFirstLevel: z.string(), categorySecondLevel: z.string() }),
  expectedTitle: z.string(),
});

/** One citizen of practice/callers.json. */
export type Caller = z.infer<typeof callerSchema>;
export type Utterance = z.infer<typeof utteranceSchema>;

/** @throws CodedError `practice-assets-invalid`, naming the entry and the field that are wrong */
export function loadCallers(assetsDirectory: string): Promise<Caller[]> {
  return readList(assetsDirectory, 'callers.json', callerSchema);
}

/** @throws CodedError `practice-assets-invalid` */
export const parseCallers = (entries: unknown): Caller[] => parseList(entries, 'callers.json', callerSchema);

/**
 * Reads a list under practice/.
 *
 * @throws CodedError `practice-assets-invalid`, naming the entry and the field that are wrong
 */
export async function readList<T>(assetsDirectory: string, name: string, schema: z.ZodType<T>): Promise<T[]> {
  let entries: unknown;
  try {
    entries = JSON.parse(await readFile(join(assetsDirectory, 'practice', name), 'utf8'));
  } catch (error) {
    throw new CodedError('practice-assets-invalid', `practice/${name} cannot be read as JSON.`, {
      cause: error,
    });
  }
  return parseList(entries, name, schema);
}

function parseList<T>(entries: unknown, name: string, schema: z.ZodType<T>): T[] {
  if (!Array.isArray(entries) || entries.length === 0) {
    throw new CodedError('practice-assets-invalid', `practice/${name} is no list, or an empty one.`);
  }
  return entries.map((entry: unknown, index) => {
    const parsed = schema.safeParse(entry);
    if (parsed.success) return parsed.data;
    const known = z
      .object({ id: z.string().optional(), number: z.string().optional() })
      .safeParse(entry).data;
    const issues = parsed.error.issues.map(
      (issue) => `${issue.path.join('.') || '(whole)'}: ${issue.message}`,
    );
    throw new CodedError(
      'practice-assets-invalid',
      `Entry ${index} (${known?.id ?? known?.number ?? 'without an id'}) of practice/${name} is wrong: ${issues.join('; ')}`,
    );
  });
}

/**
 * Reads a speaker's recordings, in the order of the utterances: raw A-law at 8 kHz.
 *
 * @throws CodedError `practice-assets-invalid`, naming the recording
 */
export function loadVoices(
  assetsDirectory: string,
  speaker: { readonly utterances: readonly Utterance[] },
): Promise<Uint8Array[]> {
  return Promise.all(
    speaker.utterances.map(async ({ audio, id }) => {
      try {
        return await readFile(join(assetsDirectory, 'practice', 'voices', audio));
      } catch (error) {
        throw new CodedError('practice-assets-invalid', `The recording of ${id} cannot be read.`, {
          cause: error,
        });
      }
    }),
  );
}

/**
 * Deals callers in shuffled order; none comes again until all were dealt, nor twice in a row.
 *
 * @param random a number in [0, 1)
 */
export function createDeck<T>(cards: readonly T[], random: () => number): () => T {
  let rest: T[] = [];
  let last: T | undefined;
  return () => {
    if (rest.length === 0) {
      rest = cards
        .map((card) => ({ card, key: random() }))
        .sort((left, right) => left.key - right.key)
        .map(({ card }) => card);
      // Dealt from the end; the card dealt last must not open the next round.
      if (rest.length > 1 && rest.at(-1) === last) rest.unshift(...rest.splice(-1));
    }
    last = rest.pop();
    if (last === undefined) throw new Error('A deck needs a card.');
    return last;
  };
}
