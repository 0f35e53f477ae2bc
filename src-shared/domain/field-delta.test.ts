import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applied, continuesStep, deltaOf, NOT_APPLICABLE, reverted, sameValue } from './field-delta.ts';

const text = fc.string({ unit: fc.constantFrom('a', 'b', '中', '文', '𠮷', '𠮸', '😀', '。') });
const value = fc.oneof(
  text,
  fc.boolean(),
  fc.option(fc.integer()),
  fc.array(fc.constantFrom('甲', '乙'), { maxLength: 3 }),
);

describe('field deltas', () => {
  it('DR-10 a delta leads from the one value to the other and back, and keeps characters whole', () => {
    fc.assert(
      fc.property(value, value, (before, after) => {
        const delta = deltaOf('content', before, after);
        if (delta === undefined) {
          expect(before).toEqual(after);
          return;
        }
        expect(applied(before, delta)).toEqual(after);
        expect(reverted(after, delta)).toEqual(before);
        if ('offset' in delta) {
          expect(delta.removed.isWellFormed()).toBe(true);
          expect(delta.inserted.isWellFormed()).toBe(true);
        }
      }),
      {
        examples: [
          ['𠮷', '𠮸'],
          ['𠮷𠮷', '𠮷'],
          ['aa', 'a'],
          ['', '😀'],
        ],
      },
    );
  });

  it('DR-10 keeps only what differs', () => {
    expect(deltaOf('content', '夜间施工噪声', '夜间装修噪声')).toEqual({
      field: 'content',
      offset: 2,
      removed: '施工',
      inserted: '装修',
    });
  });

  it('DR-10 does not apply to another value', () => {
    const delta = deltaOf('content', '甲乙', '甲丙');
    if (delta === undefined) throw new Error('There is a difference.');
    expect(reverted('甲丁', delta)).toBe(NOT_APPLICABLE);
    expect(applied(3, delta)).toBe(NOT_APPLICABLE);
    expect(sameValue(['甲'], ['甲'])).toBe(true);
  });

  const typed = (before: string, after: string, at: number) => {
    const delta = deltaOf('content', before, after);
    return { at, until: at, deltas: delta ? [delta] : [] };
  };

  it('DR-11 a run of typing is one step, until a pause, a sentence or another place', () => {
    const first = typed('', '夜', 0);
    expect(continuesStep(first, typed('夜', '夜间', 300))).toBe(true);
    expect(continuesStep(first, typed('夜', '夜间', 1_501))).toBe(false);
    expect(continuesStep(typed('夜', '夜。', 0), typed('夜。', '夜。间', 100))).toBe(false);
    expect(continuesStep({ ...first, until: 14_900 }, typed('夜', '夜间', 15_100))).toBe(false);
    expect(continuesStep(typed('甲乙', '甲乙丙', 0), typed('甲乙丙', '新甲乙丙', 100))).toBe(false);
    expect(
      continuesStep(first, { at: 1, until: 1, deltas: [{ field: 'ongoing', before: false, after: true }] }),
    ).toBe(false);
  });

  it('DR-11 what an input method composes and replaces is one step', () => {
    expect(continuesStep(typed('', 'y', 0), typed('y', 'ye', 100))).toBe(true);
    const letters = typed('', 'ye', 0);
    expect(continuesStep(letters, typed('ye', '夜', 200))).toBe(true);
  });
});
