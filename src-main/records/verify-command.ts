import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CodedError } from '#shared/domain/index.ts';
import { type LinkRow, openRecordsForReading } from '../cache/index.ts';
import { readSummary } from './summary.ts';
import { verifyChain } from './verify.ts';

/** How many rows are held in memory at a time. */
const PAGE = 2_000;

/**
 * Looks at every record of a seat that is not running, and holds it against summaries that were exported before
 * (docs/records.md).
 *
 * @param directory the seat's data folder
 * @param summaries paths of exported summaries
 * @param say takes a line for the person who asked
 * @returns how many findings there are; each was said
 * @throws CodedError `summary-invalid`, `key-locked`; as the cache's opening does
 */
export function verifyFolder(
  directory: string,
  summaries: readonly string[],
  say: (line: string) => void,
): number {
  const knownHeads = summaries.map((file) => {
    const summary = readSummary(readFileSync(file, 'utf8'));
    if (!summary) throw new CodedError('summary-invalid', `${file} is not as it was signed.`);
    return summary.head;
  });
  const keyFile = join(directory, 'cache.key');
  if (!existsSync(keyFile)) {
    throw new CodedError(
      'key-locked',
      `There is no ${keyFile}. Where the key lies in the system's own store, verify on the page «班次与统计».`,
    );
  }
  const key = Buffer.from(readFileSync(keyFile, 'utf8').trim(), 'hex');
  const { close, links } = openRecordsForReading(directory, key);
  function* rows(): Generator<LinkRow> {
    for (let next = 1; ; ) {
      const page = links.from(next, PAGE);
      const last = page.at(-1);
      if (!last) return;
      yield* page;
      next = last.sequence + 1;
    }
  }
  try {
    const { findings, head } = verifyChain({
      rows: rows(),
      callRow: links.callRow,
      callsWithoutLink: links.callsWithoutLink(PAGE),
      knownHeads,
    });
    for (const { callId, kind, sequence } of findings) {
      say(`${kind}: record ${sequence ?? '-'}${callId === null ? '' : `, call ${callId}`}`);
    }
    const outcome = findings.length === 0 ? 'all intact' : `${findings.length} finding(s)`;
    say(`${head.sequence} records, head ${head.hash}: ${outcome}`);
    return findings.length;
  } finally {
    close();
  }
}
