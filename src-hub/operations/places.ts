import type { Operation } from '#shared/hub-protocol/index.ts';
import type { Effects } from './effect.ts';

/** A place that one seat added is offered to all. */
export const placeEffects: Pick<Effects, Extract<Operation['kind'], `place.${string}`>> = {
  'place.add': async (unit, { payload }, { now }) => {
    await unit.feeds.put('places', 'all', [{ key: payload.place.id, body: payload.place }]);
    return { receivedAt: now };
  },
};
