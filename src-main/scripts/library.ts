import {
  CodedError,
  codeOf,
  type ScriptEntry,
  type ScriptVersion,
  scriptVersionSchema,
} from '#shared/domain/index.ts';
import type { UnitRow } from '#shared/hub-protocol/index.ts';
import type { Cache } from '../cache/index.ts';
import type { Log } from '../log/index.ts';
import type { Feeds } from '../sync/index.ts';
import { describeProblem } from './file/problem.ts';
import { unitsOfHub } from './hub-units.ts';
import { type Circumstances, type Found, SearchIndex } from './search/search-index.ts';
import { loadSpelling } from './search/spelling.ts';

/** An entry as the seat has it now. */
export interface Shelved {
  readonly entry: ScriptEntry;
  readonly version: number;
}

export interface LibraryOptions {
  /** Folder of the shipped files (assets/scripts). */
  readonly folder: string;
  readonly cache: Pick<Cache, 'scripts'>;
  readonly feeds: Pick<Feeds, 'list' | 'onChanged'>;
  /** The hub's table of units, which then is the directory; undefined where it gave none. */
  readonly units?: () => readonly UnitRow[] | undefined;
  readonly onUnits?: (listener: () => void) => void;
  /** Settles when other work has had its turn. */
  readonly pause: () => Promise<void>;
  readonly log: Log;
}

/**
 * All that can be found, from three places, the later ones before the earlier:
 * ```
 *   shipped with the program (version 1) ──▶ published at this seat ──▶ published elsewhere, by the hub's feed
 *                          whichever version is the newest is the entry
 * ```
 * Units are the hub's table instead, where it gave one (docs/spec/lists.md, LI-3).
 */
export interface Library {
  /** Reads everything and builds the index; the seat works meanwhile. Never rejects. */
  load(): Promise<void>;
  isReady(): boolean;
  /** Grows with every change of what is published. */
  revision(): number;
  get(id: string): Shelved | undefined;
  all(): Iterable<Shelved>;
  /** Names of the library's own units, whatever directory the hub gave. */
  ownUnits(): ReadonlySet<string>;
  /** The entry as it was shipped with the program. */
  shipped(id: string): ScriptEntry | undefined;
  search(text: string, limit: number, circumstances: Circumstances): Found[];
  /** A version was published here. */
  publish(version: ScriptVersion): Promise<void>;
  onChanged(listener: () => void): () => void;
  /** Breaks off what is under way; settles when the cache is not touched any more. */
  stop(): Promise<void>;
}

/** Small segments of single changes are joined when there are so many. */
const MOST_SEGMENTS = 40;

export function createLibrary({ folder, cache, feeds, log, ...options }: LibraryOptions): Library {
  const shelf = new Map<string, Shelved>();
  /** Units by the hub's table, which stand in the place of those on the shelf. */
  let directory: ReadonlyMap<string, Shelved> | undefined;
  const shipped = new Map<string, ScriptEntry>();
  const listeners = new Set<() => void>();
  let index: SearchIndex | undefined;
  let ready = false;
  let revision = 0;
  let stopped = false;
  /** Changes of the index, one after the other. */
  let queue: Promise<void> = Promise.resolve();

  const pause = async () => {
    await options.pause();
    if (stopped) throw new CodedError('stopped', 'The seat ends.');
  };
  const changed = () => {
    revision += 1;
    for (const listener of listeners) listener();
  };
  /** Runs after what is under way; a fault is told and ends nothing. */
  const next = (work: () => Promise<void>): Promise<void> => {
    queue = queue
      .then(() => (stopped ? undefined : work()))
      .catch((error: unknown) => {
        if (!stopped) log.error('scripts-failed', { code: codeOf(error) });
      });
    return queue;
  };

  const get = (id: string): Shelved | undefined => {
    const own = shelf.get(id);
    return directory === undefined || (own !== undefined && own.entry.kind !== 'unit')
      ? own
      : directory.get(id);
  };
  function* all(): Generator<Shelved> {
    for (const one of shelf.values()) {
      if (directory === undefined || one.entry.kind !== 'unit') yield one;
    }
    if (directory) yield* directory.values();
  }
  const ownUnits = () => [...shelf.values()].flatMap(({ entry }) => (entry.kind === 'unit' ? [entry] : []));
  const readDirectory = () => {
    const rows = options.units?.();
    directory =
      rows &&
      new Map(
        unitsOfHub(rows, ownUnits()).map((entry) => [
          entry.id,
          { entry, version: shelf.get(entry.id)?.version ?? 1 },
        ]),
      );
  };

  const build = async () => {
    const fresh = new SearchIndex(await loadSpelling(), pause);
    await fresh.add([...all()].map(({ entry }) => entry));
    index = fresh;
  };
  const units = () => [...all()].flatMap(({ entry }) => (entry.kind === 'unit' ? [entry] : []));
  /** The hub's table changed, or what the library says of a unit. */
  const takeUnits = async () => {
    const before = units();
    readDirectory();
    for (const { id } of before) index?.remove(id);
    await index?.add(units());
    changed();
  };

  /** Puts versions on the shelf and into the index, as far as they are newer than what is there. */
  const apply = async (versions: readonly ScriptVersion[]) => {
    const entries: ScriptEntry[] = [];
    for (const { id, version, entry } of versions) {
      if (entry === null) {
        shelf.delete(id);
        index?.remove(id);
      } else {
        shelf.set(id, { entry, version });
        entries.push(entry);
      }
    }
    if (versions.length === 0) return;
    if (index) {
      await index.add(
        entries.filter(({ id, kind }) => directory === undefined || kind !== 'unit' || directory.has(id)),
      );
      if (index.segments > MOST_SEGMENTS) await build();
    }
    if (directory === undefined) changed();
    else await takeUnits();
  };

  /** Whether a version from the hub takes the place of what the seat has. */
  const isNewer = ({ id, version, publishedAt }: ScriptVersion) => {
    const [known] = cache.scripts.versions(id);
    if (known === undefined) return true;
    return version > known.version || (version === known.version && publishedAt > known.publishedAt);
  };

  const fromFeed = (): ScriptVersion[] =>
    feeds.list('scripts').flatMap(({ key, body }) => {
      const parsed = scriptVersionSchema.safeParse(body);
      if (parsed.success && isNewer(parsed.data)) return [parsed.data];
      if (!parsed.success) log.warn('script-item-invalid', { key });
      return [];
    });

  const takeFeed = async () => {
    const versions = fromFeed();
    cache.scripts.accept(versions);
    await apply(versions);
  };

  feeds.onChanged('scripts', () => void next(takeFeed));
  options.onUnits?.(() => void next(takeUnits));

  const load = async () => {
    // YAML is not needed before, and the start of the program is spared it.
    const { loadFolder } = await import('./shipped.ts');
    const loaded = await loadFolder(folder, pause);
    for (const problem of loaded.problems) log.error('script-file', { problem: describeProblem(problem) });
    for (const entry of loaded.entries) {
      shipped.set(entry.id, entry);
      shelf.set(entry.id, { entry, version: 1 });
    }
    cache.scripts.accept(fromFeed());
    for (const { id, entry, version } of cache.scripts.newest()) {
      if (entry === null) shelf.delete(id);
      else shelf.set(id, { entry, version });
    }
    readDirectory();
    changed();
    await build();
    ready = true;
    changed();
  };

  return {
    load: () => next(load),
    isReady: () => ready,
    revision: () => revision,
    get,
    all,
    ownUnits: () => new Set(ownUnits().map(({ title }) => title.zh)),
    shipped: (id) => shipped.get(id),
    search: (text, limit, circumstances) => index?.search(text, limit, circumstances) ?? [],
    publish: (version) => next(() => apply([version])),
    onChanged: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    stop: () => {
      stopped = true;
      return queue;
    },
  };
}
