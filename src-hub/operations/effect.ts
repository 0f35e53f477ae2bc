import type { Operation, RefusalReason } from '#shared/hub-protocol/index.ts';
import type { OrderBook } from '../orders/index.ts';
import type { HubStores } from '../storage/index.ts';

/** What carrying out an operation needs besides the transaction. */
export interface OperationContext {
  readonly book: OrderBook;
  /** Receipt, epoch ms. */
  readonly now: number;
  /** The seat that the token belongs to; null for a token that all seats share. */
  readonly seat: number | null;
}

/** Why an operation has no effect. The message names fields, never contents. */
export interface Refusal {
  readonly reason: RefusalReason;
  readonly message: string;
}
/** The operation is in effect; `receivedAt` is when its content first came, epoch ms. */
export interface Done {
  readonly receivedAt: number;
}

/** What one kind of operation does. */
export type Effect<O extends Operation> = (
  unit: HubStores,
  operation: O,
  context: OperationContext,
) => Promise<Done | Refusal>;

/** What each kind does; a kind that joins the protocol has to join here, or this does not compile. */
export type Effects = { readonly [K in Operation['kind']]: Effect<Extract<Operation, { kind: K }>> };
