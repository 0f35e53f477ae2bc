import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import { CodedError, messageOf } from '#shared/domain/index.ts';

/** A sheet as it was read: the first row's titles, and each later row with the line that a person finds it at. */
export interface ReadSheet {
  readonly titles: readonly string[];
  readonly rows: ReadonlyArray<{ readonly line: number; readonly cells: readonly string[] }>;
}
export type SheetFormat = 'csv' | 'xlsx';

/** Larger files are none of ours: a city's divisions are 2,600 rows. */
export const MOST_SHEET_BYTES = 5 * 1024 * 1024;
const MOST_ROWS = 20_000;
/** Longer ones are no names and codes any more. */
const MOST_CHARACTERS = 400;

/**
 * Reads CSV (RFC 4180; comma, tab or semicolon; UTF-8, or GB 18030 as spreadsheets in China save it) or the first sheet
 * of a workbook.
 *
 * @throws CodedError `table-unreadable`
 */
export async function readSheet(bytes: Buffer): Promise<ReadSheet> {
  if (bytes.length > MOST_SHEET_BYTES) throw unreadable(`more than ${MOST_SHEET_BYTES} bytes`);
  const isWorkbook = bytes.subarray(0, 2).toString('latin1') === 'PK';
  const rows = isWorkbook ? await workbookRows(bytes) : csvRows(textOf(bytes));
  const filled = rows
    .map(({ line, cells }) => ({ line, cells: cells.map((cell) => ownText(cell)) }))
    .filter(({ cells }) => cells.some((cell) => cell !== ''));
  const [first, ...rest] = filled;
  if (first === undefined) throw unreadable('it is empty');
  if (rest.length > MOST_ROWS) throw unreadable(`more than ${MOST_ROWS} rows`);
  return { titles: first.cells, rows: rest };
}

/** The apostrophe that {@link writeSheet} put before what a spreadsheet would run is not part of the text. */
const ownText = (cell: string) =>
  cell
    .trim()
    .replace(/^'(?=[=+\-@＝＋－＠])/, '')
    .slice(0, MOST_CHARACTERS);

function textOf(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    try {
      return new TextDecoder('gb18030', { fatal: true }).decode(bytes);
    } catch (error) {
      throw unreadable('neither UTF-8 nor GB 18030', error);
    }
  }
}

const csvRecordSchema = z.object({ record: z.array(z.string()), info: z.looseObject({ lines: z.number() }) });

function csvRows(text: string) {
  const [first = ''] = text.split(/\r?\n/, 1);
  const delimiter = ['\t', ';'].find((one) => first.includes(one) && !first.includes(',')) ?? ',';
  try {
    const records: unknown = parse(text, { bom: true, delimiter, relaxColumnCount: true, info: true });
    return z
      .array(csvRecordSchema)
      .parse(records)
      .map(({ record, info }) => ({ line: info.lines, cells: record }));
  } catch (error) {
    throw unreadable(messageOf(error), error);
  }
}

async function workbookRows(bytes: Buffer) {
  // Loaded when it is first asked for: a hub imports a few times a year.
  const { read, utils } = await import('@e965/xlsx');
  try {
    const book = read(bytes, { type: 'buffer', cellFormula: false, cellHTML: false });
    const sheet = book.Sheets[book.SheetNames[0] ?? ''];
    if (sheet === undefined) throw new Error('it has no sheet');
    const cells: unknown = utils.sheet_to_json(sheet, { header: 1, raw: false, defval: '', blankrows: true });
    return z
      .array(z.array(z.coerce.string()))
      .parse(cells)
      .map((row, index) => ({ line: index + 1, cells: row }));
  } catch (error) {
    throw unreadable(messageOf(error), error);
  }
}

const unreadable = (why: string, cause?: unknown) =>
  new CodedError('table-unreadable', `The table can't be read: ${why}.`, { cause });

/** The other way round. In CSV a text that a spreadsheet would run as a formula is preceded by an apostrophe. */
export async function writeSheet(
  format: SheetFormat,
  titles: readonly string[],
  rows: ReadonlyArray<readonly string[]>,
): Promise<Buffer> {
  if (format === 'csv') {
    const lines = [titles, ...rows].map((row) => row.map(csvCell).join(','));
    return Buffer.from(`\uFEFF${lines.join('\r\n')}\r\n`, 'utf8');
  }
  const { utils, write } = await import('@e965/xlsx');
  const sheet = utils.aoa_to_sheet([titles, ...rows].map((row) => [...row]));
  sheet['!cols'] = titles.map(() => ({ wch: 24 }));
  const book = utils.book_new();
  utils.book_append_sheet(book, sheet, 'Sheet1');
  const bytes: unknown = write(book, { bookType: 'xlsx', type: 'buffer' });
  if (!Buffer.isBuffer(bytes)) throw new TypeError('The library gave no buffer.');
  return bytes;
}

function csvCell(text: string): string {
  const harmless = /^\s*[=+\-@\t\r＝＋－＠]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
