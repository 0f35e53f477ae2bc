import { z } from 'zod';
import type { AreaHandlers, ListsState, listsArea } from '#shared/contract/index.ts';
import { type CalendarYear, calendarYearSchema, parseJson } from '#shared/domain/index.ts';
import {
  type CategoryRow,
  categoryRowSchema,
  type DivisionRow,
  divisionRowSchema,
  type FeedItem,
  type FeedName,
  type UnitRow,
  unitRowSchema,
} from '#shared/hub-protocol/index.ts';
import type { Log } from '../log/index.ts';

const NAMES = ['units', 'divisions', 'categories', 'calendar'] as const;
type ListName = (typeof NAMES)[number];

interface Rows {
  readonly units: readonly UnitRow[];
  readonly divisions: readonly DivisionRow[];
  readonly categories: readonly CategoryRow[];
  readonly calendar: readonly CalendarYear[];
}

export interface ListsOptions {
  readonly feeds: {
    list(name: FeedName): FeedItem[];
    onChanged(name: FeedName, listener: () => void): void;
  };
  /** Remembers what left a list: key and text of a setting. */
  readonly store: { get(key: string): string | undefined; set(key: string, text: string): void };
  /** Names of the divisions that ship, by code, for orders that hold one which the hub's table does not have. */
  readonly shippedDivisions?: () => ReadonlyMap<string, string>;
  readonly log: Log;
}

/** The centre's own lists, as its hub gave them (docs/spec/lists.md). Each area falls back to the file that ships. */
export interface CentreLists {
  readonly handlers: AreaHandlers<typeof listsArea>;
  /** Rows of a list; undefined where the hub gave none. */
  units(): readonly UnitRow[] | undefined;
  divisions(): readonly DivisionRow[] | undefined;
  categories(): readonly CategoryRow[] | undefined;
  /** Years of holidays that the hub has; each goes before any other of its year. */
  years(): readonly CalendarYear[];
  /** Reads what the next change is compared with; before the feeds are pulled. Costs nothing where nothing was given. */
  prepare(): void;
  /** Units of the seat's own library: the directory where the hub gave none, and what its own takes the place of. */
  libraryHas(units: ReadonlySet<string>): void;
  on(name: ListName, listener: () => void): void;
  onChanged(listener: (state: ListsState) => void): void;
}

const RETIRED = 'lists-retired';
/** By code of a division, or name of a unit: what it was called. So many are remembered of each, the newest. */
const retiredSchema = z.object({
  units: z.array(z.string()).default([]),
  divisions: z.record(z.string(), z.string()).default({}),
});
type Retired = z.infer<typeof retiredSchema>;
const MOST_RETIRED = 1_000;

export function createLists({ feeds, store, log, ...options }: ListsOptions): CentreLists {
  const read = <S extends z.ZodType>(name: FeedName, schema: S): Array<z.output<S>> => {
    let wrong = 0;
    const rows = feeds.list(name).flatMap(({ body }) => {
      const parsed = schema.safeParse(body);
      if (!parsed.success) wrong += 1;
      return parsed.success ? [parsed.data] : [];
    });
    // From a newer hub, or kept by hand: the others serve.
    if (wrong > 0) log.warn('list-rows-unusable', { list: name, rows: wrong });
    return rows;
  };
  const readers: { [K in ListName]: () => Rows[K] } = {
    units: () => read('units', unitRowSchema),
    divisions: () => read('divisions', divisionRowSchema),
    categories: () => read('categories', categoryRowSchema),
    calendar: () => read('calendar', calendarYearSchema),
  };
  // Read when they are first asked for: a start has no use for thousands of villages.
  const kept: Partial<Rows> = {};
  const rowsOf = <K extends ListName>(name: K): Rows[K] => {
    const known = kept[name] ?? readers[name]();
    (kept as Partial<Record<ListName, unknown>>)[name] = known;
    return known as Rows[K];
  };
  const given = <K extends ListName>(name: K): Rows[K] | undefined => {
    const rows = rowsOf(name);
    return rows.length > 0 ? rows : undefined;
  };

  let retired: Retired | undefined;
  const retiredNow = (): Retired => {
    retired ??= retiredSchema.catch({ units: [], divisions: {} }).parse(parseJson(store.get(RETIRED) ?? ''));
    return retired;
  };
  /** What was in the list and is not any more keeps its name, for orders that hold it. */
  const retire = (before: Rows['units'], beforeDivisions: Rows['divisions']) => {
    const units = new Set(rowsOf('units').map(({ name }) => name));
    const codes = new Set(rowsOf('divisions').map(({ code }) => code));
    const known = retiredNow();
    const names = [...known.units, ...before.map(({ name }) => name)].filter((name) => !units.has(name));
    const gone = [
      ...Object.entries(known.divisions),
      ...beforeDivisions.map(({ code, name }) => [code, name] as const),
    ].filter(([code]) => !codes.has(code));
    retired = {
      units: [...new Set(names)].slice(-MOST_RETIRED),
      divisions: Object.fromEntries(gone.slice(-MOST_RETIRED)),
    };
    store.set(RETIRED, JSON.stringify(retired));
  };

  let library: ReadonlySet<string> = new Set();
  /** Units that stood in a directory and are not in the one that is in force. A name that never did is nobody's business. */
  const retiredUnits = (names: readonly string[]): string[] => {
    const inForce = new Set(given('units')?.map(({ name }) => name) ?? library);
    const stood = new Set([...library, ...retiredNow().units]);
    return names.filter((name) => stood.has(name) && !inForce.has(name));
  };

  const listeners = new Map<ListName, Array<() => void>>();
  const changedListeners: Array<(state: ListsState) => void> = [];
  let revision = 0;
  const state = (): ListsState => ({
    revision,
    given: (['units', 'divisions', 'categories'] as const).filter((name) => rowsOf(name).length > 0),
  });
  const tell = () => {
    revision += 1;
    const now = state();
    for (const listener of changedListeners) listener(now);
  };
  for (const name of NAMES) {
    feeds.onChanged(name, () => {
      const [units, divisions] = [rowsOf('units'), rowsOf('divisions')];
      delete kept[name];
      if (name === 'units' || name === 'divisions') retire(units, divisions);
      for (const listener of listeners.get(name) ?? []) listener();
      tell();
    });
  }

  const isListed = (name: 'divisions', code: string) => rowsOf(name).some((one) => one.code === code);

  return {
    handlers: {
      snapshot: state,
      retired: ({ categoryCode, areaCode, streetCode, villageCode, leadUnit, ...others }) => {
        const categories = given('categories');
        const isCategory = ({ level1, level2, level3 }: CategoryRow) =>
          `${level1}/${level2}/${level3}` === categoryCode;
        const codes = [areaCode, streetCode, villageCode].filter((code) => code !== '');
        // An area without a code of its own (高新区) is in no table.
        const missing =
          given('divisions') === undefined
            ? []
            : codes.filter((code) => /^\d{6,}$/.test(code) && !isListed('divisions', code));
        const names = retiredNow();
        return {
          category: categoryCode !== '' && categories !== undefined && !categories.some(isCategory),
          place:
            missing.length === 0
              ? null
              : codes
                  .map(
                    (code) =>
                      rowsOf('divisions').find((one) => one.code === code)?.name ??
                      names.divisions[code] ??
                      options.shippedDivisions?.().get(code) ??
                      code,
                  )
                  .join(''),
          units: retiredUnits([leadUnit, ...others.assistUnits, ...others.copyTo]),
        };
      },
    },
    units: () => given('units'),
    divisions: () => given('divisions'),
    categories: () => given('categories'),
    years: () => rowsOf('calendar'),
    prepare: () => {
      rowsOf('units');
      rowsOf('divisions');
    },
    libraryHas: (units) => {
      if (units.size === library.size && [...units].every((name) => library.has(name))) return;
      library = units;
      // Only beside a directory of the hub does it say of a unit that it is no longer used.
      if (given('units') !== undefined) tell();
    },
    on: (name, listener) => void listeners.set(name, [...(listeners.get(name) ?? []), listener]),
    onChanged: (listener) => void changedListeners.push(listener),
  };
}
