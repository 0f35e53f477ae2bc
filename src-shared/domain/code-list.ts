import { z } from 'zod';

/** The lists of codes that ship as `assets/codes/<name>.json`. */
export const CODE_LISTS = [
  'request-types',
  'channels',
  'requester-kinds',
  'gender-titles',
  'respondent-kinds',
  'urgencies',
  'safety-flags',
  'handlings',
  'reject-reasons',
  'enterprise-kinds',
  'order-states',
  'satisfactions',
  'callback-outcomes',
  'dissatisfaction-reasons',
  'unmask-reasons',
  /** Labels of an order on paper. */
  'summary-labels',
] as const;
export type CodeListName = (typeof CODE_LISTS)[number];

const textSchema = z.string().min(1).max(120);

/** One code with its texts. What a centre may change is the texts, and in open lists the codes too. */
export const codeSchema = z.strictObject({
  code: z.string().min(1).max(32),
  zh: textSchema,
  en: textSchema,
  /** A sentence that explains it or tells what to do. */
  hint: z.strictObject({ zh: z.string().max(200), en: z.string().max(200) }).optional(),
  /** First letters by which a command bar or a list finds it, lower case. */
  keys: z.array(z.string().regex(/^[a-z0-9]+$/)).optional(),
  /** Channels: the hotline number that was dialled. */
  line: z.string().regex(/^\d+$/).optional(),
  /** Channels: `call` or `written`. */
  group: z.string().max(32).optional(),
});
export type Code = z.infer<typeof codeSchema>;

export const codeFileSchema = z
  .strictObject({ codes: z.array(codeSchema).min(1) })
  .refine(({ codes }) => new Set(codes.map((one) => one.code)).size === codes.length, {
    error: 'codes must differ',
  });

/** Every list by name: what pages get to show. */
export const codeBookSchema = z.record(z.enum(CODE_LISTS), z.array(codeSchema));
export type CodeBook = z.infer<typeof codeBookSchema>;

/** The text of a code in a language; the code itself when the list does not have it (an older or newer file). */
export function codeText(
  book: CodeBook,
  list: CodeListName,
  code: string,
  language: 'zh' | 'en' = 'zh',
): string {
  return book[list].find((one) => one.code === code)?.[language] ?? code;
}

/** The channel that a dialled hotline number stands for; `TEL` for any other. */
export function channelOfLine(book: CodeBook, line: string): string {
  const digits = line.replaceAll(/\D/g, '');
  return book.channels.find((one) => one.line !== undefined && one.line === digits)?.code ?? 'TEL';
}
