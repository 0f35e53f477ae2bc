import type { HubWorkOrder, OperationResult } from '#shared/hub-protocol/index.ts';

/**
 * Where a hub keeps what it received. The rules of the protocol (what is refused, what repeats) are not here
 * but in operations.ts, once for every storage; a storage only has to be durable and transactional, which
 * contract-suite.ts asks of each.
 */
export interface HubStorage {
  /**
   * Runs `work` in one transaction: everything it wrote is durable when the promise resolves, and nothing of
   * it is there when `work` or the commit throws. Two units never see each other's unfinished writes.
   */
  transaction<Answer>(work: (unit: HubStorageUnit) => Promise<Answer>): Promise<Answer>;
  /** Orders, the last received first. */
  listWorkOrders(page: {
    readonly limit: number;
    readonly offset: number;
  }): Promise<{ orders: HubWorkOrder[]; total: number }>;
  findWorkOrder(id: string): Promise<HubWorkOrder | undefined>;
  close(): Promise<void>;
}

/** What can be done inside a transaction. */
export interface HubStorageUnit {
  /** The outcome that was given to an operation, or undefined when it has not been seen. */
  findOutcome(operationId: string): Promise<OperationResult | undefined>;
  /** Throws when the operation already has an outcome: outcomes are never changed. */
  rememberOutcome(result: OperationResult): Promise<void>;
  findWorkOrder(id: string): Promise<HubWorkOrder | undefined>;
  /** Throws when the order is already there. */
  insertWorkOrder(order: HubWorkOrder): Promise<void>;
}
