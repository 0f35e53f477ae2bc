import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { windowProof } from './access.ts';

const FILE = 'instance.json';
const instanceSchema = z.object({ port: z.number().int().min(1).max(65_535) });
/** A running seat answers at once; anything slower is not one. */
const ANSWER_LIMIT_MILLISECONDS = 2_000;

/** Leaves word where this seat listens, for {@link askRunningSeat}. A stale word does no harm: nobody answers. */
export function leaveWord(dataDirectory: string, port: number): void {
  writeFileSync(join(dataDirectory, FILE), JSON.stringify({ port }), { mode: 0o600 });
}

/**
 * One seat to a data folder: a second start asks the running one for its window and ends. Only this user can
 * read the session that the question proves to know.
 *
 * @returns whether a seat is running and opened its window (or told its address, where it has no window)
 */
export async function askRunningSeat(
  dataDirectory: string,
  session: string,
  fetch: typeof globalThis.fetch,
): Promise<boolean> {
  let word: unknown;
  try {
    word = JSON.parse(readFileSync(join(dataDirectory, FILE), 'utf8'));
  } catch {
    return false; // no seat has run here, or it was killed while leaving word
  }
  const instance = instanceSchema.safeParse(word);
  if (!instance.success) return false;
  try {
    const answer = await fetch(`http://127.0.0.1:${instance.data.port}/window`, {
      method: 'POST',
      headers: { authorization: windowProof(session) },
      signal: AbortSignal.timeout(ANSWER_LIMIT_MILLISECONDS),
    });
    return answer.status === 204;
  } catch {
    return false; // nobody listens there any more
  }
}
