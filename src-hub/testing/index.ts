import { v7 as uuid } from 'uuid';
import { emptyFields } from '#shared/domain/index.ts';
import type { WorkOrderSubmit } from '#shared/hub-protocol/index.ts';
import { sampleCallRecord } from '#test/support/calls.ts';

/** A caller that must never show up outside a stored order. */
export const CITIZEN = { name: '张小雨', number: '13912345678' } as const;

/** A good submission; a second one with the same `orderId` is the same order under another operation. */
export function submission(
  options: { readonly id?: string; readonly orderId?: string; readonly title?: string } = {},
): WorkOrderSubmit {
  const orderId = options.orderId ?? uuid();
  return {
    id: options.id ?? uuid(),
    kind: 'work-order.submit',
    subject: orderId,
    createdAt: 1_790_000_000_000,
    payload: {
      orderId,
      number: '261122-007-001',
      seat: 7,
      operator: '007',
      submittedAt: 1_790_000_000_000.5,
      fields: {
        ...emptyFields,
        callerName: CITIZEN.name,
        callerNumber: CITIZEN.number,
        title: options.title ?? '幸福路暖气不热',
      },
      call: sampleCallRecord({
        id: uuid(),
        sipCallId: 'abc@exchange',
        callerNumber: CITIZEN.number,
        callerName: null,
        dialledLine: '12345',
        ringAt: 1_789_999_990_000,
        queueAt: null,
        queuedMilliseconds: null,
        answerAt: 1_789_999_994_000,
        answeredAfterMilliseconds: 4000.25,
        endAt: null,
        talkMilliseconds: null,
        endReason: null,
      }),
    },
  };
}

export { bareHub, NOW } from './bare-hub.ts';
export * from './browser.ts';
export * from './hub.ts';
export * from './parts.ts';
