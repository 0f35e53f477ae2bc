import type { Database } from 'better-sqlite3-multiple-ciphers';
import { z } from 'zod';
import {
  applied,
  continuesStep,
  deltaOf,
  emptyFields,
  type FieldChange,
  type FieldDelta,
  fieldDeltaSchema,
  NOT_APPLICABLE,
  reverted,
  WORK_ORDER_FIELDS,
  type WorkOrderField,
  type WorkOrderFields,
} from '#shared/domain/index.ts';
import { guarded, parseBody } from './errors.ts';

/** Steps that can be undone at most; older ones stay in the history only. */
export const UNDO_STEPS = 200;

const changeSchema = z.object({
  at: z.number(),
  /** The last patch that became part of it. */
  until: z.number(),
  operator: z.string(),
  kind: z.enum(['edit', 'undo', 'redo', 'amend']),
  deltas: z.array(fieldDeltaSchema),
});
type Change = z.infer<typeof changeSchema>;

interface ChangeRow {
  sequence: number;
  writer: string;
  body: string;
}

/** Who changes a draft: a page, and the person at it. */
export interface Author {
  readonly writer: string;
  readonly operator: string;
  /** Epoch ms. */
  readonly at: number;
}

/**
 * The history of drafts and orders, and what of a draft can be undone. A step of typing:
 * ```
 *   done ── undo ──▶ undone ── redo ──▶ done
 *     │                 │
 *     │ 200 newer ones  │ the same writer types something else
 *     ▼                 ▼
 *   history only    history only
 * ```
 * Everything here runs within the transaction of its caller.
 */
export interface ChangeLog {
  /** Writes down what a patch changed; a run of typing grows (rule DR-11). */
  record(subject: string, author: Author, deltas: readonly FieldDelta[]): void;
  /** Writes down a change after the submit. */
  amended(subject: string, author: Author, deltas: readonly FieldDelta[]): void;
  /**
   * The fields with the writer's last step taken back (or made again); undefined when there is none. Steps of
   * another writer who is at work beside this one are left alone, and so is a field that he changed since.
   */
  step(
    direction: 'undo' | 'redo',
    subject: string,
    author: Author,
    fields: WorkOrderFields,
  ): WorkOrderFields | undefined;
  counts(subject: string): { undoable: number; redoable: number };
  /** The order was submitted: its steps are history. */
  close(subject: string): void;
  remove(subject: string): void;
  /** Each field of each change with its whole value before and after, oldest first. */
  history(subject: string): FieldChange[];
}

export function createChangeLog(database: Database): ChangeLog {
  const last = database.prepare<[string], ChangeRow & { state: string | null }>(
    'SELECT sequence, writer, state, body FROM changes WHERE subject = ? ORDER BY sequence DESC LIMIT 1',
  );
  const grow = database.prepare<[string, number]>('UPDATE changes SET body = ? WHERE sequence = ?');
  const drop = database.prepare<[number]>('DELETE FROM changes WHERE sequence = ?');
  const insert = database.prepare<[string, string, 'done' | null, string]>(
    'INSERT INTO changes (subject, writer, state, body) VALUES (?, ?, ?, ?)',
  );
  const setState = database.prepare<['done' | 'undone' | null, number]>(
    'UPDATE changes SET state = ? WHERE sequence = ?',
  );
  const inState = database.prepare<[string, 'done' | 'undone'], ChangeRow>(
    'SELECT sequence, writer, body FROM changes WHERE subject = ? AND state = ? ORDER BY sequence',
  );
  const limit = database.prepare<{ subject: string; keep: number }>(
    `UPDATE changes SET state = NULL WHERE subject = @subject AND state = 'done' AND sequence <=
       (SELECT sequence FROM changes WHERE subject = @subject AND state = 'done'
        ORDER BY sequence DESC LIMIT 1 OFFSET @keep)`,
  );
  const counted = database.prepare<[string], { undoable: number | null; redoable: number | null }>(
    `SELECT sum(state = 'done') AS undoable, sum(state = 'undone') AS redoable FROM changes
     WHERE subject = ? AND state IS NOT NULL`,
  );
  const close = database.prepare<[string]>('UPDATE changes SET state = NULL WHERE subject = ?');
  const remove = database.prepare<[string]>('DELETE FROM changes WHERE subject = ?');
  const all = database.prepare<[string], ChangeRow>(
    'SELECT sequence, writer, body FROM changes WHERE subject = ? ORDER BY sequence',
  );
  const firsts = database.prepare<[string], { writer: string; first: number; last: number }>(
    'SELECT writer, min(sequence) AS first, max(sequence) AS last FROM changes WHERE subject = ? GROUP BY writer',
  );

  const read = (row: ChangeRow): Change => parseBody(changeSchema, 'change', row.body);

  /** Writers at work beside this one: those who have written since this one's first change. */
  const beside = (subject: string, writer: string): ReadonlySet<string> => {
    const known = firsts.all(subject);
    const mine = known.find((one) => one.writer === writer)?.first;
    if (mine === undefined) return new Set();
    return new Set(known.filter((one) => one.writer !== writer && one.last > mine).map((one) => one.writer));
  };

  const write = (subject: string, author: Author, kind: Change['kind'], deltas: readonly FieldDelta[]) => {
    const { at, operator, writer } = author;
    const change = { at, until: at, operator, kind, deltas };
    insert.run(subject, writer, kind === 'edit' ? 'done' : null, JSON.stringify(change));
  };

  const record: ChangeLog['record'] = (subject, author, deltas) => {
    if (deltas.length === 0) return;
    const row = last.get(subject);
    if (row && row.state === 'done' && row.writer === author.writer) {
      const before = read(row);
      const next = { at: author.at, until: author.at, deltas };
      const grown =
        before.operator === author.operator && continuesStep(before, next) && joined(before, deltas);
      if (grown !== false) {
        if (grown === undefined) drop.run(row.sequence);
        else grow.run(JSON.stringify({ ...before, until: author.at, deltas: [grown] }), row.sequence);
        return;
      }
    }
    const others = beside(subject, author.writer);
    for (const undone of inState.all(subject, 'undone')) {
      if (!others.has(undone.writer)) setState.run(null, undone.sequence);
    }
    write(subject, author, 'edit', deltas);
    limit.run({ subject, keep: UNDO_STEPS });
  };

  const step: ChangeLog['step'] = (direction, subject, author, fields) => {
    const undo = direction === 'undo';
    const others = beside(subject, author.writer);
    const steps = inState.all(subject, undo ? 'done' : 'undone');
    const barred = new Set<string>();
    for (const row of undo ? steps.toReversed() : steps) {
      const { deltas } = read(row);
      if (others.has(row.writer)) {
        for (const { field } of deltas) barred.add(field);
        continue;
      }
      if (deltas.some(({ field }) => barred.has(field))) continue;
      const changed = deltas.map(
        (delta) =>
          [
            delta.field,
            undo
              ? reverted(valueIn(fields, delta.field), delta)
              : applied(valueIn(fields, delta.field), delta),
          ] as const,
      );
      if (changed.some(([, value]) => value === NOT_APPLICABLE)) {
        for (const { field } of deltas) barred.add(field);
        continue;
      }
      setState.run(undo ? 'undone' : 'done', row.sequence);
      const made = changed.flatMap(([field, value]) => deltaOf(field, valueIn(fields, field), value) ?? []);
      write(subject, author, direction, made);
      return { ...fields, ...Object.fromEntries(changed) };
    }
    return undefined;
  };

  return guarded<ChangeLog>({
    record,
    amended: (subject, author, deltas) => {
      if (deltas.length > 0) write(subject, author, 'amend', deltas);
    },
    step,
    counts: (subject) => {
      const row = counted.get(subject);
      return { undoable: row?.undoable ?? 0, redoable: row?.redoable ?? 0 };
    },
    close: (subject) => void close.run(subject),
    remove: (subject) => void remove.run(subject),
    history: (subject) => replay(all.all(subject).map(read)),
  });
}

/** A step with a patch that goes on with it; undefined when the two cancel each other out. */
function joined(step: Change, deltas: readonly FieldDelta[]): FieldDelta | undefined | false {
  const [typed] = step.deltas;
  const [typing] = deltas;
  if (!typed || !typing || !('offset' in typed) || !('offset' in typing)) return false;
  // Both act within one stretch of text: what lay there before, and what lies there now.
  const start = typed.offset;
  const within = typing.offset - start;
  const over = within + typing.removed.length - typed.inserted.length;
  const tail = over > 0 ? typing.removed.slice(typing.removed.length - over) : '';
  const before = `${typed.removed}${tail}`;
  const middle = `${typed.inserted}${tail}`;
  const after = `${middle.slice(0, within)}${typing.inserted}${middle.slice(within + typing.removed.length)}`;
  const delta = deltaOf(typed.field, before, after);
  return delta && 'offset' in delta ? { ...delta, offset: delta.offset + start } : delta;
}

function valueIn(fields: WorkOrderFields, field: string): unknown {
  return isField(field) ? fields[field] : undefined;
}

function isField(field: string): field is WorkOrderField {
  return WORK_ORDER_FIELDS.some((one) => one === field);
}

/** Whole values from deltas, from the beginning. What does not fit (a damaged step) is left as it stood. */
function replay(changes: readonly Change[]): FieldChange[] {
  const now = new Map<string, unknown>(Object.entries(emptyFields));
  const history: FieldChange[] = [];
  for (const { at, operator, kind, deltas } of changes) {
    for (const delta of deltas) {
      const before = now.get(delta.field);
      const after = applied(before, delta);
      if (after === NOT_APPLICABLE) continue;
      now.set(delta.field, after);
      history.push({ at, operator, kind, field: delta.field, before, after });
    }
  }
  return history;
}
