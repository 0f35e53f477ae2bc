/**
 * `npm run verify-records [-- --data DIR] [--summary FILE]…`: looks at every record of a seat that is not running,
 * and holds it against summaries that were exported before (docs/records.md).
 *
 * Exit codes: 0 all is as it was written, 1 something is not, 2 it could not be looked at.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import envPaths from 'env-paths';
import { CodedError, messageOf } from '#shared/domain/index.ts';
import { type LinkRow, openRecordsForReading } from '../cache/index.ts';
import { readSummary } from './summary.ts';
import { verifyChain } from './verify.ts';

const PAGE = 2_000;

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function run(): number {
  const { values } = parseArgs({
    options: { data: { type: 'string' }, summary: { type: 'string', multiple: true } },
  });
  const directory = values.data ?? envPaths('lianxinqiao', { suffix: '' }).data;
  const knownHeads = (values.summary ?? []).map((file) => {
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
  const { close, links } = openRecordsForReading(
    directory,
    Buffer.from(readFileSync(keyFile, 'utf8').trim(), 'hex'),
  );
  function* rows(): Generator<LinkRow> {
    for (let next = 1; ; ) {
      const page = links.from(next, PAGE);
      const last = page.at(-1);
      if (!last) return;
      yield* page;
      next = last.sequence + 1;
    }
  }
  const { findings, head } = verifyChain({
    rows: rows(),
    callRow: links.callRow,
    callsWithoutLink: links.callsWithoutLink(PAGE),
    knownHeads,
  });
  close();
  for (const { callId, kind, sequence } of findings) {
    say(`${kind}: record ${sequence ?? '-'}${callId === null ? '' : `, call ${callId}`}`);
  }
  say(
    `${head.sequence} records, head ${head.hash}: ${findings.length === 0 ? 'all intact' : `${findings.length} finding(s)`}`,
  );
  return findings.length === 0 ? 0 : 1;
}

try {
  process.exitCode = run();
} catch (error) {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exitCode = 2;
}
