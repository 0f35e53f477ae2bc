import type { Kysely } from 'kysely';
import { type OperationResult, operationResultSchema } from '#shared/hub-protocol/index.ts';
import type { Tables } from '../tables.ts';

/** The outcome of every operation that was ever taken in; never changed. */
export interface OutcomeStore {
  /** Those of these operations that have one, by operation id. */
  find(operationIds: readonly string[]): Promise<Map<string, OperationResult>>;
  /** Throws when one of them already has an outcome. */
  remember(results: readonly OperationResult[]): Promise<void>;
}

export function createOutcomeStore(kysely: Kysely<Tables>): OutcomeStore {
  return {
    find: async (operationIds) => {
      const rows = await kysely
        .selectFrom('operation_outcome')
        .selectAll()
        .where('operation_id', 'in', [...operationIds])
        .execute();
      return new Map(rows.map((row) => [row.operation_id, outcomeOf(row)]));
    },
    remember: async (results) => {
      if (results.length === 0) return;
      const rows = results.map((result) => {
        const accepted = result.outcome === 'accepted';
        return {
          operation_id: result.id,
          outcome: result.outcome,
          received_at: accepted ? result.receivedAt : null,
          reason: accepted ? null : result.reason,
          message: accepted ? null : result.message,
        };
      });
      await kysely.insertInto('operation_outcome').values(rows).execute();
    },
  };
}

function outcomeOf(row: Tables['operation_outcome']): OperationResult {
  return operationResultSchema.parse({
    id: row.operation_id,
    outcome: row.outcome,
    receivedAt: row.received_at,
    reason: row.reason,
    message: row.message,
  });
}
