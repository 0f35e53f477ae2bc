import { z } from 'zod';
import { type CallRecord, callIdSchema } from '#shared/domain/index.ts';
import type { Moment } from './answer-times.ts';
import { type DialogState, dialogStateSchema } from './dialog-state.ts';

/** Of a system-wide monotonic clock, so that it means the same to a program that was started anew. */
const momentSchema = z.object({ monotonic: z.number(), wall: z.number() });

/** What is on disk of a call while it lasts, beside its row, so that it can be taken up again after a crash (rule CA-36). */
export const savedCallSchema = z.object({
  callId: callIdSchema,
  /** When the INVITE came, or left. */
  ring: momentSchema,
  /** The INVITE as it came, while it is not answered; null afterwards, and for calls of ours. */
  invite: z.string().max(262_144).nullable(),
  /** Null before there is one. */
  dialog: dialogStateSchema.nullable(),
  muted: z.boolean(),
});
export type SavedCall = z.output<typeof savedCallSchema>;

/** A call that an earlier run of the program left behind, with its row. */
export interface LeftCall {
  readonly saved: SavedCall;
  readonly record: CallRecord;
}

/**
 * Calls that an earlier run of the program left on disk. What cannot be read, or is over, is forgotten.
 *
 * @param rows as {@link CallKeeperOptions.save} put them there, in JSON
 */
export function readLeftCalls(
  rows: ReadonlyArray<{ readonly callId: string; readonly body: string }>,
  recordOf: (callId: string) => CallRecord | undefined,
  forget: (callId: string) => void,
): LeftCall[] {
  return rows.flatMap(({ body, callId }) => {
    const saved = savedCallSchema.safeParse(JSON.parse(body));
    const record = recordOf(callId);
    if (saved.success && record && record.endReason === null) return [{ saved: saved.data, record }];
    forget(callId);
    return [];
  });
}

export interface CallKeeperOptions {
  readonly save: (saved: SavedCall) => void;
  readonly forget: (callId: string) => void;
}

/** Keeps what is on disk of each call as it is now. Both options are called synchronously, and may throw. */
export interface CallKeeper {
  rings(callId: string, ring: Moment, invite: string): void;
  /** The dialog is about to be so. `ring` is when a call of ours began. */
  dialog(state: DialogState, ring: Moment): void;
  muted(callId: string, muted: boolean): void;
  /** A call of an earlier run lives again. */
  adopt(saved: SavedCall): void;
  forget(callId: string): void;
}

export function createCallKeeper({ save, forget }: CallKeeperOptions): CallKeeper {
  const kept = new Map<string, SavedCall>();
  const keep = (saved: SavedCall) => {
    kept.set(saved.callId, saved);
    save(saved);
  };
  return {
    rings: (callId, ring, invite) => keep({ callId, ring, invite, dialog: null, muted: false }),
    dialog: (state, ring) => {
      const { callId } = state;
      const before = kept.get(callId);
      keep({
        callId,
        ring: before?.ring ?? ring,
        invite: null,
        dialog: state,
        muted: before?.muted ?? false,
      });
    },
    muted: (callId, muted) => {
      const before = kept.get(callId);
      if (before && before.muted !== muted) keep({ ...before, muted });
    },
    adopt: (saved) => void kept.set(saved.callId, saved),
    forget: (callId) => {
      kept.delete(callId);
      forget(callId);
    },
  };
}
