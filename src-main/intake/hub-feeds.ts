import { localPlaceSchema } from '#shared/domain/index.ts';
import { type FeedItem, type FeedName, orderReportSchema } from '#shared/hub-protocol/index.ts';
import type { Orders, ReportedState } from './orders.ts';
import type { Places } from './places.ts';

/** What intake needs of the feeds. */
export interface IntakeFeeds {
  list(name: FeedName): FeedItem[];
  onChanged(name: FeedName, listener: () => void): () => void;
}

/**
 * Follows what the hub tells: what became of this seat's orders, and places that other seats added. An item that does
 * not fit (a newer hub) is left out; it is read again with the next change.
 */
export function followHub(feeds: IntakeFeeds, intake: { orders: Orders; places: Places }): void {
  const takeOrders = () => intake.orders.takeStates(feeds.list('orders').flatMap(reportsOf));
  const takePlaces = () =>
    intake.places.learn(
      feeds.list('places').flatMap(({ body }) => localPlaceSchema.safeParse(body).data ?? []),
    );
  feeds.onChanged('orders', takeOrders);
  feeds.onChanged('places', takePlaces);
  takeOrders();
  takePlaces();
}

function reportsOf({ body }: FeedItem): ReportedState[] {
  const report = orderReportSchema.safeParse(body);
  if (!report.success) return [];
  const { orderId, dueAt, events } = report.data;
  return events.flatMap((event) => (event.kind === 'state' ? [{ ...event, orderId, dueAt }] : []));
}
