import {
  CodedError,
  calendarYearSchema,
  createWorkCalendar,
  type DeadlineLight,
  deadlineBookSchema,
  deadlineOf,
  isOpen,
  lightOf,
  noDeadlineFacts,
} from '#shared/domain/index.ts';
import type { HubWorkOrder } from '#shared/hub-protocol/index.ts';
import type { OrderStanding } from '../storage/index.ts';
import type { Life } from './life.ts';

/** Deadlines of orders, by the centre's rules and the calendar (docs/spec/deadlines.md). */
export interface OrderRules {
  /** What lists and figures need of an order. */
  standingOf(order: HubWorkOrder, life: Life): OrderStanding;
  /** The light of an order at a time. */
  lightOf(order: HubWorkOrder, standing: OrderStanding, now: number): DeadlineLight;
  /** Until when a unit may hand it back, epoch ms; null where a person set the limit. */
  returnByOf(order: HubWorkOrder): number | null;
}

/**
 * @param book contents of assets/rules/deadlines.json
 * @param years contents of assets/calendar/*.json
 */
export function createOrderRules(book: unknown, years: readonly unknown[]): OrderRules {
  const rules = deadlineBookSchema.parse(book);
  const calendar = createWorkCalendar(years.map((year) => calendarYearSchema.parse(year)));

  const limitOf = (order: HubWorkOrder, extensionWorkingDays: number) => {
    const { fields } = order;
    if (fields.deadlineAt !== null) {
      return { at: fields.deadlineAt, remindAt: fields.deadlineAt - 86_400_000 };
    }
    const facts = {
      ...noDeadlineFacts,
      receivedAt: order.submittedAt,
      requestType: fields.requestType,
      requesterKind: fields.requesterKind,
      channel: fields.channel,
      urgency: fields.urgency,
      safetyFlags: fields.safetyFlags,
      categoryCode: fields.categoryCode,
      leadUnit: fields.leadUnit,
      text: `${fields.title}\n${fields.content}`,
      chosenRule: fields.deadlineRule,
      extensionWorkingDays,
    };
    try {
      return deadlineOf(facts, rules, calendar);
    } catch (error) {
      // A rule or an extension that the book does not have any more: the order keeps the limit of the rule that fits.
      if (!(error instanceof CodedError)) throw error;
      return deadlineOf({ ...facts, chosenRule: '', extensionWorkingDays: 0 }, rules, calendar);
    }
  };

  return {
    standingOf: (order, life) => {
      const open = isOpen(life.state);
      return {
        state: life.state,
        unit: life.unit,
        category: order.fields.categoryCode,
        area: order.fields.areaCode,
        isOpen: open,
        deadlineAt:
          order.fields.handling === 'dispatched' ? limitOf(order, life.extensionWorkingDays).at : null,
        answeredAt: life.answeredAt,
      };
    },
    lightOf: (order, standing, now) => {
      if (standing.deadlineAt === null || (!standing.isOpen && standing.answeredAt === null)) return 'none';
      const { at, remindAt } = limitOf(order, 0);
      // An extension moves the moment from which the limit is near along with the limit.
      const moved = remindAt + Math.max(0, standing.deadlineAt - at);
      return lightOf(
        { at: standing.deadlineAt, remindAt: Math.min(moved, standing.deadlineAt) },
        now,
        standing.answeredAt,
      );
    },
    returnByOf: (order) => {
      const limit = limitOf(order, 0);
      return 'returnWithin' in limit ? limit.returnWithin.at : null;
    },
  };
}
