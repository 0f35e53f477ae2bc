import { emptyFields, forUnit, type WorkOrderFields } from '#shared/domain/index.ts';
import type { HubWorkOrder } from '#shared/hub-protocol/index.ts';
import type { HubStorage, StoredOrderEvent } from './storage/index.ts';

const DAY = 86_400_000;
const AT_ONCE = 100;

/**
 * Takes names, numbers and every text that a citizen's words may stand in out of orders that ended and are older than
 * so many days (docs/spec/hub.md, HU-16). What is left is what figures need: codes, units, times.
 *
 * @param now epoch ms
 * @returns how many orders
 */
export async function eraseOldOrders(
  storage: HubStorage,
  days: number,
  now: number,
  actor: string,
): Promise<number> {
  let erased = 0;
  for (let more = true; more; ) {
    const count = await storage.transaction(async (unit) => {
      const found = await unit.orders.erasable(now - days * DAY, AT_ONCE);
      for (const { order } of found) {
        const events = await unit.orders.events(order.id);
        await unit.orders.erase(withoutPerson(order), events.map(withoutWords), now);
        await unit.feeds.put('orders', `seat:${order.seat}`, [{ key: order.id, body: null }]);
      }
      if (found.length > 0) {
        const detail = { orders: found.length, days };
        await unit.audit.append({ at: now, actor, action: 'orders-erased', target: 'orders', detail });
      }
      return found.length;
    });
    erased += count;
    more = count === AT_ONCE;
  }
  return erased;
}

/** Fields that are codes and choices: nothing in them names anybody. */
const KEPT = [
  'requestType',
  'channel',
  'line',
  'requesterKind',
  'anonymous',
  'confidential',
  'areaCode',
  'streetCode',
  'categoryCode',
  'urgency',
  'safetyFlags',
  'handling',
  'rejectReason',
  'leadUnit',
  'assistUnits',
  'copyTo',
  'deadlineRule',
  'deadlineAt',
  'enterpriseKind',
  'repeatOf',
  'mergedInto',
  'leaderShiftId',
] as const satisfies readonly (keyof WorkOrderFields)[];

function withoutPerson(order: HubWorkOrder): HubWorkOrder {
  const { fields } = forUnit({ ...order, fields: { ...order.fields, confidential: true } });
  const kept = Object.fromEntries(KEPT.map((field) => [field, order.fields[field] ?? fields[field]]));
  return {
    ...order,
    fields: { ...emptyFields, ...kept },
    call: order.call && { ...order.call, callerNumber: null, callerName: null, transferredTo: null },
  };
}

/** What a step said goes; that it was taken, and what it decided, stays. */
function withoutWords(event: StoredOrderEvent): StoredOrderEvent {
  if (typeof event.body !== 'object' || event.body === null) return event;
  const { text, complainant, fields, wish, attempt, ...rest } = event.body as Record<string, unknown>;
  const kept =
    typeof attempt === 'object' && attempt !== null ? { attempt: { ...attempt, note: '' }, wish: null } : {};
  return { ...event, body: { ...rest, ...kept, ...(text !== undefined && { text: '' }) } };
}
