/**
 * `npm run bench -- NAME`: prints what it does, then one JSON object as its last line (fields: docs/figures.md).
 * Times are milliseconds; a ratio is ours / the other's, measured in the same run.
 */
import { whyNotHere } from '../test/support/programs.ts';

/** A number, or a group of them for another case of the same. */
type Figure = number | Record<string, number>;

const BENCHES: Readonly<Record<string, () => Promise<{ run: () => Promise<Record<string, Figure>> }>>> = {
  start: () => import('./start.ts'),
  ring: () => import('./ring.ts'),
  draft: () => import('./draft.ts'),
  place: () => import('./place.ts'),
  history: () => import('./history.ts'),
  answer: () => import('./answer.ts'),
  relay: () => import('./relay.ts'),
  hub: () => import('./hub.ts'),
  seats: () => import('./hub-seats.ts'),
  board: () => import('./board.ts'),
  drain: () => import('./drain.ts'),
  search: () => import('./search.ts'),
  clock: () => import('./clock.ts'),
  survive: () => import('./survive.ts'),
  suggest: () => import('./suggest.ts'),
  intake: () => import('./intake.ts'),
};

const name = process.argv[2] ?? '';
const load = Object.hasOwn(BENCHES, name) ? BENCHES[name] : undefined;
if (load === undefined) {
  console.error(`Say which: npm run bench -- ${Object.keys(BENCHES).join(' | ')}`);
  process.exit(2);
}
const reason = whyNotHere();
if (reason !== undefined) {
  console.error(`Can't measure: ${reason}.`);
  process.exit(1);
}
const { run } = await load();
const figures = await run();
console.log(JSON.stringify({ name, ...figures }));
process.exit(0);
