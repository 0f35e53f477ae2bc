import { type Clock, canonicalNumber, type OrderState } from '#shared/domain/index.ts';
import type { CallerOrderReport } from '#shared/hub-protocol/index.ts';
import type { Cache, StoredOrder } from '../cache/index.ts';

/** What the hub is asked, and what it takes to keep the answer. */
export interface HubCallersOptions {
  readonly cache: Pick<Cache, 'orders'>;
  readonly clock: Pick<Clock, 'wall'>;
  /** The newest orders of a number, whichever seat took them; none where nobody answers. Never throws. */
  readonly ask: (number: string) => Promise<readonly CallerOrderReport[]>;
  /** Orders of the number are here now that were not, or stand differently. */
  readonly learned: () => void;
}

/** A number that rings on is not asked for again within this time, ms. */
const ASKED_AGAIN_AFTER = 60_000;
const REMEMBERED = 50;

/**
 * Asks the hub for the orders that other seats took from a number, beside the answer from the cache, and keeps them there,
 * encrypted like its own (rule CP-6). The pop is shown at once and again when something was learned.
 */
export function createHubCallers({
  cache,
  clock,
  ask,
  learned,
}: HubCallersOptions): (written: string) => Promise<void> {
  const asked = new Map<string, number>();

  return async (written) => {
    const number = canonicalNumber(written);
    const now = clock.wall();
    if (number === '' || now - (asked.get(number) ?? Number.NEGATIVE_INFINITY) < ASKED_AGAIN_AFTER) return;
    asked.delete(number);
    asked.set(number, now);
    const [oldest] = asked.keys();
    if (asked.size > REMEMBERED && oldest !== undefined) asked.delete(oldest);
    const news = (await ask(number)).map((report) => storedOf(report, now)).filter(isNew);
    if (news.length === 0) return;
    cache.orders.learnMany(news);
    learned();
  };

  function isNew(order: StoredOrder): boolean {
    const known = cache.orders.get(order.id);
    if (known === undefined) return true;
    return (
      !known.mine &&
      (known.state !== order.state || JSON.stringify(known.fields) !== JSON.stringify(order.fields))
    );
  }
}

/** An order of another seat: nobody is called back from here, and its limit is the one that the hub computed. */
function storedOf(
  { id, number, submittedAt, operator, fields, state, dueAt }: CallerOrderReport,
  now: number,
): StoredOrder {
  return {
    id,
    number,
    callId: null,
    submittedAt,
    fields: { ...fields, deadlineAt: fields.deadlineAt ?? dueAt },
    deadline: null,
    operator,
    mine: false,
    state: state satisfies OrderState,
    stateAt: now,
    callback: null,
  };
}
