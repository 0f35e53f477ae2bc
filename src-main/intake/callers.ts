import type { AreaHandlers, callersArea } from '#shared/contract/index.ts';
import {
  type CallerIdentity,
  type CallerMark,
  CodedError,
  callerIdentityOf,
  canonicalNumber,
  distinctPlaces,
  isOpen,
  type KnownCaller,
  type KnownPerson,
  maskName,
  maskNumber,
  placeOf,
  REPEAT_ORDERS,
  REPEAT_WITHIN_MILLISECONDS,
  samePerson,
  titleOfName,
  type WorkOrderFields,
} from '#shared/domain/index.ts';
import type { Cache, CallerOrder } from '../cache/index.ts';
import type { IntakeOptions } from './context.ts';
import { createListeners } from './listeners.ts';

/** Who is known behind a number. */
export interface Callers {
  readonly handlers: AreaHandlers<typeof callersArea>;
  callerOf(number: string): KnownCaller;
  /** The orders of a number whole, newest first. */
  fieldsOf(number: string): WorkOrderFields[];
  /** The same for a call or a person who asks: whoever listens to what is asked is told. */
  lookUp(number: string): KnownCaller;
  /** Told of each number that is looked up: others may know more of it. */
  onAsked(listener: (number: string) => void): () => void;
}

/** Orders of a number that are looked at; those of a telephone box or a nuisance would have no end. */
const LOOKED_AT = 20;
const SHOWN_PLACES = 10;

export function createCallers(
  context: Pick<IntakeOptions, 'clock' | 'operator'> & {
    readonly cache: Pick<Cache, 'callers' | 'orders' | 'seatEvents'>;
  },
): Callers {
  const { cache, clock, operator } = context;
  const asked = createListeners<string>();

  const callerOf = (written: string): KnownCaller => {
    const number = canonicalNumber(written);
    const now = clock.wall();
    const orders = number === '' ? [] : cache.callers.orders(number, LOOKED_AT);
    const counts = cache.callers.counts(number, now - REPEAT_WITHIN_MILLISECONDS);
    const people = peopleOf(orders);
    const shown = people
      .flatMap((group, person) => group.map(({ summary }) => ({ ...summary, person })))
      .toSorted(
        (one, other) =>
          Number(isOpen(other.state)) - Number(isOpen(one.state)) || other.submittedAt - one.submittedAt,
      );
    const marks: Array<[CallerMark, boolean]> = [
      ['nuisance', number !== '' && cache.callers.mark(number) !== undefined],
      [
        'promised-callback',
        orders.some(({ callback }) => callback?.cause === 'wish' || callback?.wish != null),
      ],
      ['confidential', orders.some(({ fields }) => fields.confidential)],
      ['repeat', counts.since >= REPEAT_ORDERS],
    ];
    const used = orders.flatMap(({ fields, submittedAt }) => placeOf(fields, submittedAt) ?? []);
    return {
      maskedNumber: maskNumber(number),
      marks: marks.filter(([, stands]) => stands).map(([mark]) => mark),
      people: people.map(personOf),
      orders: shown,
      total: counts.total,
      open: orders.filter(({ state }) => isOpen(state)).length,
      lastContactAt: orders[0]?.submittedAt ?? null,
      places: distinctPlaces(used, SHOWN_PLACES),
    };
  };

  const lookUp = (number: string): KnownCaller => {
    const known = callerOf(number);
    asked.tell(() => number);
    return known;
  };

  return {
    callerOf,
    fieldsOf: (written) => {
      const number = canonicalNumber(written);
      const found = number === '' ? [] : cache.callers.orders(number, LOOKED_AT);
      return found.flatMap(({ id }) => cache.orders.get(id)?.fields ?? []);
    },
    lookUp,
    onAsked: asked.on,
    handlers: {
      lookUp: ({ number }) => lookUp(number),
      markNuisance: ({ number: written, nuisance, reason }) => {
        const number = canonicalNumber(written);
        if (number === '') throw new CodedError('no-number', 'This is no telephone number.');
        const [at, by, subject] = [clock.wall(), operator(), maskNumber(number)];
        const kind = nuisance ? ('number-marked' as const) : ('number-unmarked' as const);
        cache.seatEvents.append({ at, kind, operator: by, subject, reason });
        const mark = { kind: 'nuisance' as const, at, operator: by, reason };
        cache.callers.setMark(number, nuisance ? mark : undefined);
        return null;
      },
    },
  };
}

/** Orders of the same person together, in the order in which each was here last (rule CP-2). */
function peopleOf(orders: readonly CallerOrder[]): CallerOrder[][] {
  const people: Array<{ readonly identity: CallerIdentity; readonly orders: CallerOrder[] }> = [];
  for (const order of orders) {
    const identity = callerIdentityOf(order.fields);
    const known = people.find((person) => samePerson(person.identity, identity));
    if (known) known.orders.push(order);
    else people.push({ identity, orders: [order] });
  }
  return people.map((person) => person.orders);
}

function personOf(orders: readonly CallerOrder[]): KnownPerson {
  const [last] = orders;
  if (last === undefined) throw new RangeError('A person has an order.');
  const { callerName, genderTitle } = last.fields;
  return {
    maskedName: maskName(callerName, genderTitle),
    genderTitle: genderTitle === 'unknown' ? titleOfName(callerName) : genderTitle,
    confidential: orders.some(({ fields }) => fields.confidential),
    orders: orders.length,
    openOrders: orders.filter(({ state }) => isOpen(state)).length,
    lastAt: last.submittedAt,
    lastOrderId: last.id,
  };
}
