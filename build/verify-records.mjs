// @ts-check
/** `npm run verify-records [-- --data DIR] [--summary FILE]`: looks at every record of a seat (docs/records.md). */
import { join } from 'node:path';
import { handOver } from './lib/child.mjs';
import { prepare, ROOT } from './lib/prepare.mjs';
import { createProgress } from './lib/progress.mjs';
import { runMain } from './lib/stop.mjs';

const PROGRAM = 'src-main/records/verify-main.ts';

async function main() {
  const node = await prepare({ progress: createProgress(), withBuild: false });
  const { code } = await handOver(node, [join(ROOT, PROGRAM), ...process.argv.slice(2)], { cwd: ROOT });
  return code;
}

await runMain(main);
