import { read } from '@e965/xlsx';
import { describe, expect, it } from 'vitest';
import { figureFormulaSchema } from '#shared/domain/index.ts';
import { createFigures } from './figures.ts';

const NONE = { sequence: 0, hash: '0'.repeat(64) };

function service(mayExport: boolean) {
  const exported: string[] = [];
  const signed: unknown[] = [];
  const { handlers } = createFigures({
    cache: { recordLinks: { head: () => NONE, from: () => [], between: () => [] } },
    records: {
      head: () => NONE,
      onRecorded: () => undefined,
      verify: () => ({ findings: [], head: NONE, links: 0 }),
    },
    signer: {
      publicKey: 'key',
      sign: (value) => {
        signed.push(value);
        return 'signature';
      },
    },
    formula: () => figureFormulaSchema.parse({}),
    clock: { wall: () => Date.UTC(2026, 10, 22, 9), monotonic: () => 0 },
    seat: 7,
    session: () => null,
    mayExport: () => mayExport,
    onExported: (name) => void exported.push(name),
    now: () => ({ state: 'ready', reason: null, elapsedMilliseconds: 1_000 }),
    localDate: () => '2026-11-22',
  });
  return { handlers, exported, signed };
}

describe('figures', () => {
  it('FG-11 whoever may not export is refused every file and told so on the page; nothing is noted', async () => {
    const { exported, handlers } = service(false);
    const refused = expect.objectContaining({ code: 'export-not-allowed' });
    expect(await handlers.page({ period: 'today' })).toMatchObject({ mayExport: false });
    for (const format of ['xlsx', 'csv'] as const) {
      await expect(
        Promise.resolve(handlers.exportTable({ period: 'today', format, language: 'zh-CN' })),
      ).rejects.toThrow(refused);
    }
    expect(() => handlers.exportSummary({ day: null })).toThrow(refused);
    expect(exported).toEqual([]);
  });

  it('FG-11 each file that is taken away is noted by its name', async () => {
    const { exported, handlers, signed } = service(true);
    const xlsx = await handlers.exportTable({ period: 'week', format: 'xlsx', language: 'en' });
    expect(read(xlsx.base64, { type: 'base64' }).SheetNames).toEqual(['Figures', 'Calls', 'Definitions']);
    await handlers.exportTable({ period: 'today', format: 'csv', language: 'zh-CN' });
    const summary = await handlers.exportSummary({ day: '2026-11-21' });
    expect(JSON.parse(Buffer.from(summary.base64, 'base64').toString())).toMatchObject({
      content: { day: '2026-11-21', seat: 7, head: NONE, publicKey: 'key' },
      signature: 'signature',
    });
    expect(signed).toHaveLength(1);
    expect(exported).toEqual([
      '2026-11-22-week-007.xlsx',
      '2026-11-22-today-007.csv',
      '2026-11-21-summary-007.json',
    ]);
  });
});
