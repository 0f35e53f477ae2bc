import type { WorkOrderFields } from '#shared/domain/index.ts';
import type { HubWorkOrder, OrderReport } from '#shared/hub-protocol/index.ts';
import type { HubStores, StoredOrderEvent } from '../storage/index.ts';
import { type Life, lifeAfter, lifeAtSubmission, lifeOf, stateEvent } from './life.ts';
import type { OrderRules } from './rules.ts';

/** An order, all that happened to it, and what follows from that. */
export interface OrderHistory {
  readonly order: HubWorkOrder;
  readonly events: readonly StoredOrderEvent[];
  readonly life: Life;
}

/** Orders with their events, written together with what follows from them: state, feed of the seat. */
export interface OrderBook {
  open(unit: HubStores, orderId: string): Promise<OrderHistory | undefined>;
  /** A new order. */
  submit(unit: HubStores, order: HubWorkOrder): Promise<void>;
  /** One more event; with `fields` the content changes too. */
  append(
    unit: HubStores,
    history: OrderHistory,
    event: StoredOrderEvent,
    fields?: WorkOrderFields,
  ): Promise<Life>;
}

export function createOrderBook(rules: OrderRules): OrderBook {
  const report = async (unit: HubStores, { order, events, life }: OrderHistory) => {
    const body: OrderReport = {
      orderId: order.id,
      number: order.number,
      state: life.state,
      unit: life.unit,
      dueAt: rules.standingOf(order, life).deadlineAt,
      events: steps(order.fields, events),
    };
    await unit.feeds.put('orders', `seat:${order.seat}`, [{ key: order.id, body }]);
  };

  return {
    open: async (unit, orderId) => {
      const found = await unit.orders.find(orderId);
      if (found === undefined) return undefined;
      const events = await unit.orders.events(orderId);
      return { order: found.order, events, life: lifeOf(found.order.fields, events) };
    },
    submit: async (unit, order) => {
      const life = lifeAtSubmission(order.fields);
      await unit.orders.insert(order, rules.standingOf(order, life));
      // What ended in the call has no more to be told; everything else begins its report.
      if (life.state !== 'closed-at-once' && life.state !== 'not-accepted') {
        await report(unit, { order, events: [], life });
      }
    },
    append: async (unit, { order, events, life }, event, fields) => {
      const after = { ...order, fields: fields ?? order.fields };
      const all = [...events, event];
      const nextLife = fields === undefined ? lifeAfter(life, event) : lifeOf(fields, all);
      await unit.orders.append(order.id, event);
      await unit.orders.update(after, rules.standingOf(after, nextLife));
      await report(unit, { order: after, events: all, life: nextLife });
      return nextLife;
    },
  };
}

/** The events that changed the state, as seats read them. */
function steps(fields: WorkOrderFields, events: readonly StoredOrderEvent[]) {
  let life = lifeAtSubmission(fields);
  return events.flatMap((event) => {
    const next = lifeAfter(life, event);
    const changed = next !== life;
    life = next;
    return changed ? [stateEvent(event, next)] : [];
  });
}
