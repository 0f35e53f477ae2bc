import { z } from 'zod';

/** Names an entry for ever: letters, digits and `-`. */
export const scriptIdSchema = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9-]{1,59}$/);

/** The same text in both languages. Citizens are spoken to in Chinese; English helps whoever does not read it. */
export interface Localized {
  readonly zh: string;
  readonly en: string;
}

/** Both languages are there, each at most `maximum` characters (English: three times as many). */
export function localizedSchema(maximum: number) {
  return z.object({
    zh: z.string().trim().min(1).max(maximum),
    en: z
      .string()
      .trim()
      .min(1)
      .max(maximum * 3),
  });
}

/** As {@link localizedSchema}, but either may be empty. */
export function optionalLocalizedSchema(maximum: number) {
  return z.object({
    zh: z.string().trim().max(maximum),
    en: z
      .string()
      .trim()
      .max(maximum * 3),
  });
}
