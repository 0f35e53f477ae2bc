import { z } from 'zod';
import {
  type NotReadyReason,
  notReadyReasonSchema,
  SIGNED_IN_REASON,
  UNANSWERED_REASON,
} from '#shared/domain/index.ts';

const reasonsSchema = z
  .array(notReadyReasonSchema)
  .max(50)
  .refine((reasons) => new Set(reasons.map(({ code }) => code)).size === reasons.length, 'each code once')
  .refine(
    (reasons) =>
      [SIGNED_IN_REASON, UNANSWERED_REASON].every((own) => reasons.some(({ code }) => code === own)),
    'must hold the reasons that the program sets by itself',
  );

/**
 * The reasons for being not ready.
 *
 * @param text contents of assets/codes/not-ready-reasons.json
 * @throws ZodError SyntaxError when the file is damaged: it is part of the program
 */
export function parseReasons(text: string): NotReadyReason[] {
  return reasonsSchema.parse(JSON.parse(text));
}

/** The hub's list where it has one: its reasons to choose from, and the program's own. */
export function joinReasons(own: readonly NotReadyReason[], hub: readonly unknown[]): NotReadyReason[] {
  const given = hub.flatMap((item) => {
    const parsed = notReadyReasonSchema.safeParse(item);
    return parsed.success ? [parsed.data] : [];
  });
  if (given.length === 0) return [...own];
  const kept = own.filter(({ code, choosable }) => !choosable && !given.some((one) => one.code === code));
  return [...given, ...kept];
}
