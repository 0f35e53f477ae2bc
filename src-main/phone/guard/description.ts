import type { Refusal } from './refusal.ts';
import { bad } from './syntax.ts';

/** A description of an audio call has a dozen lines, a browser's 60. */
const MOST_LINES = 1_000;
const LONGEST_LINE = 2_048;
const MOST_MEDIA = 32;

/**
 * What is wrong with a session description (RFC 8866) so that it should reach no parser: it is no SDP at all, or
 * one that is made to cost time. Whether its media suit is for the call to say.
 */
export function checkDescription(body: string): Refusal | undefined {
  const lines = body.replace(/(\r?\n)+$/, '').split(/\r?\n/);
  if (
    lines.length > MOST_LINES ||
    lines.some((line) => line.length > LONGEST_LINE) ||
    lines.filter((line) => line.startsWith('m=')).length > MOST_MEDIA
  ) {
    return { statusCode: 413, reason: 'Session Description Too Large' };
  }
  if (lines[0] !== 'v=0' || !lines.every((line) => /^[a-z]=/.test(line)))
    return bad('Bad Session Description');
  return undefined;
}
