import type { ExchangeSettings } from '#shared/settings/index.ts';
import type { HeaderValues } from './caller-identity.ts';

/** Longer than anybody lets a telephone ring before it answers itself, ms. */
const LONGEST_MILLISECONDS = 60_000;

/**
 * After how many milliseconds of ringing a call is to be answered by itself, or null for never.
 *
 * By header: `Call-Info: …;answer-after=N` in seconds (as exchanges and telephones of several makers write it),
 * `Alert-Info` with `Auto Answer`, `auto-answer`, `Ring Answer` or `alert-autoanswer` (RFC 7462),
 * `P-Auto-Answer: normal`, `Answer-Mode: Auto` (RFC 5373). Else by the rule in the settings.
 */
export function automaticAnswerAfter(
  headers: HeaderValues,
  settings: ExchangeSettings['automaticAnswer'],
): number | null {
  const asked = settings.byHeader ? askedAfter(headers) : null;
  const { afterMilliseconds } = settings;
  if (asked === null || afterMilliseconds === null) return asked ?? afterMilliseconds;
  return Math.min(asked, afterMilliseconds);
}

function askedAfter(headers: HeaderValues): number | null {
  const values = (name: string) => headers(name).map((value) => value.slice(0, 1024));
  for (const value of values('Call-Info')) {
    const seconds = /;\s*answer-after\s*=\s*(\d{1,5})\s*(?:[;,]|$)/i.exec(value)?.[1];
    if (seconds !== undefined) return Math.min(Number(seconds) * 1000, LONGEST_MILLISECONDS);
  }
  const isAsked =
    values('Alert-Info').some((value) => /auto[ -]?answer|ring[ -]answer/i.test(value)) ||
    values('P-Auto-Answer').some((value) => /^\s*normal\b/i.test(value)) ||
    values('Answer-Mode').some((value) => /^\s*auto\b/i.test(value));
  return isAsked ? 0 : null;
}
