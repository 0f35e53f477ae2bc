import type { ScriptSummary } from '#shared/contract/index.ts';
import type { ScriptEntry, ScriptVersion } from '#shared/domain/index.ts';
import type { ScriptDraft } from '../cache/index.ts';
import { readEntry } from './file/read-entry.ts';
import type { Shelved } from './library.ts';

/** What an editor's list is made of. */
export interface ListSources {
  readonly shelved: Iterable<Shelved>;
  readonly newest: readonly ScriptVersion[];
  readonly drafts: readonly ScriptDraft[];
  /** The entry as it was last in the library, for what was taken out. */
  readonly lastOf: (id: string) => ScriptEntry | undefined;
  readonly usesOf: (id: string) => number;
  readonly validityOf: (entry: ScriptEntry) => ScriptSummary['validity'];
}

/** Every entry that is published, drafted or was taken out: drafts first, then what was changed last. */
export function listScripts(sources: ListSources): ScriptSummary[] {
  const { usesOf } = sources;
  const versions = new Map(sources.newest.map((one) => [one.id, one]));
  const listed = new Map<string, ScriptSummary>();
  const summaryOf = (
    entry: ScriptEntry,
    rest: Omit<ScriptSummary, 'id' | 'kind' | 'title' | 'sample' | 'uses' | 'validity'>,
  ) => ({
    id: entry.id,
    kind: entry.kind,
    title: entry.title,
    sample: entry.sample,
    uses: usesOf(entry.id),
    validity: sources.validityOf(entry),
    ...rest,
  });
  for (const { entry, version } of sources.shelved) {
    const published = versions.get(entry.id);
    listed.set(
      entry.id,
      summaryOf(entry, {
        state: 'published',
        version,
        changedAt: published?.publishedAt ?? null,
        author: published?.author ?? '',
      }),
    );
  }
  for (const { id, version, entry, publishedAt, author } of sources.newest) {
    if (entry !== null || listed.has(id)) continue;
    const last = sources.lastOf(id);
    if (last) listed.set(id, summaryOf(last, { state: 'retired', version, changedAt: publishedAt, author }));
  }
  for (const { id, text, changedAt, author } of sources.drafts) {
    const known = listed.get(id);
    const { entry } = readEntry(id, text);
    const state = known === undefined ? 'new' : 'changed';
    const version = known?.version ?? 0;
    if (entry) listed.set(id, { ...summaryOf(entry, { state, version, changedAt, author }), id });
    else {
      const shown = known ?? {
        id,
        kind: 'phrase' as const,
        title: { zh: id, en: id },
        sample: false,
        uses: 0,
        validity: 'current' as const,
      };
      listed.set(id, { ...shown, state, version, changedAt, author });
    }
  }
  return [...listed.values()].sort(
    (one, other) =>
      Number(other.state === 'changed' || other.state === 'new') -
        Number(one.state === 'changed' || one.state === 'new') ||
      (other.changedAt ?? 0) - (one.changedAt ?? 0) ||
      (one.id < other.id ? -1 : 1),
  );
}
