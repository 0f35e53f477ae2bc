import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { emptyFields, type WorkOrderFields } from '#shared/domain/index.ts';
import { UNDO_STEPS } from './changes.ts';
import { type Cache, openCache } from './index.ts';
import {
  cacheOptions,
  draft,
  id,
  NOW,
  operation,
  order,
  removeTemporaryDirectories,
} from './testing/samples.ts';

let options: ReturnType<typeof cacheOptions>;
let cache: Cache;
let now: number;
let sequences: Map<string, number>;
beforeEach(() => {
  options = cacheOptions();
  cache = openCache(options).cache;
  now = NOW;
  sequences = new Map();
  cache.drafts.insert(draft(1));
});
afterEach(() => {
  cache.close();
  removeTemporaryDirectories();
});

const OPERATOR = id(0xa);
const SCRIBE = id(0xb);

/** One patch, after a pause that ends a run of typing unless told otherwise. */
function type(fields: Partial<WorkOrderFields>, writer = OPERATOR, pause = 5_000): void {
  now += pause;
  const sequence = (sequences.get(writer) ?? 0) + 1;
  sequences.set(writer, sequence);
  const operator = writer === OPERATOR ? '李敏' : '书记员';
  cache.drafts.patch({ draftId: id(1), writer, operator, sequence, fields, at: now });
}

function step(direction: 'undo' | 'redo', writer = OPERATOR): void {
  now += 1_000;
  cache.drafts.step(direction, id(1), { writer, operator: '李敏', at: now });
}
const fields = () => cache.drafts.get(id(1))?.fields ?? emptyFields;
const refuses = (run: () => void) =>
  expect(run).toThrow(expect.objectContaining({ code: 'nothing-to-undo' }));

describe('undo and redo', () => {
  it('DR-12 steps back and forth, across a restart', () => {
    type({ content: '夜间' });
    type({ content: '夜间施工' });
    type({ anonymous: true, safetyFlags: ['life'] });
    step('undo');
    expect(fields()).toMatchObject({ content: '夜间施工', anonymous: false, safetyFlags: [] });
    cache.close();
    cache = openCache(options).cache;
    step('undo');
    expect(fields().content).toBe('夜间');
    expect(cache.drafts.steps(id(1))).toEqual({ undoable: 1, redoable: 2 });
    step('redo');
    step('redo');
    expect(fields()).toMatchObject({ content: '夜间施工', anonymous: true, safetyFlags: ['life'] });
    refuses(() => step('redo'));
    for (let n = 0; n < 3; n += 1) step('undo');
    expect(fields()).toEqual(emptyFields);
    refuses(() => step('undo'));
  });

  it('DR-11 a run of typing is one step', () => {
    for (const content of ['夜', '夜间', '夜间施', '夜间施工']) type({ content }, OPERATOR, 300);
    expect(cache.drafts.steps(id(1))).toEqual({ undoable: 1, redoable: 0 });
    step('undo');
    expect(fields().content).toBe('');
  });

  it('DR-11 what was typed and taken back in one run is no step', () => {
    type({ content: '夜' });
    type({ content: '' }, OPERATOR, 200);
    expect(cache.drafts.steps(id(1)).undoable).toBe(0);
  });

  it('DR-12 typing after an undo forgets what was undone', () => {
    type({ content: '甲' });
    step('undo');
    type({ title: '乙' });
    refuses(() => step('redo'));
    step('undo');
    expect(fields()).toEqual(emptyFields);
  });

  it('DR-12 a draft keeps its last 200 steps', () => {
    for (let n = 1; n <= UNDO_STEPS + 5; n += 1) type({ title: String(n) });
    expect(cache.drafts.steps(id(1)).undoable).toBe(UNDO_STEPS);
    for (let n = 0; n < UNDO_STEPS; n += 1) step('undo');
    expect(fields().title).toBe('5');
    refuses(() => step('undo'));
  });

  it('DR-13 of two at work, nobody undoes what the other wrote', () => {
    type({ content: '甲' });
    type({ place: '乙' }, SCRIBE);
    type({ content: '甲丙' }, SCRIBE);
    // The operator's text was written on by the scribe: it can't be taken from under him.
    refuses(() => step('undo'));
    type({ title: '丁' });
    step('undo');
    expect(fields()).toMatchObject({ content: '甲丙', place: '乙', title: '' });
    step('undo', SCRIBE);
    expect(fields()).toMatchObject({ content: '甲', place: '乙' });
  });

  it('DR-13 after a reload the page’s own earlier steps can be undone', () => {
    type({ content: '甲' }, SCRIBE);
    type({ title: '乙' }, OPERATOR);
    step('undo');
    step('undo');
    expect(fields()).toEqual(emptyFields);
  });

  it('DR-12 any row of steps: undoing all leads to the beginning, redoing all back to the end', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '中', '。', '𠮷'), maxLength: 6 });
    const edit = fc.record(
      {
        content: text,
        title: text,
        anonymous: fc.boolean(),
        contactNumbers: fc.array(text, { maxLength: 2 }),
      },
      { requiredKeys: [] },
    );
    const typing = fc.record({ fields: edit, pause: fc.constantFrom(100, 5_000) });
    let run = 100;
    fc.assert(
      fc.property(fc.array(typing, { maxLength: 12 }), fc.nat(20), (typed, back) => {
        run += 1;
        const draftId = id(run);
        cache.drafts.insert(draft(run));
        for (const [index, { fields: some, pause }] of typed.entries()) {
          now += pause;
          const patch = { draftId, writer: OPERATOR, operator: '李敏', sequence: index + 1 };
          cache.drafts.patch({ ...patch, fields: some, at: now });
        }
        const end = cache.drafts.get(draftId)?.fields;
        const author = { writer: OPERATOR, operator: '李敏', at: now };
        const { undoable } = cache.drafts.steps(draftId);
        const partly = Math.min(undoable, back);
        for (let n = 0; n < partly; n += 1) cache.drafts.step('undo', draftId, author);
        for (let n = 0; n < partly; n += 1) cache.drafts.step('redo', draftId, author);
        expect(cache.drafts.get(draftId)?.fields).toEqual(end);
        for (let n = 0; n < undoable; n += 1) cache.drafts.step('undo', draftId, author);
        expect(cache.drafts.get(draftId)?.fields).toEqual(emptyFields);
        for (let n = 0; n < undoable; n += 1) cache.drafts.step('redo', draftId, author);
        expect(cache.drafts.get(draftId)?.fields).toEqual(end);
        cache.drafts.remove(draftId);
      }),
      { numRuns: 40 },
    );
  });
});

describe('history', () => {
  it('DR-14 says who changed what and when, whole values before and after, and stays with the order', () => {
    type({ content: '夜间施工' });
    type({ content: '夜间装修' }, SCRIBE);
    step('undo', SCRIBE);
    const submitted = order(1, fields());
    cache.orders.submit({ draftId: id(1), order: submitted, operation: operation(1, submitted) });
    const kept = cache.changes.history(id(1));
    expect(kept).toEqual([
      { at: NOW + 5_000, operator: '李敏', kind: 'edit', field: 'content', before: '', after: '夜间施工' },
      {
        at: NOW + 10_000,
        operator: '书记员',
        kind: 'edit',
        field: 'content',
        before: '夜间施工',
        after: '夜间装修',
      },
      {
        at: NOW + 11_000,
        operator: '李敏',
        kind: 'undo',
        field: 'content',
        before: '夜间装修',
        after: '夜间施工',
      },
    ]);
  });

  it('DR-14 begins with what the call brought, which can not be undone', () => {
    cache.drafts.insert(draft(2, { callerNumber: '13812341234' }), '李敏');
    expect(cache.changes.history(id(2))).toMatchObject([{ field: 'callerNumber', after: '13812341234' }]);
    expect(cache.drafts.steps(id(2))).toEqual({ undoable: 0, redoable: 0 });
    cache.drafts.remove(id(2));
    expect(cache.changes.history(id(2))).toEqual([]);
  });

  it('DR-15 a cursor, and what is typed and no value yet, are kept with their draft and go with it', () => {
    const unfinished = { categoryCode: '路灯', assistUnits: '𠮷安街道' };
    const cursor = { field: 'content', start: 3, end: 5, scroll: 120, fieldScroll: 0, unfinished };
    cache.drafts.keepCursor(id(1), cursor);
    cache.close();
    cache = openCache(options).cache;
    expect(cache.drafts.cursor(id(1))).toEqual(cursor);
    cache.drafts.remove(id(1));
    cache.drafts.keepCursor(id(1), cursor);
    expect(cache.drafts.cursor(id(1))).toBeNull();
  });
});
