import type { DeadlineFacts } from './deadline/index.ts';
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
