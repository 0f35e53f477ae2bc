import type { CountedCallRow, FiguresPage } from '#shared/contract/index.ts';
import { figureSetSchema, localDateAt, localSecondAt } from '#shared/domain/index.ts';
import { TABLE_TEXTS } from './texts.ts';

export type Cell = string | number | null;

/** A sheet: its name and its rows, the first of which is the head. */
export interface Sheet {
  readonly name: string;
  readonly rows: ReadonlyArray<readonly Cell[]>;
}

/** Figures, the calls that they are computed from, and what they mean: three sheets that explain each other. */
export function tableOf(
  page: FiguresPage,
  calls: readonly CountedCallRow[],
  language: 'zh-CN' | 'en',
): Sheet[] {
  const texts = TABLE_TEXTS[language];
  const { figures, formula, head, states } = page;
  const fill = (text: string) =>
    text
      .replace('{{clockStart}}', texts.clockStart[formula.clockStart])
      .replace('{{limit}}', String(formula.limitMilliseconds / 1000))
      .replace('{{denominator}}', texts.denominator[formula.denominator])
      .replace('{{head}}', `${head.sequence} ${head.hash}`)
      .replace(
        '{{short}}',
        formula.shortAbandonMilliseconds === null
          ? texts.shortOff
          : texts.shortOn.replace('{{seconds}}', String(formula.shortAbandonMilliseconds / 1000)),
      );
  const groups = (['known', 'unknown'] as const).flatMap((group) => {
    const { answered, longestMilliseconds, offered, rate, speedMilliseconds, within } = figures[group];
    const name = (text: string) => `${text} · ${texts.group[group]}`;
    return [
      [name(texts.sets.offered), offered],
      [name(texts.sets.answered), answered],
      [name(texts.sets.within), within],
      [name(texts.rate), rate === null ? null : Math.round(rate * 10_000) / 10_000],
      [name(texts.speed), seconds(speedMilliseconds)],
      [name(texts.longest), seconds(longestMilliseconds)],
    ];
  });
  return [
    {
      name: texts.figures,
      rows: [
        [texts.name, texts.value],
        ...figureSetSchema.options.map((set) => [texts.sets[set], figures.counts[set]]),
        ...groups,
        [texts.handling, seconds(figures.handlingMilliseconds)],
        [texts.talk, seconds(figures.talkMilliseconds)],
        [texts.wrapUp, seconds(figures.wrapUpMilliseconds)],
        [texts.wrapUpMean, seconds(figures.wrapUpMeanMilliseconds)],
        ...states.map(({ milliseconds, reason, state }) => [
          `${texts.state} · ${stateName(texts.states, state)}${reason === null ? '' : ` (${reason})`}`,
          seconds(milliseconds),
        ]),
      ],
    },
    {
      name: texts.calls,
      rows: [
        texts.columns,
        ...calls.map((call) => [
          call.sequence,
          localTime(call.ringAt),
          call.maskedNumber,
          call.line,
          texts.sets[call.outcome],
          seconds(call.waitMilliseconds),
          call.waitKnown ? texts.yes : texts.no,
          call.within ? texts.yes : texts.no,
          seconds(call.talkMilliseconds),
          seconds(call.wrapUpMilliseconds),
          call.operator,
          call.shift === null ? null : texts.shift[call.shift],
        ]),
      ],
    },
    {
      name: texts.definitions,
      rows: [[texts.name, texts.definitions], ...texts.define.map(([name, text]) => [name, fill(text)])],
    },
  ];
}

function stateName(names: Readonly<Record<string, string>>, state: string): string {
  return names[state] ?? state;
}

/** Seconds with three decimals: a rate that is disputed is disputed in milliseconds. */
function seconds(milliseconds: number | null): number | null {
  return milliseconds === null ? null : Math.round(milliseconds) / 1000;
}

/** `2026-11-22 09:53:07`, in Asia/Shanghai. */
function localTime(epochMilliseconds: number): string {
  return `${localDateAt(epochMilliseconds)} ${localSecondAt(epochMilliseconds)}`;
}

/**
 * The sheets as one CSV file (RFC 4180), in UTF-8 with a byte order mark, as spreadsheets expect; a blank line
 * between sheets. A text that a spreadsheet would run as a formula is preceded by an apostrophe.
 */
export function csvOf(sheets: readonly Sheet[]): Buffer {
  const parts = sheets.map(({ name, rows }) =>
    [[name], ...rows].map((row) => row.map(csvCell).join(',')).join('\r\n'),
  );
  return Buffer.from(`\uFEFF${parts.join('\r\n\r\n')}\r\n`, 'utf8');
}

/** One field: harmless in a spreadsheet, quoted where it must be. */
export function csvCell(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  const harmless = /^\s*[=+\-@\t\r＝＋－＠]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/**
 * The sheets as an Excel workbook (ECMA-376). Every text is written as a text, so no formula can hide in it. The
 * library is loaded when it is first asked for: a seat exports a few times a month.
 */
export async function xlsxOf(sheets: readonly Sheet[]): Promise<Buffer> {
  const { utils, write } = await import('@e965/xlsx');
  const book = utils.book_new();
  for (const { name, rows } of sheets) {
    const sheet = utils.aoa_to_sheet(rows.map((row) => [...row]));
    sheet['!cols'] = (rows[0] ?? []).map((_, column) => ({ wch: column === 0 ? 44 : 20 }));
    utils.book_append_sheet(book, sheet, name);
  }
  const bytes: unknown = write(book, { bookType: 'xlsx', type: 'buffer' });
  if (!Buffer.isBuffer(bytes)) throw new TypeError('The library gave no buffer.');
  return bytes;
}
