import { z } from 'zod';
import { helpRequestSchema, supervisionSnapshotSchema } from '../hub-protocol/index.ts';
import { defineArea } from './define.ts';

/** Joining a call of another seat, as the exchange knows it: unheard, heard by the operator alone, heard by both. */
export const monitorActSchema = z.enum(['listen', 'whisper', 'barge']);
export type MonitorAct = z.infer<typeof monitorActSchema>;

export const supervisionStateSchema = z.object({
  /** `none`: nobody is signed in who may see the floor, or they were let in without the hub. */
  link: z.enum(['none', 'connecting', 'live', 'polling', 'down']),
  /** The last that came, or null. */
  snapshot: supervisionSnapshotSchema.nullable(),
  /** How long ago it came, in ms, at the moment this left main. */
  ageMilliseconds: z.number().nonnegative(),
  /** What the exchange has a feature code for. */
  acts: z.array(monitorActSchema),
  /** This seat's own request for help, or null. */
  own: helpRequestSchema.nullable(),
  /** The request is on its way to the hub. */
  asking: z.boolean(),
});
export type SupervisionState = z.infer<typeof supervisionStateSchema>;

/**
 * The floor as supervisors see it, and the seat's own request for help (docs/spec/board.md, SV-1 to SV-4). Errors:
 * `help-not-sent` (the hub did not answer), `not-allowed`, and those of `phone.dial`.
 */
export const supervisionArea = defineArea({
  calls: {
    snapshot: { input: z.null(), output: supervisionStateSchema, callers: ['ui'] },
    askForHelp: { input: z.null(), output: z.null(), callers: ['ui'] },
    /** Nobody is needed any more. */
    withdrawHelp: { input: z.null(), output: z.null(), callers: ['ui'] },
    acknowledge: { input: z.object({ id: z.uuidv7() }), output: z.null(), callers: ['ui'] },
    /** Dials the exchange's feature code for a seat. */
    monitor: {
      input: z.object({ seat: z.number().int().min(1).max(999), act: monitorActSchema }),
      output: z.null(),
      callers: ['ui'],
    },
  },
  events: { changed: { payload: supervisionStateSchema, emitters: ['main'] } },
});
