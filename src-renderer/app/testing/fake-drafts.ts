import { v7 as uuidv7 } from 'uuid';
import type { AreaHandlers, IntakeState, intakeArea, OpenDraft } from '#shared/contract/index.ts';
import {
  addDays,
  CodedError,
  emptyFields,
  epochOfLocal,
  firstState,
  formatOrderNumber,
  localDateAt,
  summaryOf,
  type WorkOrder,
  type WorkOrderFields,
} from '#shared/domain/index.ts';
import { exampleCategories, exampleCodes } from './examples.ts';

/** What the drafts of a fake main need of it. */
export interface FakeDrafts {
  intake: IntakeState;
  /** Reason for which patches are refused, or null. */
  refusal: string | null;
  emitIntake(): void;
}

export function exampleDraft(callId: string | null, fields: Partial<WorkOrderFields>): OpenDraft {
  return {
    id: uuidv7(),
    callId,
    createdAt: Date.now(),
    updatedAt: Date.now(),
    fields: { ...emptyFields, ...fields },
    cursor: null,
    undoable: 0,
    redoable: 0,
  };
}

/** Drafts in memory, with steps that can be undone. */
export function draftHandlers(main: FakeDrafts): AreaHandlers<typeof intakeArea> {
  let count = 2;
  const done = new Map<string, WorkOrderFields[]>();
  const undone = new Map<string, WorkOrderFields[]>();
  const stepsOf = (map: typeof done, draftId: string): WorkOrderFields[] => {
    const steps = map.get(draftId) ?? [];
    map.set(draftId, steps);
    return steps;
  };
  const draftOf = (draftId: string): OpenDraft => {
    const draft = main.intake.drafts.find(({ id }) => id === draftId);
    if (!draft) throw new CodedError('no-such-draft', 'There is no such draft.');
    return draft;
  };
  const replace = (draft: OpenDraft): OpenDraft => {
    const counted = {
      ...draft,
      undoable: stepsOf(done, draft.id).length,
      redoable: stepsOf(undone, draft.id).length,
    };
    main.intake = {
      ...main.intake,
      drafts: main.intake.drafts.map((one) => (one.id === draft.id ? counted : one)),
    };
    return counted;
  };
  const change = (draft: OpenDraft, fields: Partial<WorkOrderFields>): OpenDraft => {
    stepsOf(done, draft.id).push(draft.fields);
    stepsOf(undone, draft.id).length = 0;
    return replace({ ...draft, fields: { ...draft.fields, ...fields } });
  };
  const step = (draftId: string, from: typeof done, to: typeof done): OpenDraft => {
    const draft = draftOf(draftId);
    const fields = stepsOf(from, draftId).pop();
    if (!fields) throw new CodedError('nothing-to-undo', 'There is nothing to take back.');
    stepsOf(to, draftId).push(draft.fields);
    return replace({ ...draft, fields });
  };
  const close = (draftId: string): OpenDraft[] => main.intake.drafts.filter(({ id }) => id !== draftId);
  return {
    snapshot: () => main.intake,
    createDraft: () => {
      const draft = exampleDraft(null, {});
      main.intake = { ...main.intake, drafts: [...main.intake.drafts, draft] };
      main.emitIntake();
      return draft;
    },
    patchDraft: ({ draftId, sequence, fields }) => {
      if (main.refusal) throw new CodedError(main.refusal, main.refusal);
      const typed = Object.fromEntries(
        Object.entries(fields).filter(([, value]) => value !== undefined),
      ) as Partial<WorkOrderFields>;
      const { undoable, redoable } = change(draftOf(draftId), typed);
      return { draftId, sequence, savedAt: Date.now(), undoable, redoable };
    },
    undo: ({ draftId }) => step(draftId, done, undone),
    redo: ({ draftId }) => step(draftId, undone, done),
    keepCursor: ({ draftId, cursor }) => {
      replace({ ...draftOf(draftId), cursor });
      return null;
    },
    fillFromOrder: ({ draftId, orderId, as }) => {
      const draft = draftOf(draftId);
      const filled = {
        new: { callerName: '王女士', place: '市中区文化路街道青檀佳苑3号楼' },
        'follow-up': { followUpOf: orderId },
        join: { mergedInto: orderId },
      };
      return change(draft, filled[as]);
    },
    submitDraft: ({ draftId }) => {
      const draft = draftOf(draftId);
      count += 1;
      const order: WorkOrder = {
        id: draft.id,
        number: formatOrderNumber('2026-11-22', 7, count),
        callId: draft.callId,
        submittedAt: Date.now(),
        fields: draft.fields,
        deadline: draft.fields.handling === 'dispatched' ? exampleDeadline() : null,
        delivery: 'waiting',
        refusal: null,
      };
      main.intake = {
        ...main.intake,
        drafts: close(draftId),
        orders: [
          summaryOf(order, { state: firstState(order.fields.handling), dueAt: order.deadline?.at ?? null }),
          ...main.intake.orders,
        ],
      };
      main.emitIntake();
      return order;
    },
    discardDraft: ({ draftId }) => {
      main.intake = { ...main.intake, drafts: close(draftId) };
      main.emitIntake();
      return null;
    },
    categories: () => exampleCategories,
    codes: () => exampleCodes,
  };
}

/** An ordinary request that came now: to the end of a day. */
function exampleDeadline(): NonNullable<WorkOrder['deadline']> {
  const at = epochOfLocal(addDays(localDateAt(Date.now()), 7), '18:00');
  const moment = { at, remindAt: at - 86_400_000 };
  return {
    ...moment,
    rule: 'general',
    ruleName: '一般诉求',
    basis: '',
    stages: [],
    due: 'reply',
    signFor: moment,
    returnWithin: moment,
    provisional: false,
    reason: null,
  };
}
