import { isDeepStrictEqual } from 'node:util';
import type { WorkOrderFields } from '#shared/domain/index.ts';
import type { HubWorkOrder, Operation } from '#shared/hub-protocol/index.ts';
import type { HubStores, StoredOrderEvent } from '../storage/index.ts';
import type { Done, Effects, OperationContext, Refusal } from './effect.ts';

type WorkOrderKind = Extract<Operation['kind'], `work-order.${string}`>;
type Joining = Extract<Operation, { kind: Exclude<WorkOrderKind, 'work-order.submit'> }>;

/** Adds an event to an order that is there. */
async function append(
  unit: HubStores,
  operation: Joining,
  { book, now }: OperationContext,
  event: Pick<StoredOrderEvent, 'kind' | 'body'>,
  fields?: (before: WorkOrderFields) => WorkOrderFields,
): Promise<Done | Refusal> {
  const { orderId, operator } = operation.payload;
  const history = await book.open(unit, orderId);
  if (history === undefined) {
    return { reason: 'not-found', message: 'The order that this is about was never received.' };
  }
  await book.append(
    unit,
    history,
    { ...event, id: operation.id, at: operation.createdAt, receivedAt: now, actor: operator },
    fields?.(history.order.fields),
  );
  return { receivedAt: now };
}

/** What the operations of a work order do (docs/spec/hub-protocol.md, HP-5; docs/spec/hub.md, HU-20). */
export const workOrderEffects: Pick<Effects, WorkOrderKind> = {
  'work-order.submit': async (unit, { payload }, { book, now }) => {
    const { orderId, ...content } = payload;
    const order: HubWorkOrder = { id: orderId, ...content, receivedAt: now };
    const stored = await unit.orders.find(orderId);
    if (stored === undefined) {
      await book.submit(unit, order);
      return { receivedAt: now };
    }
    // A seat that was copied, or a hub put back: the same content under another operation is the same order. What
    // has been amended since counts as the same, as the amendment came from the same seat later.
    const { receivedAt } = stored.order;
    const amended = (await unit.orders.events(orderId)).some(({ kind }) => kind === 'amend');
    const same = isDeepStrictEqual(stored.order, {
      ...order,
      receivedAt,
      ...(amended && { fields: stored.order.fields }),
    });
    return same
      ? { receivedAt }
      : {
          reason: 'conflict',
          message: 'This order was received before with other content, under another operation.',
        };
  },

  'work-order.amend': (unit, operation, context) => {
    const changed = Object.fromEntries(
      Object.entries(operation.payload.fields).filter(([, value]) => value !== undefined),
    ) as Partial<WorkOrderFields>;
    return append(unit, operation, context, { kind: 'amend', body: { fields: changed } }, (before) => ({
      ...before,
      ...changed,
    }));
  },

  'work-order.follow-up': (unit, operation, context) => {
    const { text, callId } = operation.payload;
    return append(unit, operation, context, { kind: 'follow-up', body: { text, callId } });
  },

  'work-order.join': (unit, operation, context) => {
    const { complainant, callId } = operation.payload;
    return append(unit, operation, context, { kind: 'join', body: { complainant, callId } });
  },

  'work-order.callback': (unit, operation, context) => {
    const { wish, attempt, givenUp } = operation.payload;
    return append(unit, operation, context, { kind: 'callback', body: { wish, attempt, givenUp } });
  },
};
