import { z } from 'zod';
import {
  agentStateNameSchema,
  notReadyCodeSchema,
  restingStateSchema,
  shiftSessionSchema,
} from '#shared/domain/index.ts';
import type { Log } from '../log/index.ts';
import { verifierSchema } from './verifier.ts';

const SESSION_KEY = 'shift.session';

/** What a run of the program leaves for the next: who sits here, and what the seat did (rules SH-10, AS-11). */
const savedSchema = z.object({
  session: shiftSessionSchema,
  resting: restingStateSchema,
  /** What the seat did when this was written. */
  state: z.object({ state: agentStateNameSchema, reason: notReadyCodeSchema.nullable() }),
  /** Since when, epoch ms; what an earlier program wrote does not say. */
  enteredAt: z.number().optional(),
  locked: z.boolean(),
  password: verifierSchema.nullable(),
  pin: verifierSchema.nullable(),
  /** Epoch ms. */
  aliveAt: z.number(),
  /** Whether the run that wrote it ended as it should. */
  ended: z.boolean(),
});
export type SavedSession = z.infer<typeof savedSchema>;

/** Keeps it in a store of small values; what cannot be read counts as nothing. */
export function createSavedSession(
  store: { get(key: string): string | undefined; set(key: string, value: string): void },
  log: Log,
) {
  return {
    read: (): SavedSession | undefined => {
      const text = store.get(SESSION_KEY);
      if (!text) return undefined;
      try {
        return savedSchema.parse(JSON.parse(text));
      } catch {
        log.warn('session-not-read');
        return undefined;
      }
    },
    write: (saved: SavedSession) => store.set(SESSION_KEY, JSON.stringify(saved)),
    clear: () => store.set(SESSION_KEY, ''),
  };
}
