import type { Mark } from '#shared/contract/index.ts';
import type { Token } from './query.ts';
import { comparable } from './spelling.ts';

/** Places that follow one another, as stretches. */
export function stretches(places: readonly number[]): Mark[] {
  const marks: Mark[] = [];
  for (const place of places) {
    const last = marks.at(-1);
    if (last && last[1] === place) last[1] = place + 1;
    else marks.push([place, place + 1]);
  }
  return marks;
}

const SNIPPET_LENGTH = 60;
/** How much stands before the first hit. */
const SNIPPET_LEAD = 12;

/** Signs of Markdown, which a line of the result does not show. */
const MARKUP = /^\s*(?:[-*#>]+|\d+\.)\s+|\*\*|`/gm;

/** The piece of a body around the longest stretch of the query's characters in it, and where they stand. */
export function snippetOf(body: string, tokens: readonly Token[]): { snippet: string; marks: Mark[] } {
  const plain = body
    .replace(MARKUP, '')
    .replace(/\s*\n+\s*/g, ' ')
    .trim();
  const wanted = tokens.map(({ code, weight }) => (weight > 0.5 ? code : 0));
  const text = comparable(plain);
  let bestLength = 0;
  let bestAt = 0;
  for (let at = 0; at < text.length; at += 1) {
    for (let from = 0; from < wanted.length; from += 1) {
      let length = 0;
      while (wanted[from + length] && text.charCodeAt(at + length) === wanted[from + length]) length += 1;
      if (length > bestLength) [bestLength, bestAt] = [length, at];
    }
  }
  const shortest = tokens.length === 1 ? 1 : 2;
  if (bestLength < shortest) return { snippet: cut(plain, 0), marks: [] };
  const start = Math.max(0, bestAt - SNIPPET_LEAD);
  const snippet = cut(plain, start);
  const from = bestAt - start + (start > 0 ? 1 : 0);
  const to = Math.min(from + bestLength, snippet.length);
  return { snippet, marks: to > from ? [[from, to]] : [] };
}

function cut(text: string, start: number): string {
  const end = start + SNIPPET_LENGTH;
  return `${start > 0 ? '…' : ''}${text.slice(start, end)}${end < text.length ? '…' : ''}`;
}
