/**
 * `npm run verify-records [-- --data DIR] [--summary FILE]…`: looks at every record of a seat that is not running,
 * and holds it against summaries that were exported before (docs/records.md).
 *
 * Exit codes: 0 all is as it was written, 1 something is not, 2 it could not be looked at.
 */
import { parseArgs } from 'node:util';
import envPaths from 'env-paths';
import { messageOf } from '#shared/domain/index.ts';
import { verifyFolder } from './verify-command.ts';

try {
  const { values } = parseArgs({
    options: { data: { type: 'string' }, summary: { type: 'string', multiple: true } },
  });
  const directory = values.data ?? envPaths('lianxinqiao', { suffix: '' }).data;
  const findings = verifyFolder(directory, values.summary ?? [], (line) => process.stdout.write(`${line}\n`));
  process.exitCode = findings === 0 ? 0 : 1;
} catch (error) {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exitCode = 2;
}
