import { z } from 'zod';
import {
  categorySchema,
  codeBookSchema,
  draftCursorSchema,
  draftFieldsSchema,
  draftIdSchema,
  draftSchema,
  orderIdSchema,
  workOrderSchema,
  workOrderSummarySchema,
} from '../domain/index.ts';
import { defineArea } from './define.ts';

/** A draft as a page takes it up: with its cursor, and how many steps can be undone and redone. */
export const openDraftSchema = draftSchema.extend({
  cursor: draftCursorSchema.nullable(),
  undoable: z.number().int().nonnegative(),
  redoable: z.number().int().nonnegative(),
});
export type OpenDraft = z.infer<typeof openDraftSchema>;

export const intakeStateSchema = z.object({
  /** Open drafts, oldest first. Which one is on screen is the screen's own business. */
  drafts: z.array(openDraftSchema),
  /** Orders submitted at this seat since local midnight, newest first; at most 50. */
  orders: z.array(workOrderSummarySchema),
});
export type IntakeState = z.infer<typeof intakeStateSchema>;

/**
 * What was typed since the last patch of this writer. `sequence` counts from 1 for each writer and draft;
 * a repeated or older one changes nothing and is acknowledged again, so that what is not acknowledged can
 * simply be sent again.
 */
export const draftPatchSchema = z.object({
  draftId: draftIdSchema,
  /** UUIDv7 of one load of one page. */
  writer: z.uuidv7(),
  sequence: z.number().int().positive(),
  fields: draftFieldsSchema.partial(),
});
export type DraftPatch = z.infer<typeof draftPatchSchema>;

/** The acknowledgement: everything of this writer up to `sequence` is durably on disk. */
export const draftAcknowledgementSchema = z.object({
  draftId: draftIdSchema,
  sequence: z.number().int().positive(),
  savedAt: z.number(),
  undoable: z.number().int().nonnegative(),
  redoable: z.number().int().nonnegative(),
});
export type DraftAcknowledgement = z.infer<typeof draftAcknowledgementSchema>;

const byDraft = z.object({ draftId: draftIdSchema });
const byWriter = byDraft.extend({ writer: z.uuidv7() });

/**
 * Drafts: work orders while they are typed. Errors: `no-such-draft`, `no-such-order`, `incomplete` (message lists
 * the fields), `nothing-to-undo`, `disk-full`, `cache-unavailable`.
 */
export const intakeArea = defineArea({
  calls: {
    snapshot: { input: z.null(), output: intakeStateSchema, callers: ['ui'] },
    /** Begins a draft without a call. */
    createDraft: { input: z.null(), output: openDraftSchema, callers: ['ui'] },
    patchDraft: { input: draftPatchSchema, output: draftAcknowledgementSchema, callers: ['ui'] },
    /**
     * Takes the writer's last step back, or makes it again; text of another writer who is there is never touched.
     * What the writer has typed must be acknowledged before (rule DR-12).
     */
    undo: { input: byWriter, output: openDraftSchema, callers: ['ui'] },
    redo: { input: byWriter, output: openDraftSchema, callers: ['ui'] },
    /** Where the cursor stands; not a change of the order. */
    keepCursor: {
      input: byDraft.extend({ cursor: draftCursorSchema }),
      output: z.null(),
      callers: ['ui'],
    },
    /**
     * Takes an earlier order into a draft: its caller and place for a new order, or the order itself as what is
     * followed up (催办) or joined (并单). One step of undo. Fields that hold text already keep it.
     */
    fillFromOrder: {
      input: byWriter.extend({ orderId: orderIdSchema, as: z.enum(['new', 'follow-up', 'join']) }),
      output: openDraftSchema,
      callers: ['ui'],
    },
    /**
     * Writes the order and its operation in one transaction and closes the draft. A draft that follows up or joins
     * an earlier order becomes an event of that order, which is answered.
     */
    submitDraft: { input: byDraft, output: workOrderSchema, callers: ['ui'] },
    /** Throws a draft away by the operator's wish (silent call, prank). The call record stays. */
    discardDraft: { input: byDraft, output: z.null(), callers: ['ui'] },
    /** The whole category tree; it changes only with the program or the hub's feed. */
    categories: { input: z.null(), output: z.array(categorySchema), callers: ['ui'] },
    /** Every list of codes with its texts; it changes only with the program. */
    codes: { input: z.null(), output: codeBookSchema, callers: ['ui'] },
  },
  events: {
    /** Drafts opened or closed, orders submitted or their delivery changed. Not sent for a patch by its own writer. */
    changed: { payload: intakeStateSchema, emitters: ['main'] },
  },
});
