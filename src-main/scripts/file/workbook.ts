import { stringify } from 'yaml';
import { CodedError, type ScriptEntry, type ScriptKind, scriptKindSchema } from '#shared/domain/index.ts';
import { SETTINGS, type SettingName } from './names.ts';
import { ENGLISH_HEADING } from './read-entry.ts';
import { writeEntry } from './write-entry.ts';

/** One row of a workbook as the file it stands for. */
export interface WorkbookFile {
  /** Sheet's name. */
  readonly file: string;
  /** Row in the sheet, from 1; the first holds the names. */
  readonly row: number;
  readonly text: string;
}

const BODY = 'text';
const BODY_ENGLISH = 'text-en';
/** A guide's steps don't fit into a row: its whole file stands in one cell. */
const WHOLE_FILE = 'file';
/** Between the words of a list. */
const COMMA = '、';

/** All entries as an XLSX workbook (ECMA-376), a sheet for each kind, a row for each entry. */
export async function writeWorkbook(entries: Iterable<ScriptEntry>): Promise<Uint8Array> {
  const { utils, write } = await import('@e965/xlsx');
  const rows = new Map<ScriptKind, string[][]>();
  for (const kind of scriptKindSchema.options) rows.set(kind, [columnsOf(kind)]);
  for (const entry of entries) rows.get(entry.kind)?.push(rowOf(entry));
  const book = utils.book_new();
  for (const [kind, sheet] of rows) utils.book_append_sheet(book, utils.aoa_to_sheet(sheet), kind);
  return new Uint8Array(write(book, { type: 'array', bookType: 'xlsx', compression: true }) as ArrayBuffer);
}

/** Every row of a workbook's known sheets as a file; reading and judging those is {@link readEntry}'s. @throws CodedError `script-invalid` */
export async function readWorkbook(bytes: Uint8Array): Promise<WorkbookFile[]> {
  // A workbook is a ZIP file (APPNOTE.TXT 4.3.7); the library would read any text as a table.
  if (bytes[0] !== 0x50 || bytes[1] !== 0x4b)
    throw new CodedError('script-invalid', 'The file is no workbook.');
  const { read, utils } = await import('@e965/xlsx');
  const book = read(bytes, { type: 'array', cellFormula: false, cellHTML: false });
  const files: WorkbookFile[] = [];
  for (const kind of scriptKindSchema.options) {
    const sheet = book.Sheets[kind];
    if (sheet === undefined) continue;
    const rows = utils.sheet_to_json<Record<string, unknown>>(sheet, {
      defval: '',
      raw: false,
      blankrows: true,
    });
    for (const [index, row] of rows.entries()) {
      const cells = Object.fromEntries(
        Object.entries(row).map(([name, value]) => [name.trim(), String(value).trim()]),
      );
      if (Object.values(cells).every((value) => value === '')) continue;
      files.push({ file: kind, row: index + 2, text: textOf(kind, cells) });
    }
  }
  return files;
}

function columnsOf(kind: ScriptKind): string[] {
  if (kind === 'guide') return ['id', 'title', 'title-en', WHOLE_FILE];
  const settings = SETTINGS[kind].flatMap(({ file, form }) =>
    form.startsWith('localized') ? [file, `${file}-en`] : [file],
  );
  return [...settings, BODY, BODY_ENGLISH];
}

function rowOf(entry: ScriptEntry): string[] {
  if (entry.kind === 'guide') return [entry.id, entry.title.zh, entry.title.en, writeEntry(entry)];
  const cells = SETTINGS[entry.kind].flatMap((name) => cellsOf(name, Reflect.get(entry, name.entry)));
  return [...cells, entry.body.zh, entry.body.en];
}

function cellsOf({ form }: SettingName, value: unknown): string[] {
  if (form.startsWith('localized')) {
    const { zh, en } = value as { zh: string; en: string };
    return [zh, en];
  }
  if (Array.isArray(value)) return [value.join(COMMA)];
  return [value === null || value === undefined ? '' : String(value)];
}

function textOf(kind: ScriptKind, cells: Readonly<Record<string, string>>): string {
  if (kind === 'guide') return cells[WHOLE_FILE] ?? '';
  const settings: Record<string, string | string[]> = { kind };
  for (const [name, value] of Object.entries(cells)) {
    if (name === BODY || name === BODY_ENGLISH || value === '') continue;
    const form = SETTINGS[kind].find(({ file }) => file === name)?.form;
    settings[name] =
      form === 'list'
        ? value
            .split(/[、,,\n]/)
            .map((one) => one.trim())
            .filter(Boolean)
        : value;
  }
  const yaml = stringify(settings, { schema: 'failsafe', lineWidth: 0 });
  return `---\n${yaml}---\n${cells[BODY] ?? ''}\n\n${ENGLISH_HEADING}\n\n${cells[BODY_ENGLISH] ?? ''}\n`;
}
