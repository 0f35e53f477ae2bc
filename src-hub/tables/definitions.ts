import { z } from 'zod';
import { staffIdSchema } from '#shared/domain/index.ts';
import { hubRoleSchema } from '#shared/hub-protocol/index.ts';

/** The tables that are kept as files. */
export const tableNameSchema = z.enum(['users', 'units', 'divisions', 'categories']);
export type TableName = z.infer<typeof tableNameSchema>;

/** What is wrong with a line; `column` is the title in the file, empty for the line as a whole. */
export interface TableProblem {
  readonly line: number;
  readonly column: string;
  readonly code: 'missing-column' | 'unknown-column' | 'invalid' | 'twice' | 'no-parent' | 'unit-missing';
  readonly message: string;
}

export type TableRow = Readonly<Record<string, string>>;

export interface TableDefinition {
  /** Our name of each column, and its title in Chinese; a file may have either. */
  readonly columns: ReadonlyArray<{
    readonly key: string;
    readonly title: string;
    readonly required: boolean;
  }>;
  readonly schema: z.ZodType<TableRow, unknown>;
  /** Identity of a row. */
  readonly keyOf: (row: TableRow) => string;
  /** The key that has to stand above this row, in the file or at the hub; undefined: none. */
  readonly parentOf?: (row: TableRow) => string | undefined;
}

const name = z.string().min(1).max(100);
const code = z.string().regex(/^[\p{L}\p{N}._-]{1,64}$/u);
const text = (most: number) => z.string().max(most);
const ROLES: Readonly<Record<string, string>> = {
  坐席: 'operator',
  话务员: 'operator',
  领导: 'official',
  记录员: 'scribe',
  班长: 'supervisor',
  编辑: 'editor',
  管理员: 'administrator',
  承办单位: 'unit',
};
const LEVELS: Readonly<Record<string, string>> = {
  市: 'city',
  区: 'district',
  镇街: 'street',
  村居: 'village',
  热线: 'service',
};
const worded = (words: Readonly<Record<string, string>>, inner: z.ZodType<string>) =>
  z.preprocess((value) => (typeof value === 'string' ? (words[value] ?? value) : value), inner);
const parentCode = (own: string) =>
  own.length === 12 ? own.slice(0, 9) : own.length === 9 ? own.slice(0, 6) : undefined;

export const TABLES: Readonly<Record<TableName, TableDefinition>> = {
  users: {
    columns: [
      { key: 'id', title: '账号', required: true },
      { key: 'name', title: '姓名', required: true },
      { key: 'role', title: '角色', required: true },
      { key: 'unit', title: '承办单位', required: false },
    ],
    schema: z.object({
      id: staffIdSchema,
      name: z.string().trim().min(1).max(64),
      role: worded(ROLES, hubRoleSchema),
      unit: text(100),
    }),
    keyOf: (row) => row['id'] ?? '',
  },
  units: {
    columns: [
      { key: 'code', title: '编码', required: true },
      { key: 'name', title: '名称', required: true },
      { key: 'level', title: '层级', required: true },
      { key: 'parent', title: '上级编码', required: false },
      { key: 'phone', title: '电话', required: false },
      { key: 'categories', title: '主管分类', required: false },
    ],
    schema: z.object({
      code,
      name,
      level: worded(LEVELS, z.enum(['city', 'district', 'street', 'village', 'service'])),
      parent: z.union([z.literal(''), code]),
      phone: text(40),
      categories: text(2_000),
    }),
    keyOf: (row) => row['code'] ?? '',
    parentOf: (row) => row['parent'] || undefined,
  },
  divisions: {
    columns: [
      { key: 'code', title: '代码', required: true },
      { key: 'name', title: '名称', required: true },
    ],
    schema: z.object({ code: z.string().regex(/^(\d{4}|\d{6}|\d{9}|\d{12})$/), name: name.max(40) }),
    keyOf: (row) => row['code'] ?? '',
    parentOf: (row) => parentCode(row['code'] ?? ''),
  },
  categories: {
    columns: [
      { key: 'level1', title: '一级', required: true },
      { key: 'level2', title: '二级', required: true },
      { key: 'level3', title: '三级', required: true },
    ],
    schema: z.object(
      Object.fromEntries(
        ['level1', 'level2', 'level3'].map((level) => [level, z.string().regex(/^[^/]{1,39}$/, 'no slash')]),
      ),
    ),
    keyOf: (row) => ['level1', 'level2', 'level3'].map((level) => row[level]).join('/'),
  },
};
