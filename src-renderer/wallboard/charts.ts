import type { CurveStep } from '#shared/domain/index.ts';
import { WALL_SIZES } from './sizes.ts';

/** Colours of the page's theme, read from its style sheet, so that charts and page never differ. */
export interface ChartColours {
  readonly text: string;
  readonly muted: string;
  readonly line: string;
  readonly bar: string;
  readonly strong: string;
  readonly second: string;
}

/** Colours, font and the size of one pixel of the 1920 wide picture. */
export interface ChartLook {
  readonly colours: ChartColours;
  readonly font: string;
  readonly unit: number;
}

/** One row of a list of bars: what stands at its left and right, and how far its bar reaches (0 to 1). */
export interface BarRow {
  readonly name: string;
  readonly value: string;
  readonly share: number;
}

/** Rows with a bar behind their text: the text has the whole width, so that it can be large. */
export function barOption(rows: readonly BarRow[], { colours, font, unit }: ChartLook) {
  const size = WALL_SIZES.wall * unit;
  const label = (align: 'left' | 'right', weight: number) => ({
    inside: true,
    align,
    margin: 10 * unit,
    color: colours.text,
    fontFamily: font,
    fontSize: size,
    fontWeight: weight,
    interval: 0,
  });
  const axis = {
    type: 'category' as const,
    inverse: true,
    axisLine: { show: false },
    axisTick: { show: false },
    z: 5,
  };
  return {
    animation: false,
    grid: { left: 0, right: 0, top: 0, bottom: 0, outerBoundsMode: 'none' as const },
    xAxis: { type: 'value' as const, min: 0, max: 1, show: false },
    yAxis: [
      {
        ...axis,
        position: 'left' as const,
        data: rows.map(({ name }) => name),
        axisLabel: label('left', 400),
      },
      {
        ...axis,
        position: 'right' as const,
        data: rows.map(({ value }) => value),
        axisLabel: label('right', 600),
      },
    ],
    series: [
      {
        type: 'bar' as const,
        silent: true,
        barWidth: '86%',
        itemStyle: { color: colours.bar, borderRadius: 4 * unit },
        showBackground: false,
        data: rows.map(({ share }) => share),
      },
    ],
  };
}

/** The last hour: calls as an area, those answered as bars before it; the running step is paler. */
export function curveOption(
  steps: readonly CurveStep[],
  look: ChartLook,
  texts: { readonly offered: string; readonly answered: string; readonly time: (at: number) => string },
) {
  const { colours, font, unit } = look;
  const text = { color: colours.muted, fontFamily: font, fontSize: WALL_SIZES.near * unit };
  const most = Math.max(4, ...steps.map(({ offered }) => offered));
  const running = steps.length - 1;
  return {
    animation: false,
    grid: {
      left: 64 * unit,
      right: 24 * unit,
      top: 14 * unit,
      bottom: 46 * unit,
      outerBoundsMode: 'none' as const,
    },
    xAxis: {
      type: 'category' as const,
      data: steps.map(({ from }) => texts.time(from)),
      axisLine: { lineStyle: { color: colours.line, width: 2 * unit } },
      axisTick: { show: false },
      axisLabel: { ...text, interval: 2, margin: 10 * unit, hideOverlap: true },
    },
    yAxis: {
      type: 'value' as const,
      min: 0,
      max: Math.ceil(most / 2) * 2,
      splitNumber: 2,
      interval: Math.ceil(most / 2),
      axisLabel: text,
      splitLine: { lineStyle: { color: colours.line, width: unit } },
    },
    series: [
      {
        name: texts.answered,
        type: 'bar' as const,
        silent: true,
        barWidth: '62%',
        itemStyle: { borderRadius: [4 * unit, 4 * unit, 0, 0] },
        data: steps.map(({ answered }, index) => ({
          value: answered,
          itemStyle: { color: colours.second, opacity: index === running ? 0.5 : 1 },
        })),
      },
      {
        name: texts.offered,
        type: 'line' as const,
        silent: true,
        symbol: 'none',
        step: 'middle' as const,
        lineStyle: { color: colours.strong, width: 5 * unit },
        data: steps.map(({ offered }) => offered),
      },
    ],
  };
}
