import { describe, expect, it } from 'vitest';
import { type BarEntry, searchEntries } from './search.ts';

const entry = (id: string, codes: string[], name: string): BarEntry => ({
  id,
  codes,
  name,
  kind: 'command',
  run: () => undefined,
});

const entries = [
  entry('dispatch', ['dd', 'pd'], '派单给承办单位'),
  entry('answer', ['zj'], '直接答复'),
  entry('reject', ['zr', 'bsl'], '不予受理'),
  entry('lift', ['dtty'], '电梯停运'),
];
const ids = (typed: string) => searchEntries(entries, typed).map(({ id }) => id);

describe('what is typed into the command bar', () => {
  it('finds by the equal code first, then by the beginning of one', () => {
    expect(ids('dd')).toEqual(['dispatch']);
    expect(ids('d')).toEqual(['dispatch', 'lift']);
    expect(ids('bs')).toEqual(['reject']);
  });

  it('finds by Chinese, whole or in part, and by full-width letters', () => {
    expect(ids('直接')).toEqual(['answer']);
    expect(ids('受理')).toEqual(['reject']);
    expect(ids('dd')).toEqual(['dispatch']);
  });

  it('lists everything for nothing and for ?, full-width too', () => {
    expect(ids('')).toHaveLength(4);
    expect(ids('?')).toHaveLength(4);
    expect(ids('?')).toHaveLength(4);
  });

  it('finds nothing rather than something else', () => {
    expect(ids('zzz')).toEqual([]);
  });
});
