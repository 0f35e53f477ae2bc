import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3-multiple-ciphers';
import MiniSearch from 'minisearch';
import { loadFolder, loadSpelling, SearchIndex } from '../src-main/scripts/index.ts';
import type { ScriptEntry } from '../src-shared/domain/index.ts';
import { ROOT } from '../test/support/programs.ts';
import { percentile, tenth } from './percentile.ts';
import { CONTENT, enlarged } from './search-content.ts';
import { screenTimes } from './search-screen.ts';

/** A query of the labelled set (test/support/script-queries.json). */
interface Labelled {
  readonly way: string;
  readonly query: string;
  readonly expected: readonly string[];
  /** Kept apart while the order of results was made. */
  readonly heldOut: boolean;
}

const SHOWN = 20;
const PLAIN = { bonusOf: () => 0, shareOf: () => 1 };

/**
 * The library's search with 100,000 entries: each keystroke of the labelled queries, typed letter by letter, in main
 * (the same index as the seat's) and to the screen of a running seat; against SQLite's LIKE over titles, keywords and
 * texts, and MiniSearch over pairs of characters, on the same data in this run. Recall is over the shipped content.
 */
export async function run(): Promise<Record<string, number>> {
  const queries = JSON.parse(
    readFileSync(join(ROOT, 'test/support/script-queries.json'), 'utf8'),
  ) as Labelled[];
  const { entries: shipped } = await loadFolder(join(ROOT, 'assets/scripts'), pause);
  const recall = await recallOf(shipped, queries);
  console.log(
    `Recall over ${shipped.length} shipped entries and ${queries.length} queries: ${JSON.stringify(recall)}`,
  );

  const entries = enlarged(shipped, CONTENT);
  const strokes = keystrokes(queries);
  console.log(`${entries.length} entries, ${strokes.length} keystrokes.`);
  const ours = await measureOurs(entries, strokes);
  console.log(`Ours: ${JSON.stringify(ours)}`);
  const like = measureLike(entries, strokes);
  console.log(`LIKE: ${JSON.stringify(like)}`);
  const mini = measureMiniSearch(entries, strokes);
  console.log(`MiniSearch: ${JSON.stringify(mini)}`);
  const screen = await screenTimes(
    entries,
    queries.map(({ query }) => query),
  );
  console.log(`To the screen: ${screen.length} keystrokes.`);
  return {
    p50_ms: ours.p50,
    p99_ms: ours.p99,
    screen_p50_ms: tenth(percentile(screen, 0.5)),
    screen_p99_ms: tenth(percentile(screen, 0.99)),
    like_ratio: round(ours.mean / like.mean),
    minisearch_ratio: round(ours.mean / mini.mean),
    recall_at_1: recall.at1,
    recall_at_3: recall.at3,
    held_out_recall_at_3: recall.heldOutAt3,
    index_mib: ours.mebibytes,
    minisearch_mib: mini.mebibytes,
  };
}

const pause = () => new Promise<void>((resolve) => setImmediate(resolve));
const round = (value: number) => Math.round(value * 1000) / 1000;

async function recallOf(entries: readonly ScriptEntry[], queries: readonly Labelled[]) {
  const index = new SearchIndex(await loadSpelling(), pause);
  await index.add(entries);
  const ranks = queries.map(({ query, expected, heldOut }) => ({
    heldOut,
    rank: index.search(query, SHOWN, PLAIN).findIndex(({ entry }) => expected.includes(entry.id)),
  }));
  const share = (some: typeof ranks, most: number) =>
    round(some.filter(({ rank }) => rank >= 0 && rank < most).length / some.length);
  const heldOut = ranks.filter((one) => one.heldOut);
  return { at1: share(ranks, 1), at3: share(ranks, 3), heldOutAt3: share(heldOut, 3) };
}

/** Every query as it grows under the fingers. */
function keystrokes(queries: readonly Labelled[]): string[] {
  return queries.flatMap(({ query }) => [...query].map((_, at) => [...query].slice(0, at + 1).join('')));
}

function timesOf(strokes: readonly string[], search: (text: string) => unknown) {
  for (const text of strokes.slice(0, 200)) search(text);
  const times = strokes.map((text) => {
    const began = performance.now();
    search(text);
    return performance.now() - began;
  });
  const mean = times.reduce((sum, one) => sum + one, 0) / times.length;
  return { p50: tenth(percentile(times, 0.5)), p99: tenth(percentile(times, 0.99)), mean: round(mean) };
}

function usedMebibytes(): number {
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return Math.round((heapUsed + arrayBuffers) / 2 ** 20);
}

async function measureOurs(entries: readonly ScriptEntry[], strokes: readonly string[]) {
  const before = usedMebibytes();
  const index = new SearchIndex(await loadSpelling(), pause);
  const began = performance.now();
  await index.add(entries);
  console.log(
    `Built in ${Math.round(performance.now() - began)} ms; its arrays have ${Math.round(index.bytes / 2 ** 20)} MiB.`,
  );
  const mebibytes = usedMebibytes() - before;
  return { ...timesOf(strokes, (text) => index.search(text, SHOWN, PLAIN)), mebibytes };
}

function measureLike(entries: readonly ScriptEntry[], strokes: readonly string[]) {
  const database = new Sqlite(':memory:');
  database.exec('CREATE TABLE entries (id TEXT, title TEXT, keywords TEXT, body TEXT)');
  const insert = database.prepare('INSERT INTO entries VALUES (?, ?, ?, ?)');
  database.transaction(() => {
    for (const { id, title, keywords, body } of entries)
      insert.run(id, title.zh, keywords.join(' '), body.zh);
  })();
  const search = database.prepare(
    `SELECT id FROM entries WHERE title LIKE :text OR keywords LIKE :text OR body LIKE :text
     ORDER BY title LIKE :text DESC LIMIT ${SHOWN}`,
  );
  // Every tenth stroke is enough for a mean, as each reads the whole table.
  const some = strokes.filter((_, at) => at % 10 === 0);
  const times = timesOf(some, (text) => search.all({ text: `%${text.replaceAll(/[%_]/g, '')}%` }));
  database.close();
  return times;
}

function measureMiniSearch(entries: readonly ScriptEntry[], strokes: readonly string[]) {
  const pairs = (text: string) => {
    const runs = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
    return runs.flatMap((run) =>
      run.length < 2 || /^[a-z0-9]+$/.test(run)
        ? [run]
        : Array.from({ length: run.length - 1 }, (_, at) => run.slice(at, at + 2)),
    );
  };
  const before = usedMebibytes();
  const index = new MiniSearch<{ id: string; title: string; keywords: string; body: string }>({
    fields: ['title', 'keywords', 'body'],
    tokenize: pairs,
    searchOptions: { prefix: true, boost: { title: 4, keywords: 3 }, tokenize: pairs },
  });
  index.addAll(
    entries.map(({ id, title, keywords, body }) => ({
      id,
      title: title.zh,
      keywords: keywords.join(' '),
      body: body.zh,
    })),
  );
  const mebibytes = usedMebibytes() - before;
  const some = strokes.filter((_, at) => at % 10 === 0);
  return { ...timesOf(some, (text) => index.search(text).slice(0, SHOWN)), mebibytes };
}
