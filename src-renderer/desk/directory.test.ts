import { describe, expect, it } from 'vitest';
import { matchingEntries } from './directory.ts';

const DIRECTORY = [
  { name: '110 公安', number: '110' },
  { name: '市住房和城乡建设局', number: '8001' },
  { name: '市供热公司', number: '8011' },
];
const numbers = (text: string, last: string | null = null) =>
  matchingEntries(text, DIRECTORY, last).map(({ number }) => number);

describe('the desk', () => {
  it('offers a typed number first, then what begins with it, then what has it', () => {
    expect(numbers('80')).toEqual(['80', '8001', '8011']);
    expect(numbers('110')).toEqual(['110']);
    expect(numbers('11')).toEqual(['11', '110', '8011']);
    expect(numbers('154 0632-0011')).toEqual(['15406320011']);
  });
  it('finds by name, and never dials a name', () => {
    expect(numbers('供热')).toEqual(['8011']);
    expect(numbers('没有')).toEqual([]);
  });
  it('offers the last number first while nothing is typed, once', () => {
    expect(numbers('', '8011')).toEqual(['8011', '110', '8001']);
    expect(numbers('', '999')).toEqual(['999', '110', '8001', '8011']);
    expect(numbers('', null)).toEqual(['110', '8001', '8011']);
  });
});
