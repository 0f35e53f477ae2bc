import type { AreaHandlers, OrderDetail, ordersArea } from '#shared/contract/index.ts';
import {
  type CitizenIdentity,
  CodedError,
  changedEntry,
  type Deadline,
  dueAtOf,
  firstState,
  identityFieldsSchema,
  maskedEvent,
  maskedFields,
  maskedValue,
  missingFields,
  NOTHING_WRITTEN,
  type OrderEntry,
  type OrderState,
  orderEntrySchema,
  remindAtOf,
  settledFields,
  WITHHELD,
  type WorkOrder,
  withoutIdentity,
} from '#shared/domain/index.ts';
import type { KeptOrder, OrderChange } from '../cache/index.ts';
import { createCallbacks, numbersToCall } from './callbacks.ts';
import { deadlineFor, everNamed, type IntakeContext, orderOf, recordAccess, subjectOf } from './context.ts';
import { createEntries } from './entries.ts';
import { createListeners } from './listeners.ts';
import { summaryText } from './order-summary.ts';

/** What the hub told of an order: its new state, and the unit's words. */
export interface ReportedState {
  /** UUIDv7 of the report; one that is known already changes nothing. */
  readonly id: string;
  readonly orderId: string;
  readonly at: number;
  readonly state: OrderState;
  readonly unit: string;
  readonly text: string;
  /** Until when the unit has to answer as the hub has it now, epoch ms; null where it says nothing of that. */
  readonly dueAt: number | null;
}

/** Orders after their submission. */
export interface Orders {
  readonly handlers: AreaHandlers<typeof ordersArea>;
  onChanged(listener: () => void): () => void;
  emitChanged(): void;
  /** Takes what the hub told; orders that are not here are left out. */
  takeStates(reports: readonly ReportedState[]): void;
  /** The order of which a draft became an event. */
  holding(draftId: string): WorkOrder | undefined;
  /** Forgets orders that were kept long enough, some at a time. @returns whether there may be more */
  purge(): boolean;
}

/** Orders counted at most for a list's heading. */
const COUNTED = 1_000;
const PURGED_AT_ONCE = 50;
const DAY_MILLISECONDS = 24 * 60 * 60 * 1000;

export function createOrders(context: IntakeContext): Orders {
  const { cache, clock, operator, newId, rules, codes } = context;
  const changed = createListeners<void>();
  const callbacks = createCallbacks(context);
  const entries = createEntries(cache.settings, 'order-entry', orderEntrySchema);

  const amendUntil = (order: KeptOrder) =>
    order.mine ? order.submittedAt + rules().amendMinutes * 60_000 : order.submittedAt;

  /** Null where the citizen may be named in texts. */
  const secretOf = (order: KeptOrder): CitizenIdentity | null =>
    order.fields.confidential ? everNamed(context, order) : null;

  /** What is being written; while the citizen is masked, without what says who they are. */
  const entryOf = (orderId: string, masked: boolean, secret: CitizenIdentity | null): OrderEntry => {
    const { wish, amended } = entries.of(orderId) ?? NOTHING_WRITTEN;
    if (!masked) return { wish, amended };
    const isNamed = (text: string) => secret !== null && withoutIdentity(text, secret) !== text;
    return {
      wish: wish !== null && isNamed(wish) ? null : wish,
      amended: Object.fromEntries(
        Object.entries(amended).filter(
          ([field, text]) => !(field in identityFieldsSchema.shape) && !isNamed(text),
        ),
      ),
    };
  };

  const detailOf = (order: KeptOrder, masked: boolean): OrderDetail => {
    const secret = secretOf(order);
    const { id, number, callId, submittedAt, deadline, delivery, refusal, state, stateAt } = order;
    const { repeatOf, followUpOf, mergedInto } = order.fields;
    const related = [repeatOf, followUpOf, mergedInto].flatMap((one) => {
      const found = one === '' ? undefined : cache.orders.get(one);
      return found ? [[one, found.number] as const] : [];
    });
    return {
      id,
      number,
      callId,
      submittedAt,
      fields: masked ? maskedFields(order.fields, secret ?? undefined) : order.fields,
      deadline,
      delivery,
      refusal,
      operator: order.operator,
      state,
      stateAt,
      dueAt: dueAtOf(order),
      remindAt: remindAtOf(order),
      amendUntil: amendUntil(order),
      masked,
      relatedNumbers: Object.fromEntries(related),
      entry: entryOf(id, masked, secret),
      events: cache.orders
        .events(id)
        .map((event) => (masked ? maskedEvent(event, order.fields, secret) : event)),
    };
  };

  /** Writes a change of an order that goes to the hub. */
  const change = (given: OrderChange) => {
    cache.orders.change(given);
    context.ordersChanged();
    context.sent();
  };

  const amend: Orders['handlers']['amend'] = ({ orderId, fields }) => {
    const order = orderOf(context, orderId);
    const at = clock.wall();
    if (at > amendUntil(order))
      throw new CodedError('too-late', 'The time in which the order can be amended is over.');
    const given = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
    // A text that was opened masked would lose for good what is only withheld from the screen.
    if (Object.values(given).some((value) => typeof value === 'string' && value.includes(WITHHELD)))
      throw new CodedError('identity-withheld', 'The text is shown without what says who the citizen is.');
    const after = settledFields({ ...order.fields, ...given });
    const missing = missingFields(after);
    if (missing.length > 0) throw new CodedError('incomplete', missing.join(', '));
    const before = Object.entries(order.fields);
    const differing = Object.fromEntries(
      Object.entries(after).filter(
        ([name, value]) =>
          JSON.stringify(before.find(([one]) => one === name)?.[1]) !== JSON.stringify(value),
      ),
    );
    if (Object.keys(differing).length === 0) return detailOf(order, true);
    const id = newId();
    const fresh = order.state === firstState(order.fields.handling);
    change({
      orderId,
      event: { id, at, operator: operator(), kind: 'amend', fields: differing },
      set: {
        fields: differing,
        deadline: deadlineFor(context, after, order.submittedAt),
        ...(fresh && { state: firstState(after.handling), stateAt: at }),
      },
      operation: {
        id,
        kind: 'work-order.amend',
        subject: orderId,
        createdAt: at,
        payload: { ...subjectOf(context, order), fields: differing },
      },
    });
    return detailOf(orderOf(context, orderId), true);
  };

  const summary: Orders['handlers']['summary'] = ({ orderId, for: purpose, language, identity }) => {
    const order = orderOf(context, orderId);
    const inClear = purpose === 'print' && identity !== null && !order.fields.confidential;
    if (inClear) recordAccess(context, 'identity-printed', orderId, identity);
    const fields = inClear ? order.fields : maskedFields(order.fields, secretOf(order) ?? undefined);
    return { text: summaryText({ ...order, fields, dueAt: dueAtOf(order) }, codes(), language) };
  };

  return {
    handlers: {
      list: ({ filter, after, limit }) => {
        const asking = { now: clock.wall(), operator: operator() };
        const orders = cache.orderLists.page(filter, after, limit + 1, asking);
        const page = orders.slice(0, limit);
        const last = page.at(-1);
        return {
          orders: page,
          next: orders.length > limit && last ? { submittedAt: last.submittedAt, id: last.id } : null,
          total: cache.orderLists.count(filter, COUNTED, asking),
        };
      },
      open: ({ orderId }) => detailOf(orderOf(context, orderId), true),
      show: ({ orderId, reason }) => {
        const order = orderOf(context, orderId);
        recordAccess(context, 'identity-shown', orderId, reason);
        return detailOf(order, false);
      },
      history: ({ orderId }) => {
        const secret = secretOf(orderOf(context, orderId));
        return cache.changes.history(orderId).map((one) => ({
          ...one,
          before: maskedValue(one.field, one.before, secret),
          after: maskedValue(one.field, one.after, secret),
        }));
      },
      amend,
      keepEntry: ({ orderId, change: written }) => {
        const { id } = orderOf(context, orderId);
        const entry = changedEntry(entries.of(id) ?? NOTHING_WRITTEN, written);
        const isEmpty = entry.wish === null && Object.keys(entry.amended).length === 0;
        entries.keep(id, isEmpty ? null : entry);
        return null;
      },
      wishCallback: ({ orderId, wishedAt, note }) => {
        change(callbacks.wish(orderOf(context, orderId), wishedAt, note));
        return detailOf(orderOf(context, orderId), true);
      },
      summary,
      callbacks: callbacks.list,
      callbackRules: () => rules().callbacks,
      callbackNumber: ({ orderId, which }) => {
        const number = numbersToCall(orderOf(context, orderId).fields)[which];
        if (number === undefined) throw new CodedError('no-number', 'The citizen left no number.');
        recordAccess(context, 'identity-dialled', orderId, { code: 'callback', note: '' });
        return { number };
      },
      keepCallback: ({ orderId, entry }) => {
        callbacks.keep(orderOf(context, orderId), entry);
        return null;
      },
      recordCallback: ({ orderId, attempt }) => {
        change(callbacks.record(orderOf(context, orderId), attempt));
        callbacks.keep(orderOf(context, orderId), null);
        return callbacks.of(orderOf(context, orderId));
      },
    },
    onChanged: changed.on,
    emitChanged: () => changed.tell(() => undefined),
    takeStates: (reports) => {
      const news = reports.filter(({ id }) => !cache.orders.knows(id));
      for (const { id, orderId, at, state, unit, text, dueAt } of news) {
        const order = cache.orders.get(orderId);
        if (order === undefined) continue;
        const newer = at >= order.stateAt;
        cache.orders.change({
          orderId,
          event: { id, at, operator: '', kind: 'state', state, unit, text },
          operation: null,
          ...(newer && {
            set: {
              state,
              stateAt: at,
              deadline: movedTo(order.deadline, dueAt),
              ...(isFedBack(state) &&
                !isFedBack(order.state) && { callback: callbacks.fedBack(order, at, text) }),
            },
          }),
        });
      }
      if (news.length > 0) context.ordersChanged();
    },
    holding: (draftId) => cache.orders.byEvent(draftId),
    purge: () => {
      const before = clock.wall() - rules().keepDays * DAY_MILLISECONDS;
      const gone = cache.purge.run(before, PURGED_AT_ONCE);
      if (gone > 0) context.ordersChanged();
      return gone === PURGED_AT_ONCE;
    },
  };
}

/** The unit has answered: hubs say so by either state, or by one after the other. */
function isFedBack(state: OrderState): boolean {
  return state === 'fed-back' || state === 'to-call-back';
}

/** A limit that the hub has moved (an extension was granted); as near before it as it was. */
function movedTo(deadline: Deadline | null, dueAt: number | null): Deadline | null {
  if (deadline === null || dueAt === null || dueAt === deadline.at) return deadline;
  return { ...deadline, at: dueAt, remindAt: dueAt - (deadline.at - deadline.remindAt) };
}
