import { describe, expect, it } from 'vitest';
import { blankFrom, blanksOf, insertAt } from './blanks.ts';

const text = '【小区】电梯自【何时】起停运。';

describe('blanks of a template', () => {
  it('are walked forwards and back, and left at either end', () => {
    const first = { start: 0, end: 4 };
    const second = { start: 7, end: 11 };
    expect(blanksOf(text)).toEqual([first, second]);
    expect(blankFrom(text, { start: 0, end: 0 }, false)).toEqual(first);
    expect(blankFrom(text, first, false)).toEqual(second);
    expect(blankFrom(text, second, false)).toBeUndefined();
    expect(blankFrom(text, second, true)).toEqual(first);
    expect(blankFrom(text, first, true)).toBeUndefined();
  });

  it('are passed by where one was filled', () => {
    const filled = '青檀佳苑电梯自【何时】起停运。';
    expect(blankFrom(filled, { start: 4, end: 4 }, false)).toEqual({ start: 7, end: 11 });
  });

  it('come with a template that is put at the cursor', () => {
    const put = insertAt('来电人说:。', { start: 5, end: 5 }, text);
    expect(put.text).toBe(`来电人说:${text}。`);
    expect(put.text.slice(put.selection.start, put.selection.end)).toBe('【小区】');
    expect(insertAt('甲乙', { start: 0, end: 1 }, '丙').selection).toEqual({ start: 1, end: 1 });
  });
});
