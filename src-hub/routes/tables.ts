import { z } from 'zod';
import { CodedError } from '#shared/domain/index.ts';
import { createTables, tableNameSchema } from '../tables/index.ts';
import { defineRoute, type Route } from './route.ts';
import type { HubServices } from './services.ts';

const reportSchema = z.object({
  table: tableNameSchema,
  rows: z.number().int(),
  applied: z.boolean(),
  problems: z.array(
    z.object({ line: z.number().int(), column: z.string(), code: z.string(), message: z.string() }),
  ),
  added: z.number().int(),
  changed: z.number().int(),
  removed: z.number().int(),
  passwords: z.array(z.object({ id: z.string(), password: z.string() })),
});
const TYPES = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const;

/** People, units, divisions and categories as files (docs/spec/tables.md). */
export function tableRoutes(services: HubServices): Route[] {
  const tables = createTables(services);
  return [
    defineRoute({
      method: 'GET',
      url: '/v1/tables/:table.:format',
      summary: 'A table as CSV or workbook.',
      access: ['administrator'],
      params: z.object({ table: tableNameSchema, format: z.enum(['csv', 'xlsx']) }),
      answerType: 'text/csv',
      handle: async ({ params, reply }) =>
        reply
          .type(TYPES[params.format])
          .header('Content-Disposition', `attachment; filename="${params.table}.${params.format}"`)
          .send(await tables.exportTable(params.table, params.format)),
    }),
    defineRoute({
      method: 'POST',
      url: '/v1/tables/:table',
      summary:
        'Imports a table from CSV or a workbook: all of it, or nothing and what is wrong line by line.',
      access: ['administrator'],
      params: z.object({ table: tableNameSchema }),
      query: z.object({ try: z.stringbool().default(false), replace: z.stringbool().default(false) }),
      body: z.instanceof(Buffer),
      answer: reportSchema,
      handle: async ({ actor, params, query, body }) => {
        try {
          const options = { onlyTry: query.try, replace: query.replace, actor };
          const { problems, passwords, ...rest } = await tables.importTable(params.table, body, options);
          return { ...rest, problems: [...problems], passwords: [...passwords] };
        } catch (error) {
          if (!(error instanceof CodedError) || error.code !== 'table-unreadable') throw error;
          throw new CodedError('invalid', error.message, { cause: error });
        }
      },
    }),
  ];
}
