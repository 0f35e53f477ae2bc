import { read, utils } from '@e965/xlsx';
import { describe, expect, it } from 'vitest';
import type { CountedCallRow, FiguresPage } from '#shared/contract/index.ts';
import { figureFormulaSchema, figuresOf } from '#shared/domain/index.ts';
import { csvCell, csvOf, tableOf, xlsxOf } from './table.ts';

const formula = figureFormulaSchema.parse({});
const page: FiguresPage = {
  period: 'today',
  from: 0,
  to: 1,
  formula,
  figures: figuresOf([], formula),
  states: [{ state: 'not-ready', reason: 'rest', milliseconds: 61_500, times: 2 }],
  head: { sequence: 3, hash: 'a'.repeat(64) },
  mayExport: true,
};
const row: CountedCallRow = {
  id: '01939d2e-0000-7000-8000-000000000001',
  sequence: 2,
  maskedNumber: '138****0000',
  line: '=HYPERLINK("http://x","12345")',
  ringAt: Date.UTC(2026, 10, 22),
  outcome: 'answered',
  waitMilliseconds: 4_210,
  waitKnown: true,
  within: true,
  talkMilliseconds: 60_000,
  wrapUpMilliseconds: null,
  operator: '李敏',
  shift: 'early',
};

describe('exported tables', () => {
  it('FG-9 no cell of a CSV file runs as a formula', () => {
    for (const evil of ['=1+1', '+1', '-1', '@x', '\t=1', ' =1', '＝1+1']) {
      expect(csvCell(evil)).toMatch(/^"?'/);
    }
    expect(csvCell(-1)).toBe('-1');
    expect(csvCell('a,"b"\n')).toBe('"a,""b""\n"');
    const text = csvOf(tableOf(page, [row], 'zh-CN')).toString('utf8');
    expect(text.startsWith('\uFEFF')).toBe(true);
    expect(text).toContain(`"'=HYPERLINK(""http://x"",""12345"")"`);
    expect(text).toContain('138****0000');
  });

  it('FG-9 a workbook holds texts as texts, with figures, calls and definitions', async () => {
    const book = read(await xlsxOf(tableOf(page, [row], 'en')), { type: 'buffer', cellFormula: true });
    expect(book.SheetNames).toEqual(['Figures', 'Calls', 'Definitions']);
    const calls = book.Sheets['Calls'];
    if (!calls) throw new Error('no sheet');
    expect(Object.values(calls).some((cell: { f?: string }) => cell.f !== undefined)).toBe(false);
    const [, first] = utils.sheet_to_json<unknown[]>(calls, { header: 1 });
    expect(first?.slice(2, 8)).toEqual(['138****0000', row.line, 'Answered', 4.21, 'yes', 'yes']);
  });
});
