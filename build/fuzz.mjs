// @ts-check
/** `npm run fuzz`: installs what is missing, then sends mutated messages to a seat (docs/spec/bad-input.md). */
import { join } from 'node:path';
import { handOver } from './lib/child.mjs';
import { prepare, ROOT } from './lib/prepare.mjs';
import { createProgress } from './lib/progress.mjs';
import { runMain } from './lib/stop.mjs';

const PROGRAM = 'src-main/phone/guard/testing/run-fuzz.test-support.ts';

async function main() {
  const node = await prepare({ progress: createProgress(), withBuild: false });
  const { code } = await handOver(node, [join(ROOT, PROGRAM), ...process.argv.slice(2)], { cwd: ROOT });
  return code;
}

await runMain(main);
