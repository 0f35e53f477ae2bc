import { z } from 'zod';
import {
  agentStateNameSchema,
  completionSchema,
  curveStepSchema,
  groupFiguresSchema,
  notReadyCodeSchema,
} from '../domain/index.ts';

/**
 * What the wallboard shows (docs/spec/board.md): `GET /v1/board` answers it once, `GET /v1/board/events` sends it
 * whenever it changed and at least every {@link BOARD_BEAT_MILLISECONDS}, as the event `snapshot`; `GET
 * /v1/board/layout` answers the hall (`boardLayoutSchema`). Nothing in it names a
 * person: seats by number, orders by count.
 */
export const boardSnapshotSchema = z.object({
  /** When the hub computed it, epoch ms by the hub's clock. */
  at: z.number(),
  calls: z.object({
    /** Since midnight. */
    offered: z.number().int(),
    answered: z.number().int(),
    abandoned: z.number().int(),
    /** Calls whose wait begins where the formula says, and those whose beginning the exchange did not tell. */
    known: groupFiguresSchema,
    unknown: groupFiguresSchema,
  }),
  curve: z.array(curveStepSchema),
  /** Citizens who wait in the queue, by the exchange's word; null where it says nothing or not any more. */
  queue: z
    .object({
      waiting: z.number().int().nonnegative(),
      /** The longest of these waits, at `at`; null where the exchange does not say. */
      longestMilliseconds: z.number().nonnegative().nullable(),
    })
    .nullable(),
  seats: z.array(
    z.object({
      seat: z.number().int(),
      state: agentStateNameSchema,
      reason: notReadyCodeSchema.nullable(),
      /** When it entered the state, epoch ms by the seat's clock. */
      since: z.number(),
      /** When the hub last heard the seat, epoch ms. */
      heardAt: z.number(),
    }),
  ),
  orders: z.object({
    /** Since midnight. */
    received: z.number().int(),
    /** First levels of the category tree, the largest first; an empty name: without a category. */
    byCategory: z.array(z.object({ name: z.string(), count: z.number().int() })),
    /** By code of the district; an empty code: without one. */
    byArea: z.array(
      completionSchema.extend({ code: z.string(), /** Received since midnight. */ count: z.number().int() }),
    ),
    /** Overdue now. */
    overdue: z.number().int(),
  }),
});
export type BoardSnapshot = z.infer<typeof boardSnapshotSchema>;

/** Without a change the line still carries the snapshot this often: its silence means that the line is gone. */
export const BOARD_BEAT_MILLISECONDS = 10_000;

/**
 * `PUT /v1/queue`, from the exchange with a key of scope `exchange`: how many citizens wait for a person now. Said
 * at every change, or every few seconds.
 */
export const queueReportSchema = z.object({
  waiting: z.number().int().min(0).max(100_000),
  /** Of the one who waits longest, ms. */
  longestMilliseconds: z.number().min(0).max(86_400_000).nullable().default(null),
  /** After so many seconds without another word the number is not believed any more. */
  validSeconds: z.number().int().min(5).max(3_600).default(60),
});
export type QueueReport = z.output<typeof queueReportSchema>;
