import { z } from 'zod';
import type { Clock } from '#shared/domain/index.ts';
import { hubRoleSchema } from '#shared/hub-protocol/index.ts';
import type { Accounts } from '../accounts/index.ts';
import type { HubStorage, HubStores } from '../storage/index.ts';
import { TABLES, type TableName, type TableProblem, type TableRow } from './definitions.ts';
import { type ReadSheet, readSheet, type SheetFormat, writeSheet } from './sheet.ts';

/** What became of an import, or would become of it. */
export interface TableReport {
  readonly table: TableName;
  readonly rows: number;
  /** False when anything was wrong, or it was only tried: then nothing was changed. */
  readonly applied: boolean;
  readonly problems: readonly TableProblem[];
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
  /** First passwords of new accounts, said this once. */
  readonly passwords: ReadonlyArray<{ readonly id: string; readonly password: string }>;
}

export interface ImportOptions {
  /** Only looks: answers the report and changes nothing. */
  readonly onlyTry: boolean;
  /** What is not in the file is taken out; never people. */
  readonly replace: boolean;
  /** Who does it, for the audit log. */
  readonly actor: string;
}

export interface Tables {
  /** @throws CodedError `table-unreadable` */
  importTable(table: TableName, bytes: Buffer, options: ImportOptions): Promise<TableReport>;
  exportTable(table: TableName, format: SheetFormat): Promise<Buffer>;
}

const rowSchema = z.record(z.string(), z.string());

/** Import and export of people, units, divisions and categories (docs/spec/tables.md). */
export function createTables(options: {
  readonly storage: HubStorage;
  readonly accounts: Accounts;
  readonly clock: Clock;
  readonly randomBytes: (count: number) => Buffer;
}): Tables {
  const { storage, accounts, clock, randomBytes } = options;

  /** Rows as the hub has them, by key. */
  const present = async (read: HubStores, table: TableName): Promise<Map<string, TableRow>> => {
    if (table === 'users') {
      const people = (await read.accounts.list()).filter(({ closedAt }) => closedAt === null);
      return new Map(people.map(({ id, name, role, unit }) => [id, { id, name, role, unit: unit ?? '' }]));
    }
    const items = await read.feeds.list(table, 'all');
    return new Map(items.map(({ key, body }) => [key, rowSchema.catch({}).parse(body)]));
  };

  return {
    importTable: async (table, bytes, { onlyTry, replace, actor }) => {
      const { rows, problems } = rowsOf(table, await readSheet(bytes));
      const before = await present(storage.read, table);
      problems.push(...crossProblems(table, rows, replace ? new Map() : before));
      problems.sort((one, other) => one.line - other.line);
      const mine = rows.map(({ row }) => row);
      const { keyOf } = TABLES[table];
      const added = mine.filter((row) => !before.has(keyOf(row)));
      const changed = mine.filter((row) => {
        const known = before.get(keyOf(row));
        return (
          known !== undefined && Object.entries(row).some(([key, value]) => (known[key] ?? '') !== value)
        );
      });
      const keys = new Set(mine.map(keyOf));
      const removed = replace && table !== 'users' ? [...before.keys()].filter((key) => !keys.has(key)) : [];
      const counts = { added: added.length, changed: changed.length, removed: removed.length };
      const report = { table, rows: rows.length, problems, ...counts };
      if (problems.length > 0 || onlyTry) return { ...report, applied: false, passwords: [] };

      const isNew = new Set(added);
      const passwords: Array<{ id: string; password: string }> = [];
      const people: Array<Parameters<Accounts['save']>[1]> = [];
      if (table === 'users') {
        for (const row of [...added, ...changed]) {
          const { id = '', name = '', unit = '' } = row;
          const password = isNew.has(row) ? randomBytes(12).toString('base64url') : undefined;
          if (password !== undefined) passwords.push({ id, password });
          const passwordHash = password === undefined ? null : await accounts.hash(password);
          const role = hubRoleSchema.parse(row['role']);
          people.push({ id, name, role, unit: unit === '' ? null : unit, passwordHash });
        }
      }
      await storage.transaction(async (unit) => {
        for (const person of people) await accounts.save(unit, person, actor);
        if (table !== 'users') {
          const items = [...added, ...changed].map((row) => ({ key: keyOf(row), body: row }));
          await unit.feeds.put(table, 'all', [...items, ...removed.map((key) => ({ key, body: null }))]);
        }
        const entry = { at: clock.wall(), actor, action: 'table-imported', target: table };
        await unit.audit.append({ ...entry, detail: { rows: rows.length, ...counts } });
      });
      return { ...report, applied: true, passwords };
    },

    exportTable: async (table, format) => {
      const { columns } = TABLES[table];
      const rows = [...(await present(storage.read, table)).values()];
      const cells = rows.map((row) => columns.map(({ key }) => row[key] ?? ''));
      return writeSheet(
        format,
        columns.map(({ title }) => title),
        cells,
      );
    },
  };
}

/** The rows that are right by themselves, and what is wrong with the others. */
function rowsOf(table: TableName, sheet: ReadSheet) {
  const { columns, schema } = TABLES[table];
  const problems: TableProblem[] = [];
  const places = columns.map((column) => ({
    ...column,
    place: sheet.titles.findIndex((title) => title === column.title || title === column.key),
  }));
  for (const { title, key, place, required } of places) {
    if (place < 0 && required) {
      problems.push({
        line: 1,
        column: title,
        code: 'missing-column',
        message: `There is no column «${title}» or «${key}».`,
      });
    }
  }
  for (const title of sheet.titles) {
    if (title !== '' && !columns.some((column) => column.title === title || column.key === title)) {
      problems.push({
        line: 1,
        column: title,
        code: 'unknown-column',
        message: `«${title}» is no column of this table.`,
      });
    }
  }
  const rows: Array<{ line: number; row: TableRow }> = [];
  if (problems.length > 0) return { rows, problems };
  for (const { line, cells } of sheet.rows) {
    const given = Object.fromEntries(
      places.map(({ key, place }) => [key, place < 0 ? '' : (cells[place] ?? '')]),
    );
    const parsed = schema.safeParse(given);
    if (parsed.success) rows.push({ line, row: parsed.data });
    for (const issue of parsed.error?.issues ?? []) {
      const key = String(issue.path[0] ?? '');
      const column = columns.find((one) => one.key === key)?.title ?? '';
      const empty = given[key] === '' ? 'is empty' : 'is not allowed here';
      problems.push({ line, column, code: 'invalid', message: `«${column}» ${empty} (${issue.message}).` });
    }
  }
  return { rows, problems };
}

/** What is wrong between rows: a key twice, a parent that is nowhere, a unit's person without a unit. */
function crossProblems(
  table: TableName,
  rows: ReadonlyArray<{ line: number; row: TableRow }>,
  before: ReadonlyMap<string, TableRow>,
): TableProblem[] {
  const { columns, keyOf, parentOf } = TABLES[table];
  const [first] = columns;
  const title = (key: string) => columns.find((column) => column.key === key)?.title ?? first?.title ?? '';
  const lines = new Map<string, number>();
  const problems: TableProblem[] = [];
  for (const { line, row } of rows) {
    const key = keyOf(row);
    const earlier = lines.get(key);
    if (earlier === undefined) lines.set(key, line);
    else {
      const column = first?.title ?? '';
      problems.push({ line, column, code: 'twice', message: `«${key}» stands in line ${earlier} already.` });
    }
    if (table === 'users' && (row['role'] === 'unit') !== (row['unit'] !== '')) {
      const message = 'The role unit needs a unit, and no other role takes one.';
      problems.push({ line, column: title('unit'), code: 'unit-missing', message });
    }
  }
  for (const { line, row } of rows) {
    const parent = parentOf?.(row);
    if (parent === undefined || lines.has(parent) || before.has(parent)) continue;
    problems.push({
      line,
      column: title('parent'),
      code: 'no-parent',
      message: `Nothing stands above: «${parent}».`,
    });
  }
  return problems;
}
