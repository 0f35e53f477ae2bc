import type { AreaHandlers, IntakeState, intakeArea } from '#shared/contract/index.ts';
import {
  type Clock,
  CodedError,
  type Draft,
  emptyFields,
  formatOrderNumber,
  missingFields,
  settledFields,
  type WorkOrder,
} from '#shared/domain/index.ts';
import type { Operation } from '#shared/hub-protocol/index.ts';
import type { Cache } from '../cache/index.ts';
import type { CategorySource } from './categories.ts';
import type { CodeSource } from './codes.ts';

export interface IntakeOptions {
  readonly cache: Pick<Cache, 'drafts' | 'orders' | 'calls'>;
  readonly clock: Clock;
  /** 1 to 999; part of every order number. */
  readonly seat: number;
  /** Name of whoever is signed in at the moment of asking. */
  readonly operator: () => string;
  readonly categories: CategorySource;
  readonly codes: CodeSource;
  /** Makes a UUIDv7. */
  readonly newId: () => string;
  /** Local calendar date, `YYYY-MM-DD`, of an epoch time in ms. */
  readonly localDate: (epochMilliseconds: number) => string;
}

/** What intake needs to know of a ringing call. */
export interface IncomingCall {
  readonly id: string;
  readonly callerNumber: string | null;
  readonly callerName: string | null;
}

/**
 * Work orders from the first ring to the outbox. A draft's life; every arrow is one transaction on disk:
 * ```
 *                        patch (any number)
 *                          ╭──╮
 *   call rings ─────────▶ open ── submit ──▶ order + outbox row
 *   operator begins one ─▶  │
 *                           ├── discard (the operator's wish) ──▶ gone
 *                           └── call ends unanswered, nothing typed ──▶ gone
 * ```
 * The order keeps its draft's id, so that a submit whose answer was lost can be made again.
 */
export interface Intake {
  readonly handlers: AreaHandlers<typeof intakeArea>;
  state(): IntakeState;
  onChanged(listener: (state: IntakeState) => void): () => void;
  /** An operation was added to the outbox. */
  onSubmitted(listener: () => void): () => void;
  /** The call's draft; the one it has, if it has one. */
  startDraftForCall(call: IncomingCall): Draft;
  /** A draft nobody typed into goes away with a call that nobody answered (rule DR-7). */
  endCall(callId: string, outcome: { answered: boolean }): void;
  /** The hub answered: orders stand differently. */
  deliveryChanged(): void;
}

/** Longest list of orders on the screen (contract). */
const LISTED_ORDERS = 50;
/** No local day is longer, with an hour for the end of summer time. */
const LONGEST_DAY_MILLISECONDS = 25 * 60 * 60 * 1000;

export function createIntake(options: IntakeOptions): Intake {
  const { cache, clock, seat, newId, localDate } = options;
  const changed = new Set<(state: IntakeState) => void>();
  const submitted = new Set<() => void>();
  // Who has written since the program started, by draft: only then does anyone need to hear of a patch.
  const writers = new Map<string, Set<string>>();

  const state = (): IntakeState => {
    const now = clock.wall();
    const today = localDate(now);
    return {
      drafts: cache.drafts.list(),
      orders: cache.orders
        .list(now - LONGEST_DAY_MILLISECONDS, LISTED_ORDERS)
        .filter((order) => localDate(order.submittedAt) === today),
    };
  };

  const emitChanged = () => {
    if (changed.size === 0) return;
    const current = state();
    for (const listener of changed) listener(current);
  };

  const startDraft = (callId: string | null, callerNumber: string): Draft => {
    const now = clock.wall();
    const fields = { ...emptyFields, callerNumber };
    const draft = { id: newId(), callId, createdAt: now, updatedAt: now, fields };
    cache.drafts.insert(draft);
    emitChanged();
    return draft;
  };

  const closeDraft = (draftId: string) => {
    writers.delete(draftId);
    emitChanged();
  };

  const patchDraft: Intake['handlers']['patchDraft'] = ({ draftId, writer, sequence, fields }) => {
    const savedAt = clock.wall();
    cache.drafts.patch({ draftId, writer, sequence, fields, at: savedAt });
    const known = writers.get(draftId) ?? new Set();
    writers.set(draftId, known.add(writer));
    if (known.size > 1) emitChanged();
    return { draftId, sequence, savedAt };
  };

  const submitDraft = ({ draftId }: { draftId: string }): WorkOrder => {
    const draft = cache.drafts.get(draftId);
    if (draft === undefined) {
      const order = cache.orders.get(draftId);
      if (order !== undefined) return order;
      throw new CodedError('no-such-draft', 'The draft is not open any more.');
    }
    const missing = missingFields(draft.fields);
    if (missing.length > 0) throw new CodedError('incomplete', missing.join(', '));

    const now = clock.wall();
    const { callId } = draft;
    const fields = settledFields(draft.fields);
    const date = localDate(now);
    const number = formatOrderNumber(date, seat, cache.orders.nextCount(date, seat));
    const order = { id: draft.id, number, callId, submittedAt: now, fields };
    const operation: Operation = {
      id: newId(),
      kind: 'work-order.submit',
      subject: order.id,
      createdAt: now,
      payload: {
        orderId: order.id,
        number,
        seat,
        operator: options.operator(),
        submittedAt: now,
        fields,
        call: callId === null ? null : (cache.calls.get(callId) ?? null),
      },
    };
    cache.orders.submit({ draftId, order, operation });
    closeDraft(draftId);
    for (const listener of submitted) listener();
    return { ...order, delivery: 'waiting', refusal: null };
  };

  return {
    handlers: {
      snapshot: state,
      createDraft: () => startDraft(null, ''),
      patchDraft,
      submitDraft,
      discardDraft: ({ draftId }) => {
        cache.drafts.remove(draftId);
        closeDraft(draftId);
        return null;
      },
      categories: options.categories,
      codes: options.codes,
    },
    state,
    onChanged: (listener) => {
      changed.add(listener);
      return () => changed.delete(listener);
    },
    onSubmitted: (listener) => {
      submitted.add(listener);
      return () => submitted.delete(listener);
    },
    startDraftForCall: ({ id, callerNumber }) => {
      const open = cache.drafts.list().find((draft) => draft.callId === id);
      return open ?? startDraft(id, callerNumber ?? '');
    },
    endCall: (callId, { answered }) => {
      if (answered) return;
      const draft = cache.drafts.list().find((one) => one.callId === callId);
      if (draft === undefined || cache.drafts.isTouched(draft.id)) return;
      cache.drafts.remove(draft.id);
      closeDraft(draft.id);
    },
    deliveryChanged: emitChanged,
  };
}
