import type {
  AreaHandlers,
  GuideProgress,
  ScriptHit,
  ScriptNote,
  ScriptsState,
  ScriptUse,
  scriptEditingArea,
  scriptsArea,
} from '#shared/contract/index.ts';
import {
  CodedError,
  type ScriptEntry,
  scriptEntrySchema,
  type Unit,
  validityOf,
} from '#shared/domain/index.ts';
import examples from './script-examples.json' with { type: 'json' };

/** The day of the tests; one of the examples has expired by then. */
const TODAY = '2026-11-25';

/** A library in memory with some of what is shipped; it finds by plain text in titles and keywords. */
export interface FakeScripts {
  state: ScriptsState;
  readonly entries: Map<string, { entry: ScriptEntry; version: number }>;
  readonly progress: Map<string, GuideProgress>;
  readonly notes: ScriptNote[];
  readonly uses: Array<{ id: string; how: ScriptUse }>;
  readonly drafts: Map<string, string>;
  readonly handlers: AreaHandlers<typeof scriptsArea>;
  readonly editing: AreaHandlers<typeof scriptEditingArea>;
  /** Publishes an entry, as the hub's feed would. */
  publish(entry: ScriptEntry): void;
}

export function createFakeScripts(emit: (state: ScriptsState) => void): FakeScripts {
  const entries = new Map(
    scriptEntrySchema
      .array()
      .parse(examples)
      .map((entry) => [entry.id, { entry, version: 1 }]),
  );
  const phrases = () =>
    [...entries.values()].flatMap(({ entry }) => (entry.kind === 'phrase' ? [entry] : []));
  const found = (id: string) => {
    const one = entries.get(id);
    if (!one) throw new CodedError('no-such-script', 'The entry is not in the library.');
    return one;
  };
  const unitOf = (id: string | null): Unit | null => {
    const entry = id === null ? undefined : entries.get(id)?.entry;
    return entry?.kind === 'unit' ? entry : null;
  };
  const changed = () => {
    fake.state = { ...fake.state, revision: fake.state.revision + 1, phrases: phrases() };
    emit(fake.state);
  };
  const fake: FakeScripts = {
    state: {
      revision: 1,
      ready: true,
      entries: entries.size,
      phrases: phrases(),
      prompts: { on: true, comfortAfterSeconds: 240 },
      mayEdit: true,
    },
    entries,
    progress: new Map(),
    notes: [],
    uses: [],
    drafts: new Map(),
    publish: (entry) => {
      entries.set(entry.id, { entry, version: (entries.get(entry.id)?.version ?? 0) + 1 });
      changed();
    },
    handlers: {
      snapshot: () => fake.state,
      search: ({ query, limit }) => ({
        hits: hitsOf(
          [...entries.values()].map(({ entry }) => entry),
          query,
        ).slice(0, limit),
      }),
      open: ({ id }) => {
        const { entry, version } = found(id);
        const chain: Unit[] = [];
        for (
          let above = entry.kind === 'unit' ? unitOf(entry.parent) : null;
          above;
          above = unitOf(above.parent)
        ) {
          chain.push(above);
        }
        const unit = entry.kind === 'knowledge' ? unitOf(entry.unit) : null;
        return { entry, version, validity: validityOf(entry, TODAY), unit, chain };
      },
      used: (use) => {
        fake.uses.push(use);
        return null;
      },
      guides: ({ draftId }) => [...fake.progress.values()].filter((one) => one.draftId === draftId),
      saveGuide: (progress) => {
        fake.progress.set(`${progress.draftId} ${progress.guideId}`, progress);
        return null;
      },
      note: (note) => {
        fake.notes.push(note);
        return null;
      },
      setPrompts: (prompts) => {
        fake.state = { ...fake.state, prompts };
        emit(fake.state);
        return null;
      },
    },
    editing: createFakeEditing(() => fake, found),
  };
  return fake;
}

function hitsOf(entries: readonly ScriptEntry[], query: string): ScriptHit[] {
  const wanted = query.trim();
  return entries.flatMap((entry) => {
    const at = entry.title.zh.indexOf(wanted);
    if (at < 0 && !entry.keywords.some((one) => one.includes(wanted))) return [];
    return {
      id: entry.id,
      kind: entry.kind,
      title: entry.title,
      titleMarks: wanted !== '' && at >= 0 ? [[at, at + wanted.length] as [number, number]] : [],
      snippet: entry.body.zh.replace(/\s+/g, ' ').slice(0, 50),
      snippetMarks: [],
      detail: entry.kind === 'unit' ? entry.phone : '',
      validity: validityOf(entry, TODAY),
      sample: entry.sample,
    };
  });
}

/** Enough of the editing side for its page to be looked at: a text is «right» while it has both fences. */
function createFakeEditing(
  fake: () => FakeScripts,
  found: (id: string) => { entry: ScriptEntry; version: number },
): AreaHandlers<typeof scriptEditingArea> {
  const textOf = ({ id, kind, title, body }: ScriptEntry) =>
    `---\nkind: ${kind}\nid: ${id}\ntitle: ${title.zh}\ntitle-en: ${title.en}\n---\n\n${body.zh}\n\n# English\n\n${body.en}\n`;
  const edited = (id: string) => {
    const { entry, version } = found(id);
    const draft = fake().drafts.get(id);
    return {
      id,
      kind: entry.kind,
      text: draft ?? textOf(entry),
      published: textOf(entry),
      draft: draft !== undefined,
      versions: [
        {
          version: version + 1,
          publishedAt: 1_764_000_000_000,
          author: '王编辑',
          comment: '统一口径',
          retired: false,
        },
        { version, publishedAt: null, author: '', comment: '', retired: false },
      ],
    };
  };
  const nothing = { drafts: 0, unchanged: 0, problems: [] };
  return {
    list: () =>
      [...fake().entries.values()].map(({ entry, version }) => ({
        id: entry.id,
        kind: entry.kind,
        title: entry.title,
        state: fake().drafts.has(entry.id) ? 'changed' : 'published',
        version,
        changedAt: null,
        author: '',
        validity: validityOf(entry, TODAY),
        sample: entry.sample,
        uses: entry.kind === 'phrase' ? 3 : 0,
      })),
    open: ({ id }) => edited(id),
    create: () => edited('GR01'),
    check: ({ text }) => {
      const id = /^id: (\S+)$/m.exec(text)?.[1];
      const right = id !== undefined && /^title-en:/m.test(text);
      return {
        entry: right ? found(id).entry : null,
        problems: right ? [] : [{ file: '', line: 4, code: 'missing', detail: 'title-en' }],
      };
    },
    saveDraft: ({ id, text }) => {
      fake().drafts.set(id, text);
      return null;
    },
    discardDraft: ({ id }) => {
      fake().drafts.delete(id);
      return null;
    },
    publish: ({ id }) => {
      fake().drafts.delete(id);
      return edited(id);
    },
    publishAll: () => ({ published: fake().drafts.size, problems: [] }),
    retire: ({ id }) => edited(id),
    version: ({ id }) => ({ text: textOf(found(id).entry).replace('有什么', '有何') }),
    restore: ({ id }) => edited(id),
    exportAll: () => ({ folder: '/data/exports/scripts-2026-11-25', files: fake().entries.size }),
    importFiles: () => nothing,
    importWorkbook: () => nothing,
    notes: () => [],
  };
}
