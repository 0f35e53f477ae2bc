import type { Database } from 'better-sqlite3-multiple-ciphers';
import {
  CodedError,
  type Draft,
  draftSchema,
  storedFieldsSchema,
  type WorkOrderField,
  type WorkOrderFields,
} from '#shared/domain/index.ts';
import { guarded, parseBody } from './errors.ts';

/** What one writer typed since its last patch. */
export interface StoredPatch {
  readonly draftId: string;
  readonly writer: string;
  /** From 1, growing for each writer and draft; gaps are allowed. */
  readonly sequence: number;
  readonly fields: { readonly [F in WorkOrderField]?: WorkOrderFields[F] | undefined };
  /** Epoch ms. */
  readonly at: number;
}

/** Open drafts. Every method returns after the change is durable, or throws. */
export interface DraftStore {
  /** Oldest first. */
  list(): Draft[];
  get(id: string): Draft | undefined;
  insert(draft: Draft): void;
  /**
   * Merges by field. A sequence that is not above the writer's last one changes nothing and is acknowledged
   * again (rule DR-2).
   *
   * @throws CodedError `no-such-draft`
   */
  patch(patch: StoredPatch): { sequence: number };
  /** Whether any patch was ever applied to it. */
  isTouched(id: string): boolean;
  /** Removing what is not there is no error. */
  remove(id: string): void;
}

const storedDraftSchema = draftSchema.extend({ fields: storedFieldsSchema });

export function createDraftStore(database: Database): DraftStore {
  const all = database.prepare<[], { body: string }>(
    "SELECT body FROM drafts ORDER BY body ->> '$.createdAt', id",
  );
  const one = database.prepare<[string], { body: string }>('SELECT body FROM drafts WHERE id = ?');
  const insert = database.prepare<[string, string]>('INSERT INTO drafts (id, body) VALUES (?, ?)');
  const remove = database.prepare<[string]>('DELETE FROM drafts WHERE id = ?');
  const writers = database.prepare<[string], unknown>('SELECT 1 FROM draft_writers WHERE draft_id = ?');
  const lastSequence = database.prepare<[string, string], { sequence: number | null }>(
    `SELECT draft_writers.sequence FROM drafts
     LEFT JOIN draft_writers ON draft_writers.draft_id = drafts.id AND draft_writers.writer = ?
     WHERE drafts.id = ?`,
  );
  const setSequence = database.prepare<[string, string, number]>(
    `INSERT INTO draft_writers (draft_id, writer, sequence) VALUES (?, ?, ?)
     ON CONFLICT (draft_id, writer) DO UPDATE SET sequence = excluded.sequence`,
  );
  const merge = database.prepare<[string, string]>(
    'UPDATE drafts SET body = json_patch(body, ?) WHERE id = ?',
  );

  const patch = database.transaction(({ draftId, writer, sequence, fields, at }: StoredPatch) => {
    const last = lastSequence.get(writer, draftId);
    if (last === undefined) throw new CodedError('no-such-draft', 'The draft is not open any more.');
    if (sequence <= (last.sequence ?? 0)) return { sequence };
    setSequence.run(draftId, writer, sequence);
    merge.run(JSON.stringify({ updatedAt: at, fields }), draftId);
    return { sequence };
  });

  const read = ({ body }: { body: string }) => parseBody(storedDraftSchema, 'draft', body);
  return guarded<DraftStore>({
    list: () => all.all().map(read),
    get: (id) => {
      const row = one.get(id);
      return row && read(row);
    },
    insert: (draft) => void insert.run(draft.id, JSON.stringify(draft)),
    patch,
    isTouched: (id) => writers.get(id) !== undefined,
    remove: (id) => void remove.run(id),
  });
}
