import type { CallerAtRing } from '#shared/contract/index.ts';
import { type Call, type Clock, codeOf } from '#shared/domain/index.ts';
import type { Log } from '../log/index.ts';
import type { Callers } from './callers.ts';

/**
 * Looks each call up as it begins to ring (rule CP-7), so that its page need not ask: main has the answer before it writes
 * the call and its draft to the disk, for which a question would have to wait.
 *
 * @returns given the phone's calls at each change, what to tell of those that have begun to ring since
 */
export function createRingLookup(options: {
  readonly callers: Pick<Callers, 'lookUp'>;
  readonly clock: Pick<Clock, 'wall'>;
  /** Nothing is told of a caller while the seat is locked. */
  readonly isOpen: () => boolean;
  readonly log: Log;
}): (calls: readonly Call[]) => CallerAtRing[] {
  const { callers, clock, isOpen, log } = options;
  let rang: ReadonlySet<string> = new Set();

  const known = (number: string) => {
    try {
      return callers.lookUp(number);
    } catch (error) {
      log.warn('caller-not-looked-up', { code: codeOf(error) });
      return null;
    }
  };

  return (calls) => {
    const ringing = calls.filter(({ state, direction }) => state === 'ringing' && direction === 'inbound');
    const begun = ringing.filter(({ id }) => !rang.has(id));
    rang = new Set(ringing.map(({ id }) => id));
    if (!isOpen()) return [];
    return begun.flatMap(({ id, callerNumber }) => {
      if (callerNumber === null) return [];
      const askedAt = clock.wall();
      return [{ callId: id, askedAt, known: known(callerNumber) }];
    });
  };
}
