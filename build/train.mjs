// @ts-check
/** `npm run train`: installs what is missing, then learns the models of assets/suggest from the messages (docs/suggestions.md). */
import { join } from 'node:path';
import { handOver } from './lib/child.mjs';
import { prepare, ROOT } from './lib/prepare.mjs';
import { createProgress } from './lib/progress.mjs';
import { runMain } from './lib/stop.mjs';

const PROGRAM = 'src-main/suggest-training/main.ts';

async function main() {
  const node = await prepare({ progress: createProgress(), withBuild: false });
  const { code } = await handOver(node, [join(ROOT, PROGRAM), ...process.argv.slice(2)], { cwd: ROOT });
  return code;
}

await runMain(main);
