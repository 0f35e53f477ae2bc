import { z } from 'zod';
import { type CountedCall, callRecordSchema } from '#shared/domain/index.ts';
import type { HubStorage } from '../storage/index.ts';

/** The part of a kept call that figures look at. */
const countedSchema = z.object({
  record: callRecordSchema.pick({
    direction: true,
    ringAt: true,
    endAt: true,
    queuedMilliseconds: true,
    trunkedMilliseconds: true,
    answeredAfterMilliseconds: true,
    talkMilliseconds: true,
    endReason: true,
  }),
  wrapUpMilliseconds: z.number().nullable().catch(null),
});

/** Hubs on one database have clocks of their own, and a transaction may be seen a while after its time of receipt. */
const OVERLAP_MILLISECONDS = 60_000;
/** A seat's clock may be so far behind the hub's that a call seems to have been received before it rang. */
const CLOCK_DIFFERENCE_MILLISECONDS = 3_600_000;

/**
 * Today's calls, held thin in memory and added to by what has been received since the last look: a reading costs what
 * is new, not the whole day. What was read is not believed to be all: the last minute is read again each time.
 */
export interface HallCalls {
  /** Calls that rang at or after a time, epoch ms. The time only ever grows. */
  since(ringFrom: number, now: number): Promise<CountedCall[]>;
}

export function createHallCalls(storage: Pick<HubStorage, 'read'>): HallCalls {
  const calls = new Map<string, CountedCall>();
  let readUntil: number | undefined;
  return {
    since: async (ringFrom, now) => {
      const from = (readUntil ?? ringFrom - CLOCK_DIFFERENCE_MILLISECONDS) - OVERLAP_MILLISECONDS;
      const received = await storage.read.board.callsReceived(from, ringFrom);
      readUntil = now;
      for (const { body, id } of received) {
        const parsed = countedSchema.safeParse(body);
        if (parsed.success) calls.set(id, { id, ...parsed.data });
      }
      for (const [id, { record }] of calls) if (record.ringAt < ringFrom) calls.delete(id);
      return [...calls.values()];
    },
  };
}
