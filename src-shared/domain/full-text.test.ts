import { describe, expect, it } from 'vitest';
import { searchQuery, searchTerms } from './full-text.ts';

describe('full text', () => {
  it('FT-1 a term begins at each Chinese character; a word of letters and digits is one', () => {
    expect(searchTerms('夜间施工,A座 6号')).toEqual(['夜间', '间施', '施工', '工', 'a', '座', '6', '号']);
    expect(searchTerms('𠮷野')).toEqual(['𠮷野', '野']);
    expect(searchTerms('')).toEqual([]);
  });

  it('FT-2 a query is phrases that must all occur; nothing typed is an operator', () => {
    expect(searchQuery('施工噪声')).toBe('"施工 工噪 噪声"');
    expect(searchQuery('光明路2号')).toBe('"光明 明路 路 2 号"*');
    expect(searchQuery('6号楼')).toBe('"6 号楼"');
    expect(searchQuery('井')).toBe('"井"*');
    expect(searchQuery('261122-007-003')).toBe('"261122"* AND "007"* AND "003"*');
    expect(searchQuery('a" OR title:*')).toBe('"a"* AND "or"* AND "title"*');
    expect(searchQuery(' -"*')).toBeUndefined();
  });
});
