import type { z } from 'zod';
import {
  type CitizenIdentity,
  type Clock,
  CodedError,
  type Deadline,
  type DeadlineFacts,
  deadlineFactsOf,
  type identityAccessSchema,
  identityFieldsSchema,
  identityOf,
  type WorkOrderFields,
} from '#shared/domain/index.ts';
import type { IntakeRules } from '#shared/settings/index.ts';
import type { Cache, KeptOrder } from '../cache/index.ts';
import type { CategorySource } from './categories.ts';
import type { CodeSource } from './codes.ts';

export interface IntakeOptions {
  readonly cache: Pick<
    Cache,
    | 'drafts'
    | 'orders'
    | 'orderLists'
    | 'changes'
    | 'callers'
    | 'places'
    | 'purge'
    | 'calls'
    | 'seatEvents'
    | 'settings'
  >;
  readonly clock: Clock;
  /** 1 to 999; part of every order number. */
  readonly seat: number;
  /** Who is at the seat now. */
  readonly operator: () => string;
  /** As they are now. */
  readonly rules: () => IntakeRules;
  readonly categories: CategorySource;
  readonly codes: CodeSource;
  /** The rules' answer for an order. @throws CodedError `no-such-rule` */
  readonly deadlineOf: (facts: DeadlineFacts) => Deadline;
  /** Makes a UUIDv7. */
  readonly newId: () => string;
  /** Local calendar date, `YYYY-MM-DD`, of an epoch time in ms. */
  readonly localDate: (epochMilliseconds: number) => string;
}

/** What the parts of intake share. */
export interface IntakeContext extends IntakeOptions {
  /** An operation is in the outbox. */
  readonly sent: () => void;
  /** An order stands differently: lists ask again. */
  readonly ordersChanged: () => void;
}

/** @throws CodedError `no-such-order` */
export function orderOf(context: IntakeContext, orderId: string): KeptOrder {
  const order = context.cache.orders.get(orderId);
  if (order === undefined) throw new CodedError('no-such-order', 'The order is not on this seat.');
  return order;
}

/** Everybody whom an order names, or named before it was amended. */
export function everNamed({ cache }: IntakeContext, { id, fields }: KeptOrder): CitizenIdentity {
  const values = cache.changes
    .history(id)
    .flatMap(({ field, before, after }) => [{ [field]: before }, { [field]: after }]);
  return identityOf(fields, ...values.map((value) => identityFieldsSchema.safeParse(value).data ?? {}));
}

/** What every operation on an order says of it. */
export function subjectOf(context: IntakeContext, order: { readonly id: string; readonly number: string }) {
  return { orderId: order.id, number: order.number, seat: context.seat, operator: context.operator() };
}

/** The deadline of a dispatched order, or null: nothing else waits for a unit. */
export function deadlineFor(
  context: IntakeContext,
  fields: WorkOrderFields,
  receivedAt: number,
): Deadline | null {
  if (fields.handling !== 'dispatched') return null;
  return context.deadlineOf(deadlineFactsOf(fields, receivedAt));
}

/** Why somebody looks: a code, and what was said besides. */
export interface AccessReason {
  readonly code: string;
  readonly note: string;
}

/**
 * Writes down that somebody saw or used what is otherwise hidden, before it is answered, and tells the hub of it (rule
 * WO-28).
 */
export function recordAccess(
  context: Pick<IntakeContext, 'cache' | 'clock' | 'operator' | 'seat' | 'newId' | 'sent'>,
  kind: z.infer<typeof identityAccessSchema>,
  orderId: string,
  { code, note }: AccessReason,
): void {
  const { cache, clock, seat, newId, sent } = context;
  const at = clock.wall();
  const operator = context.operator();
  const reason = note === '' ? code : `${code}: ${note}`;
  const id = newId();
  cache.seatEvents.append(
    { at, kind, operator, subject: orderId, reason },
    {
      id,
      kind: 'access.record',
      subject: id,
      createdAt: at,
      payload: { seat, operator, kind, target: orderId, reason: code },
    },
  );
  sent();
}
