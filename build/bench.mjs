// @ts-check
/** `npm run bench -- NAME`: installs and builds what is missing, then measures (docs/figures.md). */
import { join } from 'node:path';
import { prepareChromium } from './lib/browser.mjs';
import { handOver } from './lib/child.mjs';
import { prepare, ROOT } from './lib/prepare.mjs';
import { createProgress } from './lib/progress.mjs';
import { runMain } from './lib/stop.mjs';

async function main() {
  const progress = createProgress();
  const node = await prepare({ progress, withBuild: true });
  const chromium = await prepareChromium(progress);
  if (chromium === undefined) return 1;
  const { code } = await handOver(node, [join(ROOT, 'bench', 'run.ts'), ...process.argv.slice(2)], {
    cwd: ROOT,
    env: { ...process.env, LIANXINQIAO_CHROMIUM: chromium },
  });
  return code;
}

await runMain(main);
