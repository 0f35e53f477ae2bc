import type { AreaHandlers, readingArea } from '#shared/contract/index.ts';
import {
  type Clock,
  createPlaceIndex,
  type Divisions,
  type Landmark,
  LOCAL_AREA_CODE,
  type PlaceIndex,
  readParagraph,
  searchPlaces,
} from '#shared/domain/index.ts';
import { loadPlaceFiles } from './files.ts';

export interface ReadingOptions {
  readonly assetsDirectory: string;
  /** Landmarks and compounds that people have added, here or at other seats. */
  readonly landmarks: () => readonly Landmark[];
  /** The city's divisions by the hub instead of those that ship; undefined where it gave none that make a city. */
  readonly divisions?: (shipped: Divisions) => Divisions | undefined;
  /** «昨天» is counted from its wall time. */
  readonly clock: Pick<Clock, 'wall'>;
}

/** Reads what a person writes: a query for a place, a paragraph. */
export interface Reading {
  readonly handlers: AreaHandlers<typeof readingArea>;
  /** Builds what the first question would wait for (about 50 ms); may be called again. */
  prepare(): Promise<void>;
  /** The added landmarks have changed. */
  landmarksChanged(): void;
  /** The divisions have changed; what was built is built anew. */
  divisionsChanged(): void;
}

export function createReading(options: ReadingOptions): Reading {
  const { assetsDirectory, landmarks, clock } = options;
  let index: Promise<PlaceIndex> | undefined;
  let added: ReadonlyMap<string, Landmark> = new Map();

  const build = async (): Promise<PlaceIndex> => {
    // The table of readings is large, and a file that is spelled needs it for slips and new landmarks only.
    const { pinyin } = await import('pinyin-pro');
    const files = loadPlaceFiles(assetsDirectory);
    const divisions = options.divisions?.(files.divisions) ?? files.divisions;
    const made = createPlaceIndex(divisions, files.landmarks, (text) =>
      pinyin(text, { toneType: 'none', v: true }),
    );
    added = new Map();
    addAll(made);
    return made;
  };
  const addAll = (to: PlaceIndex): void => {
    const now = new Map(landmarks().map((landmark) => [landmark.code, landmark] as const));
    for (const code of added.keys()) if (!now.has(code)) to.remove(code);
    for (const [code, landmark] of now) {
      const before = added.get(code);
      if (before?.name !== landmark.name || before.parent !== landmark.parent) to.add(landmark);
    }
    added = now;
  };
  const current = (): Promise<PlaceIndex> => {
    index ??= build();
    return index;
  };

  return {
    prepare: async () => {
      await current();
    },
    landmarksChanged: () => {
      // A file that can't be read is told to whoever asks; there is nothing to renew then.
      index?.then(addAll, () => undefined);
    },
    divisionsChanged: () => {
      if (index !== undefined) index = build();
      // Told to whoever asks next.
      index?.catch(() => undefined);
    },
    handlers: {
      searchPlaces: async ({ query, known, limit }) => searchPlaces(await current(), query, limit, known),
      readParagraph: async ({ text }) =>
        readParagraph(text, { now: clock.wall(), places: await current(), localAreaCode: LOCAL_AREA_CODE }),
    },
  };
}
