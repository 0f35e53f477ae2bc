import { z } from 'zod';
import { deliverySchema, orderStateSchema } from './work-order.ts';
import { handlingSchema, requestTypeSchema, urgencySchema } from './work-order-fields.ts';

/** Which orders a list shows; an empty list of choices means all. */
export const orderFilterSchema = z.object({
  /** Submitted at or after, epoch ms; null: from the beginning. */
  since: z.number().nullable(),
  /** Submitted before, epoch ms; null: until now. */
  until: z.number().nullable(),
  handling: z.array(handlingSchema).max(10),
  delivery: z.array(deliverySchema).max(5),
  requestType: z.array(requestTypeSchema).max(10),
  urgency: z.array(urgencySchema).max(5),
  state: z.array(orderStateSchema).max(20),
  /** Only those whose time limit is over while nobody has answered. */
  overdue: z.boolean(),
  /** Only those submitted at this seat. */
  mine: z.boolean(),
  /** Only those of whoever is signed in now. */
  own: z.boolean(),
  /**
   * Words parted by blanks, all of which must occur: any part of the text of an order, its number or its end, the
   * last four digits of the citizen's number.
   */
  text: z.string().max(200),
});
export type OrderFilter = z.infer<typeof orderFilterSchema>;

export const EVERY_ORDER: OrderFilter = {
  since: null,
  until: null,
  handling: [],
  delivery: [],
  requestType: [],
  urgency: [],
  state: [],
  overdue: false,
  mine: false,
  own: false,
  text: '',
};
