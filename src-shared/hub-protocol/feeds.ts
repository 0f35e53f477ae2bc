import { z } from 'zod';
import { orderEventSchema, orderIdSchema, orderStateSchema } from '../domain/index.ts';

/**
 * What a hub keeps for its seats to read: `GET /v1/feeds/{name}?cursor=…`. A seat keeps the items and the
 * cursor on its disk and asks for what came after it (docs/spec/hub-protocol.md, HP-13 to HP-15).
 */
export const FEED_NAMES = [
  /** Phrases and knowledge. Items: SCRIPTS' schema. */
  'scripts',
  /** Handling units 承办单位, a tree along four levels. Items: `unitRowSchema`. */
  'units',
  /** Administrative divisions. Items: `divisionRowSchema`. */
  'divisions',
  /** The category tree. Items: `categoryRowSchema`. */
  'categories',
  /** Years of holidays, by their number. Items: `calendarYearSchema`. */
  'calendar',
  /** Reasons for what must give one: return, extension, not accepted, busy. */
  'reasons',
  /** Officials' shifts. */
  'roster',
  /** Orders of this seat, and what became of them. */
  'orders',
  'announcements',
  /** Places that other seats added. */
  'places',
  /** Settings that the centre gives to this seat. */
  'settings',
  /** What became of this seat's requests for help. Items: `helpRequestSchema`. */
  'help',
] as const;
export const feedNameSchema = z.enum(FEED_NAMES);
export type FeedName = z.infer<typeof feedNameSchema>;

export const feedItemSchema = z.object({
  /** Identity within the feed: a unit's code, an order's id. */
  key: z.string().min(1).max(80),
  /** Parsed by who reads the feed. Null: it is gone. */
  body: z.unknown(),
});
export type FeedItem = z.infer<typeof feedItemSchema>;

export const feedCursorSchema = z.string().min(1).max(80);

/** Items in the order of their last change, each key at most once in a page. */
export const feedPageSchema = z.object({
  feed: z.string(),
  /**
   * The cursor that was sent means nothing here (none, or the hub was restored from a backup): the items begin
   * from nothing and take the place of all the seat has.
   */
  reset: z.boolean(),
  items: z.array(feedItemSchema).max(1_000),
  /** Where the next page begins; opaque. */
  cursor: feedCursorSchema,
  /** There is more now. */
  more: z.boolean(),
});
export type FeedPage = z.infer<typeof feedPageSchema>;

/**
 * `GET /v1/events`, server-sent events: that a feed has changed, never what. The event's name is `changed`;
 * `hello` is sent once at the beginning, a comment every 15 s keeps the line open.
 */
export const hubChangedEventSchema = z.object({ feed: z.string() });
export type HubChangedEvent = z.infer<typeof hubChangedEventSchema>;

/**
 * An item of the feed `orders`, which each seat gets for its own: what has become of an order. Key: the order's id.
 */
export const orderReportSchema = z.object({
  orderId: orderIdSchema,
  number: z.string(),
  state: orderStateSchema,
  /** Name of the unit that has it, or empty. */
  unit: z.string(),
  /** Until when the unit has to answer, epoch ms, or null. */
  dueAt: z.number().nullable(),
  /** Those of kind `state`: each step at the hub, oldest first, with the unit's words. */
  events: z.array(orderEventSchema),
});
export type OrderReport = z.infer<typeof orderReportSchema>;
