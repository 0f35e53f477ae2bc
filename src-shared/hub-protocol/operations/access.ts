import { z } from 'zod';
import { identityAccessSchema } from '../../domain/index.ts';
import { operationOf } from './define.ts';

/**
 * Somebody at a seat saw or used a citizen's identity that is otherwise masked: an entry of the hub's audit log. Subject:
 * the operation's own id, as nothing waits for it. The person's own words of the reason stay at the seat: what joins a
 * chain of hashes can't be erased, so no citizen may stand in it.
 */
export const accessRecord = operationOf(
  'access.record',
  z.object({
    seat: z.number().int().min(1).max(999),
    operator: z.string().max(64),
    kind: identityAccessSchema,
    /** The order's id. */
    target: z.string().max(80),
    /** Code of `unmask-reasons`, or what it was for. */
    reason: z.string().max(32),
  }),
);

/** Every kind of this area, for the union. */
export const accessOperations = [accessRecord] as const;
