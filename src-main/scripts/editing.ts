import type {
  AreaHandlers,
  EditedScript,
  ImportOutcome,
  ScriptProblem,
  scriptEditingArea,
} from '#shared/contract/index.ts';
import {
  type Clock,
  CodedError,
  type ScriptEntry,
  type ScriptVersion,
  validityOf,
} from '#shared/domain/index.ts';
import type { Cache, ScriptDraft } from '../cache/index.ts';
import { exportLibrary } from './export.ts';
import { readEntry } from './file/read-entry.ts';
import { readWorkbook } from './file/workbook.ts';
import { writeEntry } from './file/write-entry.ts';
import type { Library } from './library.ts';
import { listScripts } from './script-list.ts';
import { templateOf } from './templates.ts';
import type { UsageCounts } from './usage.ts';

/** Who is signed in, as far as the library asks. */
export interface Editor {
  readonly name: string;
  readonly mayEdit: boolean;
}

export interface EditingOptions {
  readonly library: Library;
  readonly usage: UsageCounts;
  readonly cache: Pick<Cache, 'scripts'>;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly person: () => Editor;
  readonly localDate: (epochMilliseconds: number) => string;
  readonly onOperation: () => void;
  readonly pause: () => Promise<void>;
  readonly exports: string;
}

/** Days after which a new entry is to be looked at again. */
const REVIEW_AFTER_MILLISECONDS = 180 * 24 * 60 * 60 * 1000;
const LISTED_NOTES = 200;
const LISTED_PROBLEMS = 500;

/**
 * An entry's life under its editors; every arrow is one transaction:
 * ```
 *   (nothing) ── create, import ──▶ draft ── save ──▶ draft
 *                                     │ ── discard ──▶ as before
 *                                     └── publish ──▶ version n + 1 ──▶ seats, by the hub
 *   version n ── save, restore ──▶ version n and a draft
 *   version n ── retire ──▶ version n + 1 without an entry; any version can be restored
 * ```
 */
export function createEditing(options: EditingOptions): { handlers: AreaHandlers<typeof scriptEditingArea> } {
  const { library, usage, cache, clock, newId, person, localDate, onOperation, pause } = options;
  const { scripts } = cache;

  /** Refuses whoever may not edit. */
  const allowed =
    <I, O>(work: (input: I) => O) =>
    (input: I): O => {
      if (!person().mayEdit)
        throw new CodedError('not-allowed', 'Only editors and supervisors change the library.');
      return work(input);
    };

  /** Newest first; what was shipped is the last, unless version 1 was published. */
  const versionsOf = (id: string): ScriptVersion[] => {
    const published = scripts.versions(id);
    const shipped = library.shipped(id);
    if (shipped === undefined || published.some(({ version }) => version === 1)) return published;
    return [...published, { id, version: 1, entry: shipped, author: '', comment: '', publishedAt: 0 }];
  };

  const edited = (id: string): EditedScript => {
    const versions = versionsOf(id);
    const draft = scripts.draft(id);
    const newest = versions[0];
    const published = newest?.entry ? writeEntry(newest.entry) : null;
    const last = versions.find(({ entry }) => entry !== null)?.entry;
    const text = draft?.text ?? published ?? (last ? writeEntry(last) : undefined);
    if (text === undefined) throw new CodedError('no-such-script', 'The entry is not in the library.');
    return {
      id,
      kind: last?.kind ?? readEntry(id, text).entry?.kind ?? kindIn(text),
      text,
      published,
      draft: draft !== undefined,
      versions: versions.map(({ version, publishedAt, author, comment, entry }) => ({
        version,
        publishedAt: publishedAt === 0 ? null : publishedAt,
        author,
        comment,
        retired: entry === null,
      })),
    };
  };

  const draftOf = (id: string, text: string): ScriptDraft => ({
    id,
    text,
    changedAt: clock.wall(),
    author: person().name,
  });

  const publishEntry = async (id: string, entry: ScriptEntry | null, comment: string) => {
    const version: ScriptVersion = {
      id,
      version: (versionsOf(id)[0]?.version ?? 0) + 1,
      entry,
      author: person().name,
      comment,
      publishedAt: clock.wall(),
    };
    scripts.publish(version, {
      id: newId(),
      kind: 'script.publish',
      subject: id,
      createdAt: version.publishedAt,
      payload: version,
    });
    await library.publish(version);
    onOperation();
  };

  /** The entry of a draft, as it may be published. */
  const finished = (draft: ScriptDraft): { entry: ScriptEntry } | { problems: readonly ScriptProblem[] } => {
    const { entry, problems } = readEntry(draft.id, draft.text);
    if (entry === null) return { problems };
    if (entry.id !== draft.id) {
      return { problems: [{ file: draft.id, line: 3, code: 'wrong-value', detail: 'id' }] };
    }
    return { entry };
  };

  const versionAt = (id: string, version: number): ScriptEntry => {
    const entry = versionsOf(id).find((one) => one.version === version)?.entry;
    if (!entry) throw new CodedError('no-such-script', 'There is no such version.');
    return entry;
  };

  /** Files become drafts where they differ from what is published. */
  const importTexts = async (files: ReadonlyArray<{ file: string; row?: number; text: string }>) => {
    const drafts: ScriptDraft[] = [];
    const problems: ScriptProblem[] = [];
    let unchanged = 0;
    for (const [index, { file, row, text }] of files.entries()) {
      if (index % 20 === 19) await pause();
      const { entry, problems: found } = readEntry(file, text);
      problems.push(...found.map((problem) => (row === undefined ? problem : { ...problem, line: row })));
      if (entry === null) continue;
      const written = writeEntry(entry);
      const known = library.get(entry.id);
      if (known && writeEntry(known.entry) === written) unchanged += 1;
      else drafts.push(draftOf(entry.id, written));
    }
    scripts.saveDrafts(drafts);
    const outcome: ImportOutcome = {
      drafts: drafts.length,
      unchanged,
      problems: problems.slice(0, LISTED_PROBLEMS),
    };
    return outcome;
  };

  return {
    handlers: {
      list: allowed(() =>
        listScripts({
          shelved: library.all(),
          newest: scripts.newest(),
          drafts: scripts.drafts(),
          lastOf: (id) => versionsOf(id).find(({ entry }) => entry !== null)?.entry ?? undefined,
          usesOf: (id) => usage.of(id)?.used ?? 0,
          validityOf: (entry) => validityOf(entry, localDate(clock.wall())),
        }),
      ),
      open: allowed(({ id }) => edited(id)),
      create: allowed(({ kind }) => {
        const id = `${kind.charAt(0).toUpperCase()}-${newId().slice(-12)}`;
        const reviewBy = localDate(clock.wall() + REVIEW_AFTER_MILLISECONDS);
        scripts.saveDrafts([draftOf(id, templateOf(kind, id, reviewBy))]);
        return edited(id);
      }),
      check: allowed(({ text }) => {
        const { entry, problems } = readEntry('', text);
        return { entry, problems: [...problems] };
      }),
      saveDraft: allowed(({ id, text }) => {
        scripts.saveDrafts([draftOf(id, text)]);
        return null;
      }),
      discardDraft: allowed(({ id }) => {
        scripts.removeDraft(id);
        return null;
      }),
      publish: allowed(async ({ id, comment }) => {
        const draft = scripts.draft(id);
        if (draft === undefined) throw new CodedError('no-such-script', 'There is no draft to publish.');
        const made = finished(draft);
        if ('problems' in made) throw new CodedError('script-invalid', 'The draft is not right yet.');
        await publishEntry(id, made.entry, comment);
        return edited(id);
      }),
      publishAll: allowed(async ({ comment }) => {
        const problems: ScriptProblem[] = [];
        let published = 0;
        for (const draft of scripts.drafts()) {
          const made = finished(draft);
          if ('problems' in made) problems.push(...made.problems);
          else {
            await publishEntry(draft.id, made.entry, comment);
            published += 1;
          }
        }
        return { published, problems: problems.slice(0, LISTED_PROBLEMS) };
      }),
      retire: allowed(async ({ id, comment }) => {
        if (library.get(id) === undefined)
          throw new CodedError('no-such-script', 'The entry is not in the library.');
        await publishEntry(id, null, comment);
        return edited(id);
      }),
      version: allowed(({ id, version }) => ({ text: writeEntry(versionAt(id, version)) })),
      restore: allowed(({ id, version }) => {
        scripts.saveDrafts([draftOf(id, writeEntry(versionAt(id, version)))]);
        return edited(id);
      }),
      exportAll: allowed(() => {
        const entries = [...library.all()].map(({ entry }) => entry);
        return exportLibrary(options.exports, localDate(clock.wall()), entries);
      }),
      importFiles: allowed(({ files }) => importTexts(files.map(({ path, text }) => ({ file: path, text })))),
      importWorkbook: allowed(async ({ base64 }) => {
        try {
          return await importTexts(await readWorkbook(Buffer.from(base64, 'base64')));
        } catch (error) {
          if (error instanceof CodedError) throw error;
          throw new CodedError('script-invalid', 'The file is no workbook that can be read.');
        }
      }),
      notes: allowed(() => scripts.notes(LISTED_NOTES)),
    },
  };
}

/** The kind that a text names, though it can't be read. */
function kindIn(text: string): ScriptEntry['kind'] {
  const name = /^kind:\s*(phrase|guide|knowledge|unit)\s*$/m.exec(text)?.[1];
  return name === 'guide' || name === 'knowledge' || name === 'unit' ? name : 'phrase';
}
