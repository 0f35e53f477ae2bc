import {
  type AreaHandlers,
  type PromptSettings,
  promptSettingsSchema,
  type ScriptHit,
  type ScriptsState,
  type scriptEditingArea,
  type scriptsArea,
} from '#shared/contract/index.ts';
import { type Clock, CodedError, type ScriptEntry, type Unit, validityOf } from '#shared/domain/index.ts';
import type { Cache } from '../cache/index.ts';
import { createEditing, type Editor } from './editing.ts';
import { createLibrary, type LibraryOptions } from './library.ts';
import { circumstancesOf, type Surroundings, withoutQuery } from './order.ts';
import { snippetOf } from './search/marks.ts';
import { bodyOf, type Found } from './search/search-index.ts';
import { createUsage } from './usage.ts';

export interface ScriptsOptions extends LibraryOptions {
  readonly cache: Pick<Cache, 'scripts' | 'settings' | 'outbox'>;
  readonly clock: Clock;
  /** Makes a UUIDv7. */
  readonly newId: () => string;
  readonly seat: number;
  /** Who is signed in, and whether they may change the library. */
  readonly person: () => Editor;
  /** Local calendar date, `YYYY-MM-DD`, of an epoch time in ms. */
  readonly localDate: (epochMilliseconds: number) => string;
  readonly schedule: (milliseconds: number, run: () => void) => () => void;
  /** An operation was put into the outbox. */
  readonly onOperation: () => void;
  /** Folder below which exports are written. */
  readonly exports: string;
}

/** The script library of a seat (docs/spec/scripts.md). */
export interface Scripts {
  readonly handlers: AreaHandlers<typeof scriptsArea>;
  readonly editing: AreaHandlers<typeof scriptEditingArea>;
  state(): ScriptsState;
  /** Names of the library's own units, whatever directory the hub gave. */
  ownUnits(): ReadonlySet<string>;
  onChanged(listener: (state: ScriptsState) => void): () => void;
  /** Somebody else signed in: what they may do may have changed. */
  personChanged(): void;
  /** Begins to read the library; settles when all of it can be searched. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

const PROMPTS_KEY = 'script-prompts';
const FIRST_PROMPTS: PromptSettings = { on: true, comfortAfterSeconds: 240 };
/** A chain of units above a unit is not longer; guards against a circle in bad data. */
const LONGEST_CHAIN = 6;

export function createScripts(options: ScriptsOptions): Scripts {
  const { cache, clock, newId, localDate } = options;
  const library = createLibrary(options);
  const usage = createUsage(options);
  const editing = createEditing({ ...options, library, usage });
  const listeners = new Set<(state: ScriptsState) => void>();
  let prompts = storedPrompts(cache.settings.get(PROMPTS_KEY));

  const today = () => localDate(clock.wall());
  const phrases = () => [...library.all()].flatMap(({ entry }) => (entry.kind === 'phrase' ? [entry] : []));

  const state = (): ScriptsState => ({
    revision: library.revision(),
    ready: library.isReady(),
    entries: [...library.all()].length,
    phrases: phrases(),
    prompts,
    mayEdit: options.person().mayEdit,
  });
  const changed = () => {
    if (listeners.size === 0) return;
    const current = state();
    for (const listener of listeners) listener(current);
  };
  library.onChanged(changed);

  const unitOf = (id: string | null): Unit | null => {
    const entry = id === null ? undefined : library.get(id)?.entry;
    return entry?.kind === 'unit' ? entry : null;
  };
  const chainOf = (entry: ScriptEntry): Unit[] => {
    const chain: Unit[] = [];
    let above = entry.kind === 'unit' ? unitOf(entry.parent) : null;
    while (above !== null && chain.length < LONGEST_CHAIN && !chain.includes(above)) {
      chain.push(above);
      above = unitOf(above.parent);
    }
    return chain;
  };
  const hitOf = ({ entry, titleMarks, snippet, snippetMarks }: Found): ScriptHit => ({
    id: entry.id,
    kind: entry.kind,
    title: entry.title,
    titleMarks,
    snippet,
    snippetMarks,
    detail: detailOf(entry),
    validity: validityOf(entry, today()),
    sample: entry.sample,
  });

  const search: Scripts['handlers']['search'] = ({ query, categoryCode, guideId, limit }) => {
    const surroundings: Surroundings = {
      usageOf: usage.of,
      categoryCode,
      guide: guideId === null ? undefined : library.get(guideId)?.entry,
      now: clock.wall(),
      today: today(),
    };
    const found =
      query.trim() === ''
        ? withoutQuery(library.all(), surroundings, limit).map((entry) => ({
            entry,
            titleMarks: [],
            snippet: snippetOf(bodyOf(entry), []).snippet,
            snippetMarks: [],
          }))
        : library.search(query, limit, circumstancesOf(surroundings));
    return { hits: found.map(hitOf) };
  };

  return {
    handlers: {
      snapshot: state,
      search,
      open: ({ id }) => {
        const shelved = library.get(id);
        if (shelved === undefined) throw new CodedError('no-such-script', 'The entry is not in the library.');
        const { entry, version } = shelved;
        const unit = entry.kind === 'knowledge' ? unitOf(entry.unit) : null;
        return { entry, version, validity: validityOf(entry, today()), unit, chain: chainOf(entry) };
      },
      used: ({ id, how }) => {
        usage.count(id, how === 'opened' ? 'opened' : 'used');
        return null;
      },
      guides: ({ draftId }) => cache.scripts.progress(draftId),
      saveGuide: (progress) => {
        cache.scripts.saveProgress(progress, clock.wall());
        return null;
      },
      note: (note) => {
        const id = newId();
        const at = clock.wall();
        const { name } = options.person();
        cache.scripts.addNote(
          { id, at, author: name, ...note },
          {
            id,
            kind: 'script.note',
            subject: id,
            createdAt: at,
            payload: { ...note, seat: options.seat, operator: name },
          },
        );
        options.onOperation();
        return null;
      },
      setPrompts: (settings) => {
        prompts = settings;
        cache.settings.set(PROMPTS_KEY, JSON.stringify(settings));
        changed();
        return null;
      },
    },
    editing: editing.handlers,
    state,
    ownUnits: library.ownUnits,
    onChanged: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    personChanged: changed,
    start: () => {
      usage.start();
      return library.load();
    },
    stop: () => {
      usage.stop();
      return library.stop();
    },
  };
}

/** What stands beside a title: whom to call, or who says so. */
function detailOf(entry: ScriptEntry): string {
  if (entry.kind === 'unit') return entry.phone;
  return entry.kind === 'knowledge' ? entry.issuer : '';
}

function storedPrompts(text: string | undefined): PromptSettings {
  if (text === undefined) return FIRST_PROMPTS;
  try {
    return promptSettingsSchema.parse(JSON.parse(text));
  } catch {
    // Written by another program: the first settings serve.
    return FIRST_PROMPTS;
  }
}
