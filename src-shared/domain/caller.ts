import { z } from 'zod';
import { placeUseSchema } from './local-place.ts';
import { type GenderTitle, titleOfName } from './masking.ts';
import { halfWidth } from './text.ts';
import { workOrderSummarySchema } from './work-order.ts';
import { genderTitleSchema } from './work-order-fields.ts';

/**
 * What stands out about a number (DOMAIN.md §5.1).
 * - `repeat`: it asked often lately;
 * - `promised-callback`: a callback was promised and has not been made;
 * - `confidential`: somebody behind it asked for secrecy: say no name before they do;
 * - `nuisance`: marked by a person.
 */
export const callerMarkSchema = z.enum(['repeat', 'promised-callback', 'confidential', 'nuisance']);
export type CallerMark = z.infer<typeof callerMarkSchema>;

/** One of the people who have called from a number, told apart by name and form of address. */
export const knownPersonSchema = z.object({
  /** «王女士»; empty for those who left no name. */
  maskedName: z.string(),
  genderTitle: genderTitleSchema,
  confidential: z.boolean(),
  orders: z.number().int(),
  openOrders: z.number().int(),
  /** Submission of the newest order, epoch ms. */
  lastAt: z.number(),
  /** The newest order: what `intake.fillFromOrder` takes caller and place from. */
  lastOrderId: z.uuidv7(),
});
export type KnownPerson = z.infer<typeof knownPersonSchema>;

/** What is known of a number while it rings. */
export const knownCallerSchema = z.object({
  maskedNumber: z.string(),
  marks: z.array(callerMarkSchema),
  /** Newest first. */
  people: z.array(knownPersonSchema),
  /** Orders of all these people: those that are open first, then newest first; at most 20. */
  orders: z.array(workOrderSummarySchema.extend({ person: z.number().int() })),
  /** How many there are altogether, and how many of them are open. */
  total: z.number().int(),
  open: z.number().int(),
  /** Submission of the newest order, epoch ms, or null. */
  lastContactAt: z.number().nullable(),
  /** Places of its orders, newest first, each once. */
  places: z.array(placeUseSchema),
});
export type KnownCaller = z.infer<typeof knownCallerSchema>;

/** Orders of one number within this time make it a repeat caller. */
export const REPEAT_WITHIN_MILLISECONDS = 30 * 24 * 60 * 60 * 1000;
export const REPEAT_ORDERS = 3;

/** Who called, as an order has it. */
export interface NamedCaller {
  readonly callerName: string;
  readonly genderTitle: GenderTitle;
}

/** What tells the people behind one number apart: the bare name, and the form of address as far as it is known. */
export interface CallerIdentity {
  readonly name: string;
  readonly title: GenderTitle;
}

export function callerIdentityOf(caller: NamedCaller): CallerIdentity {
  return { name: bareName(caller.callerName), title: titleOf(caller) };
}

/**
 * Whether two orders of one number come from the same person (rule CP-2): the same name without its form of
 * address, and forms of address that do not contradict each other. «张女士» and «张先生» are two people; those who
 * left no name are one, as nothing tells them apart.
 */
export function samePerson(one: CallerIdentity, other: CallerIdentity): boolean {
  if (one.name !== other.name) return false;
  return one.title === other.title || one.title === 'unknown' || other.title === 'unknown';
}

function titleOf({ callerName, genderTitle }: NamedCaller): GenderTitle {
  return genderTitle === 'unknown' ? titleOfName(callerName) : genderTitle;
}

function bareName(name: string): string {
  return halfWidth(name)
    .replaceAll(/[\s·•.]/g, '')
    .toLowerCase()
    .replace(/(?:先生|女士|小姐)$/, '');
}
