import type { DueCallback } from '#shared/contract/index.ts';
import {
  type CallbackAttempt,
  type CallbackEntry,
  type CallbackStanding,
  CodedError,
  callbackEntrySchema,
  callbackStanding,
  maskNumber,
  type OrderState,
  type WorkOrderFields,
  wishedTimeOf,
} from '#shared/domain/index.ts';
import { type KeptOrder, type OrderChange, type PendingCallback, summaryOfKept } from '../cache/index.ts';
import { type IntakeContext, orderOf, subjectOf } from './context.ts';
import { createEntries } from './entries.ts';

/** Citizens to be called back (docs/spec/callbacks.md). What is changed is answered, not written. */
export interface Callbacks {
  /** Those due first, the longest waiting before the others. */
  list(): DueCallback[];
  of(order: KeptOrder): DueCallback;
  wish(order: KeptOrder, wishedAt: number | null, note: string): OrderChange;
  /** What is pending once the unit has answered. @param at epoch ms of the answer */
  fedBack(order: KeptOrder, at: number, text: string): PendingCallback;
  /** Keeps a result as far as it is entered, or forgets it. */
  keep(order: KeptOrder, entry: CallbackEntry | null): void;
  /** @throws CodedError `not-due` */
  record(order: KeptOrder, attempt: Omit<CallbackAttempt, 'at'>): OrderChange;
}

const LISTED = 500;

export function createCallbacks(context: IntakeContext): Callbacks {
  const { cache, clock, operator, newId, rules } = context;

  const attemptsOf = (orderId: string, from: number): CallbackAttempt[] =>
    cache.orders
      .events(orderId)
      .flatMap((event) => (event.kind === 'callback' && event.at >= from ? [event.attempt] : []));

  const entries = createEntries(cache.settings, 'callback-entry', callbackEntrySchema);

  const standingOf = (pending: PendingCallback, attempts: readonly CallbackAttempt[]): CallbackStanding =>
    callbackStanding(pending.since, attempts, rules().callbacks, clock.wall());

  const of = (order: KeptOrder): DueCallback => {
    const { callback } = order;
    const shown = summaryOfKept(order);
    const attempts = attemptsOf(order.id, callback?.setAt ?? order.submittedAt);
    const made = attempts.map(({ at, outcome }) => ({ at, outcome }));
    const common = { order: shown, attempts: made, numbers: numbersToCall(order.fields).map(maskNumber) };
    if (callback === null) {
      const standing = attempts.at(-1)?.redo ? 'redo' : 'done';
      const counted = made.length;
      return {
        ...common,
        cause: 'feedback',
        text: '',
        wish: null,
        standing,
        nextAt: null,
        counted,
        entry: null,
      };
    }
    const { standing, nextAt, attempts: counted } = standingOf(callback, attempts);
    const { cause, text, wish } = callback;
    return { ...common, cause, text, wish, standing, nextAt, counted, entry: entries.of(order.id) };
  };

  return {
    of,
    list: () => {
      const all = cache.orderLists.toCallBack(LISTED).map(of);
      const rank = ({ standing, nextAt }: DueCallback) => (standing === 'due' ? 0 : (nextAt ?? 0));
      return all.toSorted((one, other) => rank(one) - rank(other) || (one.nextAt ?? 0) - (other.nextAt ?? 0));
    },
    wish: (order, given, note) => {
      const id = newId();
      const at = clock.wall();
      const wishedAt = given ?? wishedTimeOf(note, at);
      // Whoever is to be called about the unit's answer is called anyway: at the time and about what they wish.
      const pending = order.callback?.cause === 'feedback' ? order.callback : undefined;
      const callback: PendingCallback = pending
        ? { ...pending, since: Math.max(pending.since, wishedAt ?? 0), wish: note }
        : { since: wishedAt ?? at, cause: 'wish', text: note, wish: null, setAt: at };
      return {
        orderId: order.id,
        event: { id, at, operator: operator(), kind: 'callback-wish', wishedAt, note },
        set: { callback },
        operation: {
          id,
          kind: 'work-order.callback',
          subject: order.id,
          createdAt: at,
          payload: { ...subjectOf(context, order), wish: { wishedAt, note }, attempt: null, givenUp: false },
        },
      };
    },
    fedBack: ({ callback: pending }, at, text) => {
      const wish = pending?.cause === 'wish' ? pending.text : (pending?.wish ?? null);
      // A promise of a time holds: the answer is told with the call that was promised.
      const promisedAt = wish === null ? 0 : (pending?.since ?? 0);
      return { since: Math.max(at, promisedAt), cause: 'feedback', text, wish, setAt: clock.wall() };
    },
    keep: ({ id }, entry) => entries.keep(id, entry),
    record: (order, given) => {
      const { callback } = orderOf(context, order.id);
      if (callback === null) throw new CodedError('not-due', 'Nobody is to be called back about this order.');
      const at = clock.wall();
      const attempt = answered({ ...given, at });
      const { standing } = standingOf(callback, [...attemptsOf(order.id, callback.setAt), attempt]);
      const over = standing === 'done' || standing === 'redo' || standing === 'given-up';
      const state = over ? stateAfter(callback.cause, attempt) : undefined;
      const id = newId();
      return {
        orderId: order.id,
        event: { id, at, operator: operator(), kind: 'callback', attempt },
        set: {
          ...(over && { callback: null }),
          ...(state && { state, stateAt: at }),
        },
        operation: {
          id,
          kind: 'work-order.callback',
          subject: order.id,
          createdAt: at,
          payload: { ...subjectOf(context, order), wish: null, attempt, givenUp: standing === 'given-up' },
        },
      };
    },
  };
}

/** The citizen's numbers, the one to be reached by first. */
export function numbersToCall(fields: WorkOrderFields): string[] {
  return [...new Set([fields.callerNumber, ...fields.contactNumbers])].filter((one) => one !== '');
}

/** Only a citizen who was reached has answered anything, or can send an order back. */
function answered(attempt: CallbackAttempt): CallbackAttempt {
  if (attempt.outcome === 'reached') return attempt;
  return {
    ...attempt,
    contacted: null,
    solved: null,
    resultSatisfaction: null,
    attitudeSatisfaction: null,
    reason: '',
    redo: false,
  };
}

/** A callback about the unit's answer ends the order; one that was only wished leaves it where it is. */
function stateAfter(cause: PendingCallback['cause'], attempt: CallbackAttempt): OrderState | undefined {
  if (attempt.redo) return 'redo';
  return cause === 'feedback' ? 'closed' : undefined;
}
