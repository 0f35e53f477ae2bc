import type { Database } from 'better-sqlite3-multiple-ciphers';
import {
  CodedError,
  type Draft,
  type DraftCursor,
  deltaOf,
  draftCursorSchema,
  draftSchema,
  emptyFields,
  type FieldDelta,
  storedDraftFieldsSchema,
  type WorkOrderField,
  type WorkOrderFields,
} from '#shared/domain/index.ts';
import type { Author, ChangeLog } from './changes.ts';
import { guarded, parseBody } from './errors.ts';

/** Some fields; one that is undefined is not there. */
export type SomeFields = { readonly [F in WorkOrderField]?: WorkOrderFields[F] | undefined };

/** What one writer typed since its last patch. */
export interface StoredPatch {
  readonly draftId: string;
  readonly writer: string;
  /** Who is at the page; for the history. */
  readonly operator: string;
  /** From 1, growing for each writer and draft; gaps are allowed. */
  readonly sequence: number;
  readonly fields: SomeFields;
  /** Epoch ms. */
  readonly at: number;
}

/** How many steps of a draft can be undone and redone. */
export interface Steps {
  readonly undoable: number;
  readonly redoable: number;
}

/** Open drafts. Every method returns after the change is durable, or throws. */
export interface DraftStore {
  /** Oldest first. */
  list(): Draft[];
  get(id: string): Draft | undefined;
  /** The fields it begins with are the first entry of its history. */
  insert(draft: Draft, operator?: string): void;
  /**
   * Merges by field. A sequence that is not above the writer's last one changes nothing and is acknowledged
   * again (rule DR-2).
   *
   * @throws CodedError `no-such-draft`
   */
  patch(patch: StoredPatch): { sequence: number };
  /** Sets fields as one step of undo, outside a writer's sequence. @throws CodedError `no-such-draft` */
  set(draftId: string, author: Author, fields: SomeFields): void;
  /** @throws CodedError `no-such-draft`, `nothing-to-undo` */
  step(direction: 'undo' | 'redo', draftId: string, author: Author): void;
  steps(id: string): Steps;
  cursor(id: string): DraftCursor | null;
  /** Of a draft that is gone nothing is kept. */
  keepCursor(id: string, cursor: DraftCursor): void;
  /** Whether any patch was ever applied to it. */
  isTouched(id: string): boolean;
  /** Throws a draft away with its history. Removing what is not there is no error. */
  remove(id: string): void;
}

const storedDraftSchema = draftSchema.extend({ fields: storedDraftFieldsSchema });

export function createDraftStore(database: Database, changes: ChangeLog): DraftStore {
  const all = database.prepare<[], { body: string }>(
    "SELECT body FROM drafts ORDER BY body ->> '$.createdAt', id",
  );
  const one = database.prepare<[string], { body: string }>('SELECT body FROM drafts WHERE id = ?');
  const insert = database.prepare<[string, string]>('INSERT INTO drafts (id, body) VALUES (?, ?)');
  const removeDraft = database.prepare<[string]>('DELETE FROM drafts WHERE id = ?');
  const writers = database.prepare<[string], unknown>('SELECT 1 FROM draft_writers WHERE draft_id = ?');
  const lastSequence = database.prepare<[string, string], { sequence: number }>(
    'SELECT sequence FROM draft_writers WHERE draft_id = ? AND writer = ?',
  );
  const setSequence = database.prepare<[string, string, number]>(
    `INSERT INTO draft_writers (draft_id, writer, sequence) VALUES (?, ?, ?)
     ON CONFLICT (draft_id, writer) DO UPDATE SET sequence = excluded.sequence`,
  );
  const write = database.prepare<[string, string]>('UPDATE drafts SET body = ? WHERE id = ?');
  const cursorOf = database.prepare<[string], { body: string }>(
    'SELECT body FROM draft_cursors WHERE draft_id = ?',
  );
  const setCursor = database.prepare<{ id: string; body: string }>(
    `INSERT INTO draft_cursors (draft_id, body) SELECT @id, @body WHERE EXISTS (SELECT 1 FROM drafts WHERE id = @id)
     ON CONFLICT (draft_id) DO UPDATE SET body = excluded.body`,
  );

  const read = ({ body }: { body: string }): Draft => parseBody(storedDraftSchema, 'draft', body);
  const open = (id: string): Draft => {
    const row = one.get(id);
    if (row === undefined) throw new CodedError('no-such-draft', 'The draft is not open any more.');
    return read(row);
  };
  const put = (draft: Draft, fields: WorkOrderFields, at: number) =>
    write.run(JSON.stringify({ ...draft, updatedAt: at, fields }), draft.id);

  /** Merges fields into a draft and writes the change down. */
  const merge = (draft: Draft, author: Author, fields: SomeFields) => {
    const given = Object.entries(fields).filter(([, value]) => value !== undefined);
    const deltas = deltasOf(draft.fields, given);
    if (deltas.length > 0) put(draft, { ...draft.fields, ...Object.fromEntries(given) }, author.at);
    changes.record(draft.id, author, deltas);
  };

  const patch = database.transaction(({ draftId, sequence, fields, ...author }: StoredPatch) => {
    const draft = open(draftId);
    if (sequence <= (lastSequence.get(draftId, author.writer)?.sequence ?? 0)) return { sequence };
    setSequence.run(draftId, author.writer, sequence);
    merge(draft, author, fields);
    return { sequence };
  });

  const begin = database.transaction((draft: Draft, operator: string) => {
    insert.run(draft.id, JSON.stringify(draft));
    const begun = { writer: BEGINNING, operator, at: draft.createdAt };
    changes.record(draft.id, begun, deltasOf(emptyFields, Object.entries(draft.fields)));
    changes.close(draft.id);
  });

  const step = database.transaction((direction: 'undo' | 'redo', draftId: string, author: Author) => {
    const draft = open(draftId);
    const fields = changes.step(direction, draftId, author, draft.fields);
    if (fields === undefined) throw new CodedError('nothing-to-undo', `There is nothing to ${direction}.`);
    put(draft, fields, author.at);
  });

  return guarded<DraftStore>({
    list: () => all.all().map(read),
    get: (id) => {
      const row = one.get(id);
      return row && read(row);
    },
    insert: (draft, operator = '') => begin(draft, operator),
    patch,
    set: database.transaction((draftId: string, author: Author, fields: SomeFields) =>
      merge(open(draftId), author, fields),
    ),
    step,
    steps: changes.counts,
    cursor: (id) => {
      const row = cursorOf.get(id);
      return row ? parseBody(draftCursorSchema, 'cursor', row.body) : null;
    },
    keepCursor: (id, cursor) => void setCursor.run({ id, body: JSON.stringify(cursor) }),
    isTouched: (id) => writers.get(id) !== undefined,
    remove: database.transaction((id: string) => {
      changes.remove(id);
      removeDraft.run(id);
    }),
  });
}

/** Writer of the fields a draft begins with; no page has this name. */
export const BEGINNING = 'beginning';

/** What fields change, as deltas; those that change nothing are left out. */
export function deltasOf(fields: WorkOrderFields, given: ReadonlyArray<[string, unknown]>): FieldDelta[] {
  const before = new Map<string, unknown>(Object.entries(fields));
  return given.flatMap(([field, value]) => deltaOf(field, before.get(field), value) ?? []);
}
