import { type Kysely, type Selectable, sql } from 'kysely';
import { z } from 'zod';
import type { Tables } from '../tables.ts';

/**
 * Where an order stands on its way to another platform (src-hub/connectors draws the machine).
 * `waiting`: to be pushed. `sent`: there; its state is read back. `person`: somebody has to look. `done`: no more to do.
 */
export const connectorTaskStateSchema = z.enum(['waiting', 'sent', 'person', 'done']);
export type ConnectorTaskState = z.infer<typeof connectorTaskStateSchema>;

/** One order and one connector. Times are epoch ms. */
export interface ConnectorTask {
  readonly connector: string;
  readonly orderId: string;
  readonly state: ConnectorTaskState;
  /** Attempts that failed in a row. */
  readonly attempts: number;
  readonly nextAt: number;
  /** The other platform's id, once it has one. */
  readonly remoteId: string | null;
  /** What the other platform last said of it. */
  readonly remoteState: string | null;
  /** How many amendments it has been told of. */
  readonly amendments: number;
  /** Code of what went wrong; null: nothing. */
  readonly reason: string | null;
  readonly changedAt: number;
}

export interface ConnectorTaskStore {
  /** Open orders of these units (null: any unit) received at or after `since` that this connector has no task of. */
  untaken(
    connector: string,
    units: readonly string[] | null,
    since: number,
    limit: number,
  ): Promise<string[]>;
  /** Sent orders that were amended since; answers their ids with the number of amendments. */
  amended(connector: string, limit: number): Promise<Map<string, number>>;
  find(connector: string, orderId: string): Promise<ConnectorTask | undefined>;
  /** Makes it or puts it in the place of the one before. */
  save(task: ConnectorTask): Promise<void>;
  /** Waiting and sent ones whose time has come, the longest due first. */
  due(connector: string, now: number, limit: number): Promise<ConnectorTask[]>;
  /** Takes it for a while; false when another hub process was faster. */
  claim(task: ConnectorTask, until: number): Promise<boolean>;
  list(connector: string, state: ConnectorTaskState, limit: number): Promise<ConnectorTask[]>;
  counts(connector: string): Promise<Map<string, number>>;
}

export function createConnectorTaskStore(kysely: Kysely<Tables>): ConnectorTaskStore {
  const of = (connector: string) =>
    kysely.selectFrom('connector_task').selectAll().where('connector', '=', connector);
  const amendments = sql<number>`(SELECT COUNT(*) FROM work_order_event
    WHERE work_order_event.order_id = connector_task.order_id AND work_order_event.kind = 'amend')`;
  return {
    untaken: async (connector, units, since, limit) => {
      let query = kysely
        .selectFrom('work_order')
        .select('id')
        .where('received_at', '>=', since)
        .where('is_open', '=', 1)
        .where('unit', '<>', '')
        .where(({ not, exists, selectFrom }) =>
          not(
            exists(
              selectFrom('connector_task')
                .select('order_id')
                .where('connector', '=', connector)
                .whereRef('order_id', '=', 'work_order.id'),
            ),
          ),
        );
      if (units !== null) query = query.where('unit', 'in', [...units]);
      const rows = await query.orderBy('received_at').orderBy('id').limit(limit).execute();
      return rows.map(({ id }) => id);
    },
    amended: async (connector, limit) => {
      const rows = await kysely
        .selectFrom('connector_task')
        .select(['order_id', amendments.as('count')])
        .where('connector', '=', connector)
        .where('state', '=', 'sent')
        .where((where) => where(amendments, '>', where.ref('amendments')))
        .limit(limit)
        .execute();
      return new Map(rows.map((row) => [row.order_id, Number(row.count)]));
    },
    find: async (connector, orderId) => {
      const row = await of(connector).where('order_id', '=', orderId).executeTakeFirst();
      return row && taskOf(row);
    },
    save: async (task) => {
      const row = {
        state: task.state,
        attempts: task.attempts,
        next_at: task.nextAt,
        remote_id: task.remoteId,
        remote_state: task.remoteState,
        amendments: task.amendments,
        reason: task.reason,
        changed_at: task.changedAt,
      };
      await kysely
        .insertInto('connector_task')
        .values({ connector: task.connector, order_id: task.orderId, ...row })
        .onConflict((conflict) => conflict.columns(['connector', 'order_id']).doUpdateSet(row))
        .execute();
    },
    due: async (connector, now, limit) => {
      const rows = await of(connector)
        .where('state', 'in', ['waiting', 'sent'])
        .where('next_at', '<=', now)
        .orderBy('next_at')
        .orderBy('order_id')
        .limit(limit)
        .execute();
      return rows.map(taskOf);
    },
    claim: async (task, until) => {
      const { numUpdatedRows } = await kysely
        .updateTable('connector_task')
        .set({ next_at: until })
        .where('connector', '=', task.connector)
        .where('order_id', '=', task.orderId)
        .where('next_at', '=', task.nextAt)
        .where('state', '=', task.state)
        .executeTakeFirstOrThrow();
      return numUpdatedRows === 1n;
    },
    list: async (connector, state, limit) => {
      const rows = await of(connector)
        .where('state', '=', state)
        .orderBy('changed_at')
        .orderBy('order_id')
        .limit(limit)
        .execute();
      return rows.map(taskOf);
    },
    counts: async (connector) => {
      const rows = await kysely
        .selectFrom('connector_task')
        .select((expression) => ['state', expression.fn.countAll<number>().as('count')])
        .where('connector', '=', connector)
        .groupBy('state')
        .execute();
      return new Map(rows.map((row) => [row.state, Number(row.count)]));
    },
  };
}

function taskOf(row: Selectable<Tables['connector_task']>): ConnectorTask {
  return {
    connector: row.connector,
    orderId: row.order_id,
    state: connectorTaskStateSchema.parse(row.state),
    attempts: row.attempts,
    nextAt: row.next_at,
    remoteId: row.remote_id,
    remoteState: row.remote_state,
    amendments: row.amendments,
    reason: row.reason,
    changedAt: row.changed_at,
  };
}
