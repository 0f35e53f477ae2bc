import { DAY_MILLISECONDS } from './calendar/index.ts';
import { type DeadlineFacts, type DeadlineLight, lightOf } from './deadline/index.ts';
import { isAnswered, type OrderState } from './work-order.ts';
import type { WorkOrderFields } from './work-order-fields.ts';

/** What the deadline of an order depends on (docs/spec/deadlines.md). */
export function deadlineFactsOf(fields: WorkOrderFields, receivedAt: number): DeadlineFacts {
  const { requestType, requesterKind, channel, urgency, safetyFlags, categoryCode, leadUnit } = fields;
  return {
    receivedAt,
    requestType,
    requesterKind,
    channel,
    urgency,
    safetyFlags: [...safetyFlags],
    categoryCode,
    leadUnit,
    text: `${fields.title}\n${fields.content}`,
    chosenRule: fields.deadlineRule,
    extensionWorkingDays: 0,
  };
}

/** When an order has to be answered: what a person set, else by the rules. Epoch ms or null. */
export function dueAtOf(order: {
  readonly fields: Pick<WorkOrderFields, 'deadlineAt'>;
  readonly deadline: { readonly at: number } | null;
}): number | null {
  return order.fields.deadlineAt ?? order.deadline?.at ?? null;
}

/** From when the limit is near, epoch ms: as the rules say, or a day before what a person set; null where there is none. */
export function remindAtOf(order: {
  readonly fields: Pick<WorkOrderFields, 'deadlineAt'>;
  readonly deadline: { readonly remindAt: number } | null;
}): number | null {
  const { deadlineAt } = order.fields;
  return deadlineAt === null ? (order.deadline?.remindAt ?? null) : deadlineAt - DAY_MILLISECONDS;
}

/** The light of an order in a list (rule DL-7): none once the unit has answered. */
export function orderLight(
  order: { readonly state: OrderState; readonly dueAt: number | null; readonly remindAt: number | null },
  now: number,
): DeadlineLight {
  const { state, dueAt, remindAt } = order;
  if (dueAt === null || isAnswered(state)) return 'none';
  return lightOf({ at: dueAt, remindAt: remindAt ?? dueAt }, now, null);
}
