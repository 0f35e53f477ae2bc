import { z } from 'zod';
import {
  type NotReadyReason,
  notReadyReasonSchema,
  SIGNED_IN_REASON,
  UNANSWERED_REASON,
} from '#shared/domain/index.ts';
import type { FeedItem } from '#shared/hub-protocol/index.ts';

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

/** Keys of these reasons in the hub's feed, which holds reasons for other things too. */
const KEY_PREFIX = 'not-ready/';
const MOST_REASONS = 50;

/**
 * The hub's list where it has one: its reasons to choose from, and those that the program sets by itself. What does
 * not fit is left out.
 *
 * @param feed items of the hub's feed `reasons`
 */
export function joinReasons(own: readonly NotReadyReason[], feed: readonly FeedItem[]): NotReadyReason[] {
  const ownCodes = new Set(own.filter(({ choosable }) => !choosable).map(({ code }) => code));
  const given = new Map<string, NotReadyReason>();
  for (const { body, key } of feed) {
    const parsed = key.startsWith(KEY_PREFIX) ? notReadyReasonSchema.safeParse(body) : undefined;
    // Nobody chooses what the program says of a seat, whatever a hub calls it.
    if (!parsed?.success || ownCodes.has(parsed.data.code)) continue;
    given.set(parsed.data.code, parsed.data);
  }
  if (![...given.values()].some(({ choosable }) => choosable)) return [...own];
  const kept = own.filter(({ choosable }) => !choosable);
  return [...[...given.values()].slice(0, MOST_REASONS - kept.length), ...kept];
}
