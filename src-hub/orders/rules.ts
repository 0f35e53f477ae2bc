import {
  type CalendarYear,
  CodedError,
  calendarYearSchema,
  createWorkCalendar,
  type DeadlineLight,
  type DeadlineMoment,
  deadlineBookSchema,
  deadlineOf,
  isOpen,
  lightOf,
  mostExtensionOf,
  noDeadlineFacts,
  workdaysLater,
} from '#shared/domain/index.ts';
import type { HubWorkOrder } from '#shared/hub-protocol/index.ts';
import type { OrderStanding } from '../storage/index.ts';
import type { Life } from './life.ts';

/** How much longer an order can be given, in working days: in all by its rule, and what of that is left. */
export interface ExtensionRoom {
  readonly most: number;
  readonly left: number;
}

/** Deadlines of orders, by the centre's rules and the calendar (docs/spec/deadlines.md). */
export interface OrderRules {
  /** What lists and figures need of an order. */
  standingOf(order: HubWorkOrder, life: Life): OrderStanding;
  /** The light of an order at a time. */
  lightOf(order: HubWorkOrder, standing: OrderStanding, now: number): DeadlineLight;
  /** Until when a unit may hand it back, epoch ms; null where a person set the limit. */
  returnByOf(order: HubWorkOrder): number | null;
  /** What is left of the extension that the book allows, after what was granted. */
  extensionRoomOf(order: HubWorkOrder, life: Life): ExtensionRoom;
  /** Years of holidays that were imported; each takes the place of the shipped one of its year. */
  takeYears(imported: readonly CalendarYear[]): void;
}

export interface OrderRulesOptions {
  /** A rule that somebody chose for an order and that the book does not have any more; told once for each. */
  readonly onLostRule?: (code: string) => void;
}

/**
 * @param book contents of assets/rules/deadlines.json
 * @param years contents of assets/calendar/*.json
 */
export function createOrderRules(
  book: unknown,
  years: readonly unknown[],
  { onLostRule }: OrderRulesOptions = {},
): OrderRules {
  const rules = deadlineBookSchema.parse(book);
  const shipped = years.map((year) => calendarYearSchema.parse(year));
  let calendar = createWorkCalendar(shipped);
  const lost = new Set<string>();

  const factsOf = (order: HubWorkOrder) => {
    const { fields } = order;
    const chosenRule = rules.rules.some(({ code }) => code === fields.deadlineRule)
      ? fields.deadlineRule
      : '';
    // The order was submitted under an older book: it keeps a limit, by the rule that fits it now.
    if (chosenRule !== fields.deadlineRule && !lost.has(fields.deadlineRule)) {
      lost.add(fields.deadlineRule);
      onLostRule?.(fields.deadlineRule);
    }
    return {
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
      chosenRule,
    };
  };

  /** The limit before any extension: what a person set, else by the rule. */
  const limitOf = (order: HubWorkOrder): DeadlineMoment & { readonly returnBy: number | null } => {
    const { deadlineAt } = order.fields;
    if (deadlineAt !== null) {
      return { at: deadlineAt, remindAt: deadlineAt - 86_400_000, returnBy: null };
    }
    const { at, remindAt, returnWithin } = deadlineOf(factsOf(order), rules, calendar);
    return { at, remindAt, returnBy: returnWithin.at };
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
        // What was granted counts whatever the book allows today.
        deadlineAt:
          order.fields.handling === 'dispatched'
            ? workdaysLater(limitOf(order).at, life.extensionWorkingDays, calendar)
            : null,
        answeredAt: life.answeredAt,
      };
    },
    lightOf: (order, standing, now) => {
      if (standing.deadlineAt === null || (!standing.isOpen && standing.answeredAt === null)) return 'none';
      const { at, remindAt } = limitOf(order);
      // An extension moves the moment from which the limit is near along with the limit.
      const moved = remindAt + Math.max(0, standing.deadlineAt - at);
      return lightOf(
        { at: standing.deadlineAt, remindAt: Math.min(moved, standing.deadlineAt) },
        now,
        standing.answeredAt,
      );
    },
    returnByOf: (order) => limitOf(order).returnBy,
    extensionRoomOf: (order, life) => {
      const most = mostExtensionOf(factsOf(order), rules);
      return { most, left: Math.max(0, most - life.extensionWorkingDays) };
    },
    takeYears: (imported) => {
      const own = new Set(imported.map(({ year }) => year));
      calendar = createWorkCalendar([...shipped.filter(({ year }) => !own.has(year)), ...imported]);
    },
  };
}

/** @throws CodedError `extension-refused`: more working days than are left, with how many there are */
export function checkExtension({ most, left }: ExtensionRoom, workingDays: number): void {
  if (workingDays <= left) return;
  if (most === 0) {
    throw new CodedError('extension-refused', 'The deadline rule of this order allows no extension.');
  }
  throw new CodedError(
    'extension-refused',
    left === 0
      ? `All ${most} working days of extension that the rules allow have been granted; none are left.`
      : `${left} of ${most} working days of extension are left. Ask for ${left} at most.`,
  );
}
