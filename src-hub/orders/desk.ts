import {
  type CitizenIdentity,
  type Clock,
  CodedError,
  type DeadlineLight,
  forUnit,
  identityOf,
  type OrderState,
  orderStateSchema,
  type UnitOrder,
  withoutIdentity,
} from '#shared/domain/index.ts';
import type { HubStorage, OrderWithStanding, StoredOrderEvent } from '../storage/index.ts';
import type { OrderBook, OrderHistory } from './book.ts';
import {
  type Life,
  type OrderStep,
  type OrderStepKind,
  obstacleTo,
  orderStepSchema,
  type StepBy,
} from './life.ts';
import { checkExtension, type ExtensionRoom, type OrderRules } from './rules.ts';

/** Where an order stands, as it is told to people. */
export interface ToldStanding {
  readonly state: OrderState;
  readonly unit: string;
  readonly dueAt: number | null;
  readonly answeredAt: number | null;
  readonly light: DeadlineLight;
}

/** One step or event, as it is told. */
export type ToldStep = Pick<StoredOrderEvent, 'id' | 'kind' | 'at' | 'actor' | 'body'>;

/** An order as a handling unit sees it: never whom it is confidential from. */
export type OrderForUnit = UnitOrder & { readonly standing: ToldStanding };

/** Who takes a step, as the event will say. */
export interface StepTaker {
  readonly by: StepBy;
  /** An account's id, or `connector:NAME`. */
  readonly actor: string;
}

/** What people of the centre, handling units and connectors do with orders; one place for every door. */
export interface OrderDesk {
  standingOf(history: OrderHistory): ToldStanding;
  /** Of an order as a list has it. */
  standingNow(one: OrderWithStanding): ToldStanding;
  steps(history: OrderHistory): ToldStep[];
  /** @throws CodedError `not-found` */
  open(orderId: string): Promise<OrderHistory>;
  forUnits(one: OrderWithStanding): OrderForUnit;
  /**
   * What a unit has or has had, with the steps that it may read: its own, the centre's, and what the citizen added
   * (催办), never what was said in a callback.
   *
   * @throws CodedError `not-found`
   */
  openForUnit(
    orderId: string,
    unit: string,
  ): Promise<{
    order: OrderForUnit;
    steps: ToldStep[];
    /** What the unit can do now. */
    may: readonly OrderStepKind[];
    /** Until when it can be handed back, epoch ms. */
    returnBy: number | null;
    extension: ExtensionRoom;
  }>;
  /**
   * @param id the event's, UUIDv7. One that is there already was taken before: it has no second effect
   * @throws CodedError `not-found`, `not-allowed`, `conflict` when the order's state does not allow it,
   *   `extension-refused` for more working days than are left
   */
  take(orderId: string, step: OrderStep, taker: StepTaker, id?: string): Promise<ToldStanding>;
  /** Somebody read an order in clear. */
  noteReading(actor: string, orderId: string): Promise<void>;
}

/** Events whose words a unit may read. */
const UNIT_READS: ReadonlySet<string> = new Set([
  ...orderStepSchema.options.map((one) => one.shape.kind.value),
  'follow-up',
]);

/** One step of each kind that a unit can take, to ask whether it could. */
const UNIT_TRIES: readonly OrderStep[] = [
  { kind: 'sign' },
  { kind: 'answer', text: '-' },
  { kind: 'return-request', text: '-' },
  { kind: 'extension-request', workingDays: 1, text: '-' },
  { kind: 'dispatch', unit: '-', text: '' },
];

export function createOrderDesk(options: {
  readonly storage: HubStorage;
  readonly clock: Clock;
  readonly book: OrderBook;
  readonly rules: OrderRules;
  readonly newId: () => string;
}): OrderDesk {
  const { storage, clock, book, rules, newId } = options;
  const noOrder = () => new CodedError('not-found', 'There is no such order.');

  const standing = ({ order, standing: kept }: OrderWithStanding): ToldStanding => ({
    state: orderStateSchema.parse(kept.state),
    unit: kept.unit,
    dueAt: kept.deadlineAt,
    answeredAt: kept.answeredAt,
    light: rules.lightOf(order, kept, clock.wall()),
  });
  const withStanding = (history: OrderHistory): OrderWithStanding => ({
    order: history.order,
    standing: rules.standingOf(history.order, history.life),
  });
  const steps = ({ events }: Pick<OrderHistory, 'events'>) =>
    events.map(({ id, kind, at, actor, body }) => ({ id, kind, at, actor, body }));
  const forUnits = (one: OrderWithStanding): OrderForUnit => {
    const { id, number, submittedAt, fields } = one.order;
    return { ...forUnit({ id, number, submittedAt, fields }), standing: standing(one) };
  };

  return {
    standingOf: (history) => standing(withStanding(history)),
    standingNow: standing,
    steps,
    forUnits,
    open: async (orderId) => {
      const history = await book.open(storage.read, orderId);
      if (history === undefined) throw noOrder();
      return history;
    },
    openForUnit: async (orderId, unit) => {
      const history = await book.open(storage.read, orderId);
      if (history?.life.units.includes(unit) !== true) throw noOrder();
      const { fields } = history.order;
      const secret = fields.confidential || fields.anonymous;
      const identity = identityOf(fields);
      const events = history.events.filter(({ kind }) => UNIT_READS.has(kind));
      return {
        order: forUnits(withStanding(history)),
        steps: steps({ events }).map((step) =>
          secret ? { ...step, body: withoutPerson(step.body, identity) } : step,
        ),
        returnBy: rules.returnByOf(history.order),
        extension: rules.extensionRoomOf(history.order, history.life),
        may: UNIT_TRIES.filter(
          (step) => obstacleTo(history.life, step, { kind: 'unit', unit }) === undefined,
        ).map(({ kind }) => kind),
      };
    },
    take: (orderId, step, { by, actor }, given) =>
      storage.transaction(async (unit) => {
        const history = await book.open(unit, orderId);
        const theirs = by.kind === 'centre' || history?.life.units.includes(by.unit) === true;
        if (history === undefined || !theirs) throw noOrder();
        if (given !== undefined && history.events.some((one) => one.id === given && one.kind === step.kind)) {
          return standing(withStanding(history));
        }
        const obstacle = obstacleTo(history.life, step, by);
        if (obstacle === 'not-yours') throw new CodedError('not-allowed', 'This step is not yours to take.');
        if (obstacle === 'not-now') {
          throw new CodedError('conflict', `The order is in the state ${history.life.state}.`);
        }
        const days = extensionBy(step, history.life);
        if (days > 0) checkExtension(rules.extensionRoomOf(history.order, history.life), days);
        const now = clock.wall();
        const { kind, ...body } = step;
        const event = { id: given ?? newId(), kind, at: now, receivedAt: now, actor, body };
        const life = await book.append(unit, history, event);
        return standing({ order: history.order, standing: rules.standingOf(history.order, life) });
      }),
    noteReading: (actor, orderId) =>
      storage.transaction((unit) =>
        unit.audit.append({
          at: clock.wall(),
          actor,
          action: 'order-read',
          target: orderId,
          detail: {},
        }),
      ),
  };
}

/** How many working days a step asks for or grants. The book may have changed between the two: both are held to it. */
function extensionBy(step: OrderStep, life: Life): number {
  if (step.kind === 'extension-request') return step.workingDays;
  return step.kind === 'extension-decision' && step.granted ? life.askedWorkingDays : 0;
}

/** The words of a step without the citizen's names and numbers. */
function withoutPerson(body: unknown, identity: CitizenIdentity): unknown {
  if (typeof body !== 'object' || body === null || !('text' in body)) return body;
  return { ...body, text: withoutIdentity(String(body.text), identity) };
}
