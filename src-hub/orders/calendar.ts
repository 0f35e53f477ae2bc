import { type CalendarYear, calendarYearSchema } from '#shared/domain/index.ts';
import type { HubStorage, HubStores } from '../storage/index.ts';
import type { OrderRules } from './rules.ts';

/** A year's holidays for every seat and for the hub's own deadlines; it takes the place of the one before. */
export async function putYear(unit: Pick<HubStores, 'feeds'>, year: CalendarYear): Promise<void> {
  await unit.feeds.put('calendar', 'all', [{ key: String(year.year), body: year }]);
}

/** Makes deadlines go by the years that were imported. */
export async function readYears(read: Pick<HubStores, 'feeds'>, rules: OrderRules): Promise<void> {
  const items = await read.feeds.list('calendar', 'all');
  rules.takeYears(items.flatMap(({ body }) => calendarYearSchema.safeParse(body).data ?? []));
}

/** The same, and again whenever one is imported here or by another process of the hub. Answers what ends it. */
export async function followYears(
  storage: HubStorage,
  rules: OrderRules,
  onFault: (error: unknown) => void,
): Promise<() => void> {
  const stop = storage.onFeedChange(({ feed }) => {
    if (feed === 'calendar') readYears(storage.read, rules).catch(onFault);
  });
  await readYears(storage.read, rules);
  return stop;
}
