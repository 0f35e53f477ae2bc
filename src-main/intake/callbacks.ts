import type { DueCallback } from '#shared/contract/index.ts';
import {
  type CallbackAttempt,
  type CallbackStanding,
  CodedError,
  callbackStanding,
  type OrderState,
} from '#shared/domain/index.ts';
import { type KeptOrder, type OrderChange, type PendingCallback, summaryOfKept } from '../cache/index.ts';
import { type IntakeContext, orderOf, subjectOf } from './context.ts';

/** Citizens to be called back (docs/spec/callbacks.md). What is changed is answered, not written. */
export interface Callbacks {
  /** Those due first, the longest waiting before the others. */
  list(): DueCallback[];
  of(order: KeptOrder): DueCallback;
  wish(order: KeptOrder, wishedAt: number | null, note: string): OrderChange;
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

  const standingOf = (pending: PendingCallback, attempts: readonly CallbackAttempt[]): CallbackStanding =>
    callbackStanding(pending.since, attempts, rules().callbacks, clock.wall());

  const of = (order: KeptOrder): DueCallback => {
    const { callback } = order;
    const shown = summaryOfKept(order);
    const attempts = attemptsOf(order.id, callback?.setAt ?? order.submittedAt);
    const made = attempts.map(({ at, outcome }) => ({ at, outcome }));
    if (callback === null) {
      const standing = attempts.at(-1)?.redo ? 'redo' : 'done';
      return { order: shown, cause: 'feedback', text: '', standing, attempts: made, nextAt: null };
    }
    const { standing, nextAt } = standingOf(callback, attempts);
    const { cause, text } = callback;
    return { order: shown, cause, text, standing, attempts: made, nextAt };
  };

  return {
    of,
    list: () => {
      const all = cache.orderLists.toCallBack(LISTED).map(of);
      const rank = ({ standing, nextAt }: DueCallback) => (standing === 'due' ? 0 : (nextAt ?? 0));
      return all.toSorted((one, other) => rank(one) - rank(other) || (one.nextAt ?? 0) - (other.nextAt ?? 0));
    },
    wish: (order, wishedAt, note) => {
      const id = newId();
      const at = clock.wall();
      // Whoever is to be called about the unit's answer is called anyway.
      const callback: PendingCallback =
        order.callback?.cause === 'feedback'
          ? order.callback
          : { since: wishedAt ?? at, cause: 'wish', text: note, setAt: at };
      return {
        orderId: order.id,
        event: { id, at, operator: operator(), kind: 'callback-wish', wishedAt, note },
        set: { callback },
        operation: {
          id,
          kind: 'work-order.callback',
          subject: order.id,
          createdAt: at,
          payload: { ...subjectOf(context, order), wish: { wishedAt, note }, attempt: null },
        },
      };
    },
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
          payload: { ...subjectOf(context, order), wish: null, attempt },
        },
      };
    },
  };
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
