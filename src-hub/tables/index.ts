export { type TableName, type TableProblem, tableNameSchema } from './definitions.ts';
export { MOST_SHEET_BYTES, type SheetFormat } from './sheet.ts';
export { createTables, type ImportOptions, type TableReport, type Tables } from './tables.ts';
