import { CodedError } from '#shared/domain/index.ts';
import type { AgentStateReportSettings } from '#shared/settings/index.ts';
import { type Delivery, entryFor } from './delivery.ts';

/** Calls a code of the exchange without voice; settles when it was answered and hung up. */
export type CallCode = (code: string) => Promise<void>;

type Settings = Extract<AgentStateReportSettings, { by: 'feature-code' }>;

/**
 * A call to a feature code, as an agent would dial it. `official-shift` is said as `ready` where it has no code of its
 * own. A state without a code is none that the exchange has to know: nothing is called.
 */
export function createFeatureCodeDelivery(settings: Settings, call: CallCode): Delivery {
  return {
    isRepeatable: false,
    wordFor: (state) =>
      entryFor(settings.codes, state) ??
      (state.state === 'official-shift' ? (settings.codes['ready'] ?? null) : null),
    say: async (code) => {
      try {
        await call(code);
      } catch (error) {
        throw asRefusal(error);
      }
      return null;
    },
  };
}

/** Statuses that another try will not change (RFC 3261 section 21): no such code, not allowed, not understood. */
const FINAL_STATUSES = new Set([400, 403, 404, 405, 415, 416, 420, 484, 485, 488, 489, 501, 603, 604, 606]);

/** @returns CodedError `refused` for a status that will not change, else the error as it is */
export function asRefusal(error: unknown): unknown {
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : Number.NaN;
  if (!FINAL_STATUSES.has(status)) return error;
  return new CodedError('refused', `The exchange answered ${status}.`, { cause: error });
}
