import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import shipped from '#assets/board/board.json' with { type: 'json' };
import { boardLayoutSchema } from '#shared/domain/index.ts';
import type { BoardSnapshot } from '#shared/hub-protocol/index.ts';
import { barOption, curveOption } from './charts.ts';
import { categoryRows, districtRows, percent, shownRate } from './figures.ts';
import { arcMinutes, DIGIT_SHARE, HAN_SHARE, LEAST_ARC_MINUTES, panelWidth, WALL_SIZES } from './sizes.ts';
import { exampleSnapshot } from './testing/example.mjs';

const layout = boardLayoutSchema.parse(shipped);
const example = exampleSnapshot(1_790_000_000_000) as unknown as BoardSnapshot;
const look = {
  unit: 2,
  font: 'sans-serif',
  colours: { text: '#000', muted: '#333', line: '#ccc', bar: '#eee', strong: '#060', second: '#6a6' },
};

describe('what the wallboard shows', () => {
  it('BD-2 a rate is rounded down, and one of nothing is a dash', () => {
    expect([null, 0, 0.9499, 0.57, 0.9999, 1].map(percent)).toEqual([
      '—',
      '0.0%',
      '94.9%',
      '57.0%',
      '99.9%',
      '100%',
    ]);
  });

  it('BD-2 the rate from the ring stands only where the exchange told no beginning at all, and is named', () => {
    const { known, unknown } = example.calls;
    expect(shownRate(example)).toEqual({ rate: known.rate, fromRing: false });
    const untold = { ...example, calls: { ...example.calls, known: unknown, unknown: known } };
    expect(shownRate(untold)).toEqual({ rate: known.rate, fromRing: true });
    const nothing = { ...example, calls: { ...example.calls, known: unknown } };
    expect(shownRate(nothing)).toEqual({ rate: null, fromRing: false });
  });

  it('BD-6 no order is lost between the rows, however many districts and categories there are', () => {
    const counts = fc.array(fc.nat(500), { maxLength: 20 });
    fc.assert(
      fc.property(
        counts,
        fc.array(fc.constantFrom('370402', '370481', '', '110101', '320300')),
        (many, codes) => {
          const snapshot: BoardSnapshot = {
            ...example,
            orders: {
              ...example.orders,
              byCategory: many.map((count, index) => ({ name: String(index), count })),
              byArea: [...new Set(codes)].map((code) => ({
                code,
                count: 3,
                due: 2,
                completed: 1,
                inTime: 0,
              })),
            },
          };
          const total = (rows: ReadonlyArray<{ count: number }>) =>
            rows.reduce((sum, { count }) => sum + count, 0);
          const rows = categoryRows(snapshot, 8);
          expect(rows.length).toBeLessThanOrEqual(8);
          expect(total(rows)).toBe(total(many.map((count) => ({ count }))));
          const districts = districtRows(snapshot, layout.areas);
          expect(total(districts)).toBe(new Set(codes).size * 3);
          expect(districts.slice(0, layout.areas.length).map(({ code }) => code)).toEqual(
            layout.areas.map(({ code }) => code),
          );
        },
      ),
    );
  });

  it('BD-5 charts scale with the picture, and an hour without a call has an axis', () => {
    const option = barOption([{ name: '城乡建设', value: '3', share: 1 }], look);
    expect(option.yAxis[0]?.axisLabel.fontSize).toBe(WALL_SIZES.wall * 2);
    const texts = { offered: '来电', answered: '接通', time: String };
    const empty = example.curve.map((step) => ({ ...step, offered: 0, answered: 0 }));
    expect(curveOption(empty, look, texts).yAxis.max).toBe(4);
    expect(curveOption(example.curve, look, texts).yAxis.max).toBe(24);
  });
});

describe('type sizes on the wall', () => {
  const wide = panelWidth(98);

  it('what has to be read across the hall is seen at 16 minutes of arc from ten metres, on a panel of 98 inches', () => {
    expect(wide).toBeCloseTo(2169.5, 0);
    expect(arcMinutes(WALL_SIZES.wall, HAN_SHARE, wide, 10)).toBeGreaterThanOrEqual(LEAST_ARC_MINUTES);
    for (const size of [WALL_SIZES.figure, WALL_SIZES.clock])
      expect(arcMinutes(size, DIGIT_SHARE, wide, 10)).toBeGreaterThanOrEqual(LEAST_ARC_MINUTES);
    expect(arcMinutes(WALL_SIZES.square, 1, wide, 10)).toBeGreaterThanOrEqual(LEAST_ARC_MINUTES);
  });

  it('the table in docs/design.md is what the sizes give', () => {
    const at = (size: number, share: number, metres: number) =>
      Math.floor(arcMinutes(size, share, wide, metres) * 10) / 10;
    expect({
      figure: at(WALL_SIZES.figure, DIGIT_SHARE, 10),
      clock: at(WALL_SIZES.clock, DIGIT_SHARE, 10),
      wall: at(WALL_SIZES.wall, HAN_SHARE, 10),
      square: at(WALL_SIZES.square, 1, 10),
      near: at(WALL_SIZES.near, DIGIT_SHARE, 5),
      sign: at(WALL_SIZES.sign, HAN_SHARE, 4),
      seat: at(WALL_SIZES.seat, DIGIT_SHARE, 2.5),
    }).toMatchInlineSnapshot(`
      {
        "clock": 18.1,
        "figure": 31.7,
        "near": 17,
        "seat": 18.1,
        "sign": 19.6,
        "square": 17.4,
        "wall": 16.4,
      }
    `);
  });
});
