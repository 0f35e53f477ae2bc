import type { Mark } from '#shared/contract/index.ts';
import type { ScriptEntry } from '#shared/domain/index.ts';
import { align } from './alignment.ts';
import { type Candidate, CandidateFinder } from './candidates.ts';
import { soundPair } from './keys.ts';
import { snippetOf, stretches } from './marks.ts';
import { correctedReadings } from './misspelt.ts';
import { type Reading, readingsOf } from './query.ts';
import { type Analysed, SEGMENT_SIZE, type Segment, SegmentBuilder } from './segment.ts';
import { comparable, type Spelling } from './spelling.ts';
import { SYLLABLE_BITS } from './syllables.ts';

/** One entry that was found. */
export interface Found {
  readonly entry: ScriptEntry;
  readonly titleMarks: Mark[];
  readonly snippet: string;
  readonly snippetMarks: Mark[];
}

/** What else decides the order; all of it is small beside how well the words fit. */
export interface Circumstances {
  /** Added to an entry's score, which is 0 to about 1.7 by its words. */
  readonly bonusOf: (entry: ScriptEntry) => number;
  /** Multiplied with the score: less than 1 for what sinks. */
  readonly shareOf: (entry: ScriptEntry) => number;
}

/** Candidates whose texts are compared: of the likeliest reading, and of each other one. */
const COMPARED = 40;
const COMPARED_OF_OTHERS = 16;
/** Below this the letters are tried as misspelt. */
const GOOD = 0.95;
/** Below this an entry only shares a character or two. */
const LEAST = 0.16;
/** Entries taken in before other work has its turn. */
const ENTRIES_AT_ONCE = 100;

interface Stored {
  readonly entry: ScriptEntry;
  readonly head: string;
  readonly titleLength: number;
}

/**
 * The library's index in memory (docs/spec/scripts.md, SC-13 to SC-19). Entries are added in segments that never
 * change; one that is changed or taken out is left out of its old segment and added to a new one, until there are so
 * many that all is built anew.
 */
export class SearchIndex {
  readonly #spelling: Spelling;
  readonly #pause: () => Promise<void>;
  readonly #finder = new CandidateFinder();
  readonly #segments: Segment[] = [];
  readonly #stored: Stored[][] = [];
  /** Where the valid form of each entry stands. */
  readonly #places = new Map<string, { readonly segment: number; readonly document: number }>();
  /** Ids as they are typed: without regard to capitals and full width. */
  readonly #ids = new Map<string, string>();
  /** How many heads have a pair of syllables; at `soundPair`. */
  readonly #soundPairs = new Uint32Array(1 << (2 * SYLLABLE_BITS));

  constructor(spelling: Spelling, pause: () => Promise<void>) {
    this.#spelling = spelling;
    this.#pause = pause;
  }

  get size(): number {
    return this.#places.size;
  }

  get segments(): number {
    return this.#segments.length;
  }

  /** Of the index's own arrays, without the entries. */
  get bytes(): number {
    return this.#segments.reduce((sum, { bytes }) => sum + bytes, this.#soundPairs.byteLength);
  }

  /** Adds entries, or puts them in place of those with the same ids. */
  async add(entries: readonly ScriptEntry[]): Promise<void> {
    let builder = new SegmentBuilder();
    let stored: Stored[] = [];
    const close = async () => {
      const segment = await builder.freeze(this.#pause);
      const index = this.#segments.push(segment) - 1;
      this.#stored.push(stored);
      for (const [document, { entry }] of stored.entries()) {
        this.#places.set(entry.id, { segment: index, document });
        this.#ids.set(comparable(entry.id), entry.id);
      }
    };
    for (const [index, entry] of entries.entries()) {
      if (index % ENTRIES_AT_ONCE === ENTRIES_AT_ONCE - 1) await this.#pause();
      if (builder.size === SEGMENT_SIZE) {
        await close();
        builder = new SegmentBuilder();
        stored = [];
      }
      const analysed = this.#analyse(entry);
      builder.add(analysed, (first, second) => {
        const pair = soundPair(first, second);
        this.#soundPairs[pair] = (this.#soundPairs[pair] ?? 0) + 1;
      });
      stored.push({ entry, head: analysed.head, titleLength: analysed.titleLength });
    }
    if (stored.length > 0) await close();
  }

  remove(id: string): void {
    this.#places.delete(id);
  }

  #analyse(entry: ScriptEntry): Analysed {
    const head = comparable([entry.title.zh, ...entry.keywords, entry.title.en, entry.id].join('\n'));
    return {
      head,
      titleLength: entry.title.zh.length,
      syllables: this.#spelling.syllablesOf(head),
      body: comparable(bodyOf(entry)),
    };
  }

  /** The entries that fit, the best first. Any text will do; an empty one finds nothing. */
  search(text: string, limit: number, circumstances: Circumstances): Found[] {
    const readings = readingsOf(text, this.#spelling);
    if (readings.length === 0) return [];
    const ranked = new Map<string, Ranked>();
    let best = 0;
    for (const [place, reading] of readings.entries()) {
      const compared = place === 0 ? COMPARED : COMPARED_OF_OTHERS;
      best = Math.max(best, this.#rank(reading, compared, circumstances, ranked));
    }
    if (best < GOOD) {
      const exists = (first: number, second: number) => this.#soundPairs[soundPair(first, second)] ?? 0;
      for (const reading of correctedReadings(text, exists))
        this.#rank(reading, COMPARED_OF_OTHERS, circumstances, ranked);
    }
    const typed = this.#withId(text);
    const [exact, reading] = [typed?.entry.id, readings[0]];
    // Of any score: candidates are few, and an id shares its digits with others.
    if (typed && reading) ranked.set(typed.entry.id, { entry: typed.entry, title: [], reading, score: 0 });
    return [...ranked.values()]
      .sort(
        (one, other) =>
          Number(other.entry.id === exact) - Number(one.entry.id === exact) || other.score - one.score,
      )
      .slice(0, limit)
      .map(({ entry, title, reading }) => {
        const { snippet, marks } = snippetOf(bodyOf(entry), reading.tokens);
        return { entry, titleMarks: stretches(title), snippet, snippetMarks: marks };
      });
  }

  /** The entry whose id a text is. */
  #withId(text: string): Stored | undefined {
    const place = this.#places.get(this.#ids.get(comparable(text.trim())) ?? '');
    return place && this.#stored[place.segment]?.[place.document];
  }

  /** Compares a reading's candidates with their texts; answers how well the best of them fits. */
  #rank(
    reading: Reading,
    compared: number,
    { bonusOf, shareOf }: Circumstances,
    ranked: Map<string, Ranked>,
  ): number {
    const total = this.#places.size;
    let best = 0;
    for (const candidate of this.#finder.find(this.#segments, reading, total, compared)) {
      const stored = this.#storedOf(candidate);
      if (stored === undefined) continue;
      const { entry } = stored;
      const syllables =
        this.#segments[candidate.segment]?.syllablesOf(candidate.document) ?? new Uint16Array();
      const { score, title } = align(reading.tokens, {
        head: stored.head,
        titleLength: stored.titleLength,
        syllables,
        body: () => bodyOf(entry),
      });
      const fit = score * reading.trust;
      if (fit < LEAST) continue;
      best = Math.max(best, fit);
      const whole = (fit + bonusOf(entry)) * shareOf(entry);
      const known = ranked.get(entry.id);
      if (known === undefined || known.score < whole)
        ranked.set(entry.id, { entry, title, reading, score: whole });
    }
    return best;
  }

  /** The entry, unless it has gone or stands in a later segment by now. */
  #storedOf({ segment, document }: Candidate): Stored | undefined {
    const stored = this.#stored[segment]?.[document];
    const place = stored && this.#places.get(stored.entry.id);
    return place?.segment === segment && place.document === document ? stored : undefined;
  }
}

interface Ranked {
  readonly entry: ScriptEntry;
  readonly title: readonly number[];
  readonly reading: Reading;
  /** How well the words fit, with everything else that decides. */
  readonly score: number;
}

/** What of an entry is searched beside its title and keywords. */
export function bodyOf(entry: ScriptEntry): string {
  switch (entry.kind) {
    case 'knowledge':
      return `${entry.body.zh}\n${entry.source} ${entry.issuer}`;
    case 'phrase':
      return `${entry.body.zh}\n${entry.trigger.zh}`;
    case 'guide':
      return `${entry.body.zh}\n${entry.steps.map(({ say }) => say.zh).join('\n')}`;
    case 'unit':
      return `${entry.body.zh}\n${entry.phone}`;
  }
}
