/**
 * `npm run demo`: plays a whole call by itself in a headless Chromium against the practice exchange and the
 * embedded hub, prints a timeline, and leaves screenshots. `--screens DIR` chooses where (default: out/screens).
 */

import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from '../support/programs.ts';
import { playCall } from './play.ts';

const { values } = parseArgs({
  options: {
    screens: { type: 'string', default: join(ROOT, 'out/screens') },
    /** Found by the bootstrap; support/programs.ts finds the same one. */
    chromium: { type: 'string' },
    'no-open': { type: 'boolean' },
    data: { type: 'string' },
  },
});

await playCall({
  locale: 'zh-CN',
  screens: values.screens,
  say: ({ step, seconds }) => console.log(`${seconds.toFixed(1).padStart(6)} s  ${step}`),
});
await playCall({ locale: 'en', screens: values.screens, say: () => undefined });
console.log(`Screenshots: ${values.screens}`);
