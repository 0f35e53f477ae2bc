import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import {
  CODE_LISTS,
  type CodeListName,
  callbackOutcomeSchema,
  channelOfLine,
  codeText,
  genderTitleSchema,
  handlingSchema,
  orderStateSchema,
  requesterKindSchema,
  requestTypeSchema,
  satisfactionSchema,
  urgencySchema,
} from '#shared/domain/index.ts';
import { loadCodes } from './codes.ts';

const book = loadCodes(fileURLToPath(new URL('../../assets/codes', import.meta.url)))();

/** Lists whose codes the rules know: the file may change their texts and no more. */
const CLOSED: ReadonlyArray<readonly [CodeListName, { readonly options: readonly string[] }]> = [
  ['request-types', requestTypeSchema],
  ['requester-kinds', requesterKindSchema],
  ['gender-titles', genderTitleSchema],
  ['urgencies', urgencySchema],
  ['handlings', handlingSchema],
  ['order-states', orderStateSchema],
  ['satisfactions', satisfactionSchema],
  ['callback-outcomes', callbackOutcomeSchema],
];

describe('codes', () => {
  it('WO-18 every list is there, in Chinese and English', () => {
    for (const name of CODE_LISTS) {
      expect(book[name].length, name).toBeGreaterThan(1);
      for (const { zh, en } of book[name]) {
        expect(zh, name).toMatch(/[\p{Script=Han}0-9]/u);
        expect(en, name).not.toMatch(/\p{Script=Han}/u);
      }
    }
  });

  it.each(CLOSED)('WO-18 %s has exactly the codes that the rules know', (name, schema) => {
    expect(book[name].map(({ code }) => code)).toEqual(schema.options);
  });

  it('WO-18 a dialled line tells the channel', () => {
    expect(channelOfLine(book, '12333')).toBe('L12333');
    expect(channelOfLine(book, '12345')).toBe('TEL');
    expect(channelOfLine(book, '0632-8888888')).toBe('TEL');
    expect(codeText(book, 'channels', 'L12328')).toBe('12328 交通热线');
    expect(codeText(book, 'channels', 'GONE')).toBe('GONE');
  });

  it('WO-18 says which file is wrong, and where', () => {
    const folder = mkdtempSync(join(tmpdir(), 'lianxinqiao-codes-'));
    try {
      expect(() => loadCodes(folder)()).toThrow(expect.objectContaining({ code: 'codes-invalid' }));
      writeFileSync(join(folder, 'request-types.json'), '{"codes":[{"code":"ZX","zh":"咨询"}]}');
      expect(() => loadCodes(folder)()).toThrow(/request-types\.json: codes\.0\.en/);
      const twice = '{"code":"ZX","zh":"咨询","en":"Enquiry"}';
      writeFileSync(join(folder, 'request-types.json'), `{"codes":[${twice},${twice}]}`);
      expect(() => loadCodes(folder)()).toThrow(/codes must differ/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
