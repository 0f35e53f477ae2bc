import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { callEndReasonSchema } from '#shared/domain/index.ts';
import { en } from './en.ts';
import { zhCN } from './zh-CN.ts';

interface Texts {
  readonly [key: string]: string | Texts;
}

const keysOf = (texts: Texts, prefix = ''): string[] =>
  Object.entries(texts).flatMap(([key, value]) =>
    typeof value === 'string' ? [`${prefix}${key}`] : keysOf(value, `${prefix}${key}.`),
  );

const textAt = (texts: Texts, path: string): string => {
  let found: string | Texts = texts;
  for (const key of path.split('.')) found = typeof found === 'string' ? '' : (found[key] ?? '');
  return typeof found === 'string' ? found : '';
};

const sources = (directory: string): string[] =>
  readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) return entry.name === 'testing' ? [] : sources(path);
    return /\.tsx?$/.test(entry.name) && !entry.name.includes('.test.') ? [path] : [];
  });

/** Every key that the code names, `*` for a part that it computes. */
function usedKeys(): string[] {
  const root = resolve(import.meta.dirname, '../..');
  return sources(root).flatMap((path) => {
    const text = readFileSync(path, 'utf8');
    const plain = [...text.matchAll(/\bt\(\s*'([^']+)'/g)].map((match) => match[1] ?? '');
    const either = [...text.matchAll(/\bt\([^)']*\? '([^']+)' : '([^']+)'/g)].flatMap((match) => [
      match[1] ?? '',
      match[2] ?? '',
    ]);
    const computed = [...text.matchAll(/\bt\(\s*`([^`]+)`/g)].map((match) =>
      (match[1] ?? '').replace(/\$\{[^}]*\}/g, '*'),
    );
    return [...plain, ...either, ...computed];
  });
}

describe('texts', () => {
  it('has the same keys in both languages', () => {
    expect(keysOf(en)).toEqual(keysOf(zhCN));
  });

  it('has the same slots in both languages', () => {
    const slots = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]).sort();
    for (const key of keysOf(zhCN))
      expect([key, slots(textAt(en, key))]).toEqual([key, slots(textAt(zhCN, key))]);
  });

  it('has every key that the code uses', () => {
    const known = keysOf(zhCN);
    const used = usedKeys();
    expect(used.length).toBeGreaterThan(80);
    const missing = used.filter((key) => {
      const pattern = new RegExp(`^${key.replaceAll('.', '\\.').replaceAll('*', '[^.]+')}$`);
      return !known.some((one) => pattern.test(one));
    });
    expect(missing).toEqual([]);
  });

  it('has Chinese punctuation between Chinese characters (GB/T 15834)', () => {
    const foreign = keysOf(zhCN).filter((key) =>
      /[\u3400-\u9fff][,;:?!](?=[\u3400-\u9fff“「《{]|$)|[)}」》”][,;](?=[\u3400-\u9fff])/u.test(
        textAt(zhCN, key),
      ),
    );
    expect(foreign).toEqual([]);
  });

  it('has a text for every way a call ends', () => {
    expect(Object.keys(zhCN.call.end).sort()).toEqual([...callEndReasonSchema.options].sort());
  });
});
