import type { Database } from 'better-sqlite3-multiple-ciphers';
import {
  type GuideProgress,
  guideProgressSchema,
  type ScriptNote,
  scriptNoteSchema,
} from '#shared/contract/index.ts';
import { CodedError, type ScriptVersion, scriptVersionSchema } from '#shared/domain/index.ts';
import type { Operation } from '#shared/hub-protocol/index.ts';
import { guarded, parseBody } from './errors.ts';
import { prepareAppend } from './outbox.ts';

/** An editor's text that is not published. */
export interface ScriptDraft {
  readonly id: string;
  readonly text: string;
  /** Epoch ms. */
  readonly changedAt: number;
  readonly author: string;
}

/** How often an entry was used at this seat. */
export interface ScriptUsageRow {
  readonly id: string;
  readonly opened: number;
  readonly used: number;
  /** Of these, how many the hub has not been told. */
  readonly openedUnsent: number;
  readonly usedUnsent: number;
  /** Epoch ms. */
  readonly lastAt: number;
}

/** A note to the editors, as it was made at this seat. */
export interface StoredScriptNote extends ScriptNote {
  readonly id: string;
  readonly at: number;
  readonly author: string;
}

/** What of the script library is the seat's own. */
export interface ScriptStore {
  /** The newest version of every entry that was ever published, in no order. */
  newest(): ScriptVersion[];
  /** All versions of an entry, newest first. */
  versions(id: string): ScriptVersion[];
  /** Puts a version in, its draft out, and the operation into the outbox, in one transaction. */
  publish(version: ScriptVersion, operation: Operation): void;
  /** Versions that came from the hub; they take the place of others of the same number. One transaction. */
  accept(versions: readonly ScriptVersion[]): void;
  drafts(): ScriptDraft[];
  draft(id: string): ScriptDraft | undefined;
  saveDrafts(drafts: readonly ScriptDraft[]): void;
  removeDraft(id: string): void;
  /** The guides begun for an order's draft, the last used first. */
  progress(draftId: string): GuideProgress[];
  /** @throws CodedError `no-such-draft` */
  saveProgress(progress: GuideProgress, at: number): void;
  /** A note, with its operation. */
  addNote(note: StoredScriptNote, operation: Operation): void;
  /** Newest first. */
  notes(limit: number): StoredScriptNote[];
  usage(): ScriptUsageRow[];
  count(id: string, how: 'opened' | 'used', at: number): void;
  /** Marks the usage of these entries as told and puts the operation that tells it into the outbox. */
  tellUsage(ids: readonly string[], operation: Operation): void;
}

export const SCRIPT_QUERIES = {
  newest: `SELECT body FROM script_versions AS one WHERE version =
    (SELECT max(version) FROM script_versions AS other WHERE other.id = one.id)`,
  notes: 'SELECT id, at, body FROM script_notes ORDER BY at DESC LIMIT ?',
};

export function createScriptStore(database: Database): ScriptStore {
  const append = prepareAppend(database);
  const newest = database.prepare<[], { body: string }>(SCRIPT_QUERIES.newest);
  const versions = database.prepare<[string], { body: string }>(
    'SELECT body FROM script_versions WHERE id = ? ORDER BY version DESC',
  );
  const put = database.prepare<[string, number, string]>(
    `INSERT INTO script_versions (id, version, body) VALUES (?, ?, ?)
     ON CONFLICT (id, version) DO UPDATE SET body = excluded.body`,
  );
  const drafts = database.prepare<[], ScriptDraft>(
    'SELECT id, text, changed_at AS changedAt, author FROM script_drafts ORDER BY id',
  );
  const draft = database.prepare<[string], ScriptDraft>(
    'SELECT id, text, changed_at AS changedAt, author FROM script_drafts WHERE id = ?',
  );
  const saveDraft = database.prepare<[string, string, number, string]>(
    `INSERT INTO script_drafts (id, text, changed_at, author) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE
     SET text = excluded.text, changed_at = excluded.changed_at, author = excluded.author`,
  );
  const removeDraft = database.prepare<[string]>('DELETE FROM script_drafts WHERE id = ?');
  const progress = database.prepare<[string], { body: string }>(
    'SELECT body FROM guide_progress WHERE draft_id = ? ORDER BY changed_at DESC, guide_id',
  );
  const orderDraft = database.prepare<[string], unknown>('SELECT 1 FROM drafts WHERE id = ?');
  const saveProgress = database.prepare<[string, string, number, string]>(
    `INSERT INTO guide_progress (draft_id, guide_id, changed_at, body) VALUES (?, ?, ?, ?)
     ON CONFLICT (draft_id, guide_id) DO UPDATE SET changed_at = excluded.changed_at, body = excluded.body`,
  );
  const addNote = database.prepare<[string, number, string]>(
    'INSERT INTO script_notes (id, at, body) VALUES (?, ?, ?)',
  );
  const notes = database.prepare<[number], { id: string; at: number; body: string }>(SCRIPT_QUERIES.notes);
  const usage = database.prepare<[], ScriptUsageRow>(
    `SELECT id, opened, used, opened_unsent AS openedUnsent, used_unsent AS usedUnsent, last_at AS lastAt
     FROM script_usage`,
  );
  const count = database.prepare<{ id: string; opened: number; used: number; at: number }>(
    `INSERT INTO script_usage (id, opened, used, opened_unsent, used_unsent, last_at)
     VALUES (:id, :opened, :used, :opened, :used, :at)
     ON CONFLICT (id) DO UPDATE SET opened = opened + :opened, used = used + :used,
       opened_unsent = opened_unsent + :opened, used_unsent = used_unsent + :used, last_at = :at`,
  );
  const told = database.prepare<[string]>(
    'UPDATE script_usage SET opened_unsent = 0, used_unsent = 0 WHERE id = ?',
  );

  const readVersion = ({ body }: { body: string }) => parseBody(scriptVersionSchema, 'script version', body);
  const putVersion = (version: ScriptVersion) =>
    put.run(version.id, version.version, JSON.stringify(version));
  const publish = database.transaction((version: ScriptVersion, operation: Operation) => {
    putVersion(version);
    removeDraft.run(version.id);
    append(operation);
  });
  const accept = database.transaction((accepted: readonly ScriptVersion[]) => {
    for (const version of accepted) putVersion(version);
  });
  const saveDrafts = database.transaction((saved: readonly ScriptDraft[]) => {
    for (const one of saved) saveDraft.run(one.id, one.text, one.changedAt, one.author);
  });
  const addNoteAndTell = database.transaction(
    ({ id, at, ...note }: StoredScriptNote, operation: Operation) => {
      addNote.run(id, at, JSON.stringify(note));
      append(operation);
    },
  );
  const tellUsage = database.transaction((ids: readonly string[], operation: Operation) => {
    for (const id of ids) told.run(id);
    append(operation);
  });
  const storedNote = scriptNoteSchema.extend({ author: scriptVersionSchema.shape.author });

  return guarded<ScriptStore>({
    newest: () => newest.all().map(readVersion),
    versions: (id) => versions.all(id).map(readVersion),
    publish: (version, operation) => publish(version, operation),
    accept: (accepted) => accept(accepted),
    drafts: () => drafts.all(),
    draft: (id) => draft.get(id),
    saveDrafts: (saved) => saveDrafts(saved),
    removeDraft: (id) => void removeDraft.run(id),
    progress: (draftId) =>
      progress.all(draftId).map(({ body }) => parseBody(guideProgressSchema, 'guide progress', body)),
    saveProgress: (one, at) => {
      if (orderDraft.get(one.draftId) === undefined) {
        throw new CodedError('no-such-draft', 'The draft is not open any more.');
      }
      saveProgress.run(one.draftId, one.guideId, at, JSON.stringify(one));
    },
    addNote: (note, operation) => addNoteAndTell(note, operation),
    notes: (limit) =>
      notes.all(limit).map(({ id, at, body }) => ({ id, at, ...parseBody(storedNote, 'script note', body) })),
    usage: () => usage.all(),
    count: (id, how, at) =>
      void count.run({ id, opened: how === 'opened' ? 1 : 0, used: how === 'used' ? 1 : 0, at }),
    tellUsage: (ids, operation) => tellUsage(ids, operation),
  });
}
