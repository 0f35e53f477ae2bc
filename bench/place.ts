import { createPlaceIndex, type PlaceIndex, searchPlaces } from '#shared/domain/index.ts';
import { labelledQueries, spellWithTable, zaozhuang } from '../test/support/places.ts';
import { percentile } from './percentile.ts';

const ROUNDS = 5;
const LIMIT = 8;

/**
 * The place search as an operator types: every labelled query, keystroke by keystroke, each answered by the index;
 * beside it a plain scan of all lines (Chinese, pinyin and first letters, each word anywhere in it), and how often
 * each has the right place first.
 */
export async function run(): Promise<Record<string, number>> {
  const { divisions, landmarks } = zaozhuang();
  spellWithTable('枣庄');
  const began = performance.now();
  const index = createPlaceIndex(divisions, landmarks, spellWithTable);
  const buildMilliseconds = performance.now() - began;
  const scan = linearScan(index);
  const keystrokes = labelledQueries.flatMap(({ query }) =>
    [...query].map((_, position) => [...query].slice(0, position + 1).join('')),
  );
  console.log(
    `${index.nodes.length} places; types ${keystrokes.length} keystrokes, ${ROUNDS} times after one to warm up.`,
  );
  const ours = measure(keystrokes, (text) => searchPlaces(index, text, LIMIT));
  const base = measure(keystrokes, scan);
  const recall = (search: (text: string) => readonly string[], limit: number) =>
    labelledQueries.filter(({ query, expected }) => search(query).slice(0, limit).includes(expected)).length /
    labelledQueries.length;
  const lines = (text: string) => searchPlaces(index, text, LIMIT).map(({ line }) => line);
  return {
    places: index.nodes.length,
    queries: labelledQueries.length,
    keystrokes: keystrokes.length,
    build_ms: hundredth(buildMilliseconds),
    p50_ms: hundredth(percentile(ours, 0.5)),
    p99_ms: hundredth(percentile(ours, 0.99)),
    best_p99_ms: hundredth(percentile(bestOf(ours, keystrokes.length), 0.99)),
    scan_p99_ms: hundredth(percentile(base, 0.99)),
    scan_ratio: hundredth(percentile(ours, 0.5) / percentile(base, 0.5)),
    recall_at_1: hundredth(recall(lines, 1)),
    recall_at_3: hundredth(recall(lines, 3)),
    scan_recall_at_1: hundredth(recall(scan, 1)),
  };
}

/** What one writes without an index: every line is looked at, each word has to occur in one of its spellings. */
function linearScan(index: PlaceIndex): (text: string) => readonly string[] {
  const all = index.nodes.map((node) => {
    const chain = [...node.above.toReversed(), node];
    const readings = chain.flatMap(({ readings }) => readings.map(([first = '']) => first));
    return {
      line: chain
        .filter(({ level }) => level !== 'city' || chain.length === 1)
        .map(({ name }) => name)
        .join(''),
      spelled: readings.join(''),
      initials: readings.map((reading) => reading.charAt(0)).join(''),
    };
  });
  return (text) => {
    const words = text.normalize('NFKC').toLowerCase().split(/\s+/).filter(Boolean);
    return all
      .filter(({ line, spelled, initials }) =>
        words.every((word) => line.includes(word) || spelled.includes(word) || initials.includes(word)),
      )
      .slice(0, LIMIT)
      .map(({ line }) => line);
  };
}

function measure(keystrokes: readonly string[], search: (text: string) => unknown): number[] {
  for (const text of keystrokes) search(text);
  return Array.from({ length: ROUNDS }, () =>
    keystrokes.map((text) => {
      const began = performance.now();
      search(text);
      return performance.now() - began;
    }),
  ).flat();
}

/** The fastest round of each keystroke: what is left when nothing else runs on the machine. */
function bestOf(times: readonly number[], count: number): number[] {
  return Array.from({ length: count }, (_, keystroke) =>
    Math.min(...times.filter((_, position) => position % count === keystroke)),
  );
}

const hundredth = (value: number): number => Math.round(value * 100) / 100;
