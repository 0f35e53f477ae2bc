import type Database from 'better-sqlite3-multiple-ciphers';
import { Kysely, SqliteDialect } from 'kysely';
import {
  type HubWorkOrder,
  hubWorkOrderSchema,
  type OperationResult,
  operationResultSchema,
} from '#shared/hub-protocol/index.ts';
import type { HubStorage, HubStorageUnit } from '../storage.ts';

interface WorkOrderRow {
  id: string;
  number: string;
  seat: number;
  operator: string;
  submitted_at: number;
  received_at: number;
  /** JSON of the order's fields. */
  fields: string;
  /** JSON of the call's record, or null. */
  call: string | null;
}

interface OutcomeRow {
  operation_id: string;
  outcome: 'accepted' | 'refused';
  received_at: number | null;
  reason: string | null;
  message: string | null;
}

interface Tables {
  work_order: WorkOrderRow;
  operation_outcome: OutcomeRow;
}

/** The storage on an open, migrated database, which it closes. */
export function createSqliteStorage(database: Database.Database): HubStorage {
  // Kysely gives the one connection to one transaction at a time; others wait for it.
  const kysely = new Kysely<Tables>({ dialect: new SqliteDialect({ database }) });
  return {
    transaction: (work) => kysely.transaction().execute((transaction) => work(unitOf(transaction))),
    listWorkOrders: async ({ limit, offset }) => {
      const rows = await kysely
        .selectFrom('work_order')
        .selectAll()
        .orderBy('received_at', 'desc')
        .orderBy('id', 'desc')
        .limit(limit)
        .offset(offset)
        .execute();
      const { total } = await kysely
        .selectFrom('work_order')
        .select((expression) => expression.fn.countAll<number>().as('total'))
        .executeTakeFirstOrThrow();
      return { orders: rows.map(orderOf), total };
    },
    findWorkOrder: (id) => findWorkOrder(kysely, id),
    close: async () => {
      await kysely.destroy();
      database.close(); // Kysely leaves a database alone that no query has reached
    },
  };
}

function unitOf(transaction: Kysely<Tables>): HubStorageUnit {
  return {
    findOutcome: async (operationId) => {
      const row = await transaction
        .selectFrom('operation_outcome')
        .selectAll()
        .where('operation_id', '=', operationId)
        .executeTakeFirst();
      return row && outcomeOf(row);
    },
    rememberOutcome: async (result) => {
      const accepted = result.outcome === 'accepted';
      await transaction
        .insertInto('operation_outcome')
        .values({
          operation_id: result.id,
          outcome: result.outcome,
          received_at: accepted ? result.receivedAt : null,
          reason: accepted ? null : result.reason,
          message: accepted ? null : result.message,
        })
        .execute();
    },
    findWorkOrder: (id) => findWorkOrder(transaction, id),
    insertWorkOrder: async (order) => {
      await transaction
        .insertInto('work_order')
        .values({
          id: order.id,
          number: order.number,
          seat: order.seat,
          operator: order.operator,
          submitted_at: order.submittedAt,
          received_at: order.receivedAt,
          fields: JSON.stringify(order.fields),
          call: order.call === null ? null : JSON.stringify(order.call),
        })
        .execute();
    },
  };
}

async function findWorkOrder(kysely: Kysely<Tables>, id: string): Promise<HubWorkOrder | undefined> {
  const row = await kysely.selectFrom('work_order').selectAll().where('id', '=', id).executeTakeFirst();
  return row && orderOf(row);
}

/** @throws ZodError for a row that no hub wrote */
function orderOf(row: WorkOrderRow): HubWorkOrder {
  return hubWorkOrderSchema.parse({
    id: row.id,
    number: row.number,
    seat: row.seat,
    operator: row.operator,
    submittedAt: row.submitted_at,
    receivedAt: row.received_at,
    fields: JSON.parse(row.fields),
    call: row.call === null ? null : JSON.parse(row.call),
  });
}

function outcomeOf(row: OutcomeRow): OperationResult {
  return operationResultSchema.parse({
    id: row.operation_id,
    outcome: row.outcome,
    receivedAt: row.received_at,
    reason: row.reason,
    message: row.message,
  });
}
