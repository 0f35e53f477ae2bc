import type { AreaHandlers, IntakeState, intakeArea, OpenDraft } from '#shared/contract/index.ts';
import { CodedError, channelOfLine, type Draft, emptyFields, type WorkOrder } from '#shared/domain/index.ts';
import { type Callers, createCallers } from './callers.ts';
import type { IntakeContext, IntakeOptions } from './context.ts';
import { orderOf, recordAccess } from './context.ts';
import { fromEarlierOrder } from './earlier-order.ts';
import { createListeners } from './listeners.ts';
import { createOrders, type Orders } from './orders.ts';
import { createPlaces, type Places } from './places.ts';
import { submit } from './submission.ts';

/** What intake needs to know of a ringing call. */
export interface IncomingCall {
  readonly id: string;
  readonly callerNumber: string | null;
  readonly callerName: string | null;
  /** The hotline number the citizen dialled, if the exchange said so. */
  readonly dialledLine?: string | null;
}

/**
 * Work orders from the first ring to the outbox. A draft's life; every arrow is one transaction on disk:
 * ```
 *                       patch, undo, redo (any number)
 *                          ╭──╮
 *   call rings ─────────▶ open ── submit ──▶ order + outbox row
 *   operator begins one ─▶  │        └────▶ event of an earlier order (催办, 并单) + outbox row
 *                           ├── discard (the operator's wish) ──▶ gone
 *                           └── call ends unanswered, nothing typed ──▶ gone
 * ```
 * The order keeps its draft's id, so that a submit whose answer was lost can be made again.
 */
export interface Intake {
  readonly handlers: AreaHandlers<typeof intakeArea>;
  /** Orders after the submit. */
  readonly orders: Orders;
  readonly callers: Callers;
  readonly places: Places;
  state(): IntakeState;
  onChanged(listener: (state: IntakeState) => void): () => void;
  /** An operation was added to the outbox. */
  onSubmitted(listener: () => void): () => void;
  /** The call's draft; the one it has, if it has one. */
  startDraftForCall(call: IncomingCall): OpenDraft;
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
  const { cache, clock, operator, newId, localDate } = options;
  const changed = createListeners<IntakeState>();
  const submitted = createListeners<void>();
  // Who has written since the program started, by draft: only then does anyone need to hear of a patch.
  const writers = new Map<string, Set<string>>();

  const opened = (draft: Draft): OpenDraft => ({
    ...draft,
    cursor: cache.drafts.cursor(draft.id),
    ...cache.drafts.steps(draft.id),
  });
  const openDraft = (draftId: string): Draft => {
    const draft = cache.drafts.get(draftId);
    if (draft === undefined) throw new CodedError('no-such-draft', 'The draft is not open any more.');
    return draft;
  };

  const state = (): IntakeState => {
    const now = clock.wall();
    const today = localDate(now);
    return {
      drafts: cache.drafts.list().map(opened),
      orders: cache.orderLists
        .since(now - LONGEST_DAY_MILLISECONDS, LISTED_ORDERS)
        .filter((order) => localDate(order.submittedAt) === today),
    };
  };
  const emitChanged = () => changed.tell(state);

  const context: IntakeContext = {
    ...options,
    sent: () => submitted.tell(() => undefined),
    ordersChanged: () => {
      emitChanged();
      orders.emitChanged();
    },
  };
  const orders = createOrders(context);
  const places = createPlaces(context);
  const callers = createCallers(context);

  const startDraft = (callId: string | null, callerNumber: string, dialledLine: string): OpenDraft => {
    const now = clock.wall();
    const channel = channelOfLine(options.codes(), dialledLine);
    const fields = { ...emptyFields, callerNumber, channel, line: dialledLine };
    const draft = { id: newId(), callId, createdAt: now, updatedAt: now, fields };
    cache.drafts.insert(draft, operator());
    emitChanged();
    return opened(draft);
  };

  const closeDraft = (draftId: string) => {
    writers.delete(draftId);
    emitChanged();
  };

  /** Notes who writes; two at one draft hear of each other's changes (rule DR-9). */
  const wrote = (draftId: string, writer: string) => {
    const known = writers.get(draftId) ?? new Set();
    writers.set(draftId, known.add(writer));
    if (known.size > 1) emitChanged();
  };

  const patchDraft: Intake['handlers']['patchDraft'] = ({ draftId, writer, sequence, fields }) => {
    const savedAt = clock.wall();
    cache.drafts.patch({ draftId, writer, operator: operator(), sequence, fields, at: savedAt });
    wrote(draftId, writer);
    return { draftId, sequence, savedAt, ...cache.drafts.steps(draftId) };
  };

  const step = (direction: 'undo' | 'redo', draftId: string, writer: string): OpenDraft => {
    cache.drafts.step(direction, draftId, { writer, operator: operator(), at: clock.wall() });
    wrote(draftId, writer);
    return opened(openDraft(draftId));
  };

  const submitDraft = ({ draftId }: { draftId: string }): WorkOrder => {
    const draft = cache.drafts.get(draftId);
    if (draft === undefined) {
      const order = cache.orders.get(draftId) ?? orders.holding(draftId);
      if (order !== undefined) return order;
      throw new CodedError('no-such-draft', 'The draft is not open any more.');
    }
    const order = submit(context, draft);
    closeDraft(draftId);
    orders.emitChanged();
    places.emitChanged();
    context.sent();
    return order;
  };

  return {
    handlers: {
      snapshot: state,
      createDraft: () => startDraft(null, '', ''),
      patchDraft,
      undo: ({ draftId, writer }) => step('undo', draftId, writer),
      redo: ({ draftId, writer }) => step('redo', draftId, writer),
      keepCursor: ({ draftId, cursor }) => {
        cache.drafts.keepCursor(draftId, cursor);
        return null;
      },
      fillFromOrder: ({ draftId, writer, orderId, as }) => {
        const { fields } = openDraft(draftId);
        const earlier = orderOf(context, orderId);
        const edit = fromEarlierOrder(fields, earlier, as, callers.fieldsOf(fields.callerNumber));
        // The pop showed the citizen masked; the form names them.
        if (edit.callerName) recordAccess(context, 'identity-taken', orderId, { code: as, note: '' });
        cache.drafts.set(draftId, { writer, operator: operator(), at: clock.wall() }, edit);
        wrote(draftId, writer);
        return opened(openDraft(draftId));
      },
      submitDraft,
      discardDraft: ({ draftId }) => {
        cache.drafts.remove(draftId);
        closeDraft(draftId);
        return null;
      },
      categories: options.categories,
      codes: options.codes,
    },
    orders,
    callers,
    places,
    state,
    onChanged: changed.on,
    onSubmitted: submitted.on,
    startDraftForCall: ({ id, callerNumber, dialledLine }) => {
      const open = cache.drafts.list().find((draft) => draft.callId === id);
      return open ? opened(open) : startDraft(id, callerNumber ?? '', dialledLine ?? '');
    },
    endCall: (callId, { answered }) => {
      if (answered) return;
      const draft = cache.drafts.list().find((one) => one.callId === callId);
      if (draft === undefined || cache.drafts.isTouched(draft.id)) return;
      cache.drafts.remove(draft.id);
      closeDraft(draft.id);
    },
    deliveryChanged: context.ordersChanged,
  };
}
