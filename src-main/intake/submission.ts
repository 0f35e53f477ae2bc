import {
  type CoComplainant,
  CodedError,
  coComplainantSchema,
  type Draft,
  firstState,
  formatOrderNumber,
  identityOf,
  missingFields,
  settledFields,
  type WorkOrder,
  wishedTimeOf,
  withoutIdentity,
} from '#shared/domain/index.ts';
import type { Operation } from '#shared/hub-protocol/index.ts';
import { deadlineFor, everNamed, type IntakeContext, orderOf, subjectOf } from './context.ts';

/**
 * Turns a draft into what it says it is: an order of its own, a 催办 of an earlier one, or a co-complaint that joins
 * one. One transaction each (rules WO-10, WO-19).
 *
 * @throws CodedError `incomplete` (the message lists the fields), `no-such-order`, `no-such-draft`
 */
export function submit(context: IntakeContext, draft: Draft): WorkOrder {
  const fields = settledFields(draft.fields);
  const missing = missingFields(fields);
  if (missing.length > 0) throw new CodedError('incomplete', missing.join(', '));
  const settled = { ...draft, fields };
  if (fields.followUpOf !== '') return followUp(context, settled);
  return fields.mergedInto !== '' ? join(context, settled) : submitOrder(context, settled);
}

function callOf({ cache }: IntakeContext, { callId }: Draft) {
  return callId === null ? null : (cache.calls.get(callId) ?? null);
}

function submitOrder(context: IntakeContext, draft: Draft): WorkOrder {
  const { cache, clock, seat, operator, newId, localDate } = context;
  const now = clock.wall();
  const { id, callId, fields } = draft;
  const date = localDate(now);
  const number = formatOrderNumber(date, seat, cache.orders.nextCount(date, seat));
  const deadline = deadlineFor(context, fields, now);
  const order = {
    id,
    number,
    callId,
    submittedAt: now,
    fields,
    deadline,
    operator: operator(),
    mine: true,
    state: firstState(fields.handling),
    stateAt: now,
    callback: fields.callbackWish
      ? {
          since: fields.callbackWishAt ?? wishedTimeOf(fields.callbackWishNote, now) ?? now,
          cause: 'wish' as const,
          text: fields.callbackWishNote,
          wish: null,
          setAt: now,
        }
      : null,
  };
  const operation: Operation = {
    id: newId(),
    kind: 'work-order.submit',
    subject: id,
    createdAt: now,
    payload: { ...subjectOf(context, order), submittedAt: now, fields, call: callOf(context, draft) },
  };
  cache.orders.submit({ draftId: id, order, operation });
  return { id, number, callId, submittedAt: now, fields, deadline, delivery: 'waiting', refusal: null };
}

function followUp(context: IntakeContext, draft: Draft): WorkOrder {
  const { cache, clock, operator } = context;
  const order = orderOf(context, draft.fields.followUpOf);
  const { id, callId } = draft;
  const at = clock.wall();
  const { confidential, anonymous, content } = draft.fields;
  // The unit reads what is asked again: whoever asks for secrecy, here or in the order, is not named in it.
  const isSecret = confidential || anonymous || order.fields.confidential;
  const named = [everNamed(context, order), identityOf(draft.fields)];
  const text = isSecret ? named.reduce((clean, one) => withoutIdentity(clean, one), content) : content;
  cache.orders.change({
    orderId: order.id,
    draftId: id,
    event: { id, at, operator: operator(), kind: 'follow-up', callId, text },
    operation: {
      id,
      kind: 'work-order.follow-up',
      subject: order.id,
      createdAt: at,
      payload: { ...subjectOf(context, order), text, callId, call: callOf(context, draft) },
    },
  });
  return answerOf(order);
}

function join(context: IntakeContext, draft: Draft): WorkOrder {
  const { cache, clock, operator } = context;
  const order = orderOf(context, draft.fields.mergedInto);
  const { id, callId } = draft;
  const at = clock.wall();
  const complainant: CoComplainant = coComplainantSchema.parse(draft.fields);
  cache.orders.change({
    orderId: order.id,
    draftId: id,
    event: { id, at, operator: operator(), kind: 'join', callId, complainant },
    operation: {
      id,
      kind: 'work-order.join',
      subject: order.id,
      createdAt: at,
      payload: { ...subjectOf(context, order), complainant, callId, call: callOf(context, draft) },
    },
  });
  return answerOf(order);
}

function answerOf({ id, number, callId, submittedAt, fields, deadline, delivery, refusal }: WorkOrder) {
  return { id, number, callId, submittedAt, fields, deadline, delivery, refusal };
}
