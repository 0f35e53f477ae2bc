import { z } from 'zod';
import {
  DAY_MILLISECONDS,
  dayNumber,
  epochOfLocal,
  type LocalDate,
  localDateAt,
  type WorkCalendar,
} from '../calendar/index.ts';
import { CodedError } from '../coded-error.ts';
import type { DeadlineBook, DeadlineCondition, DeadlineRule } from './rules.ts';

/** What a deadline depends on. Texts are codes of the work order's own fields; empty is «not known yet». */
export const deadlineFactsSchema = z.object({
  /** When the request was received: epoch milliseconds. */
  receivedAt: z.number(),
  requestType: z.string(),
  requesterKind: z.string(),
  channel: z.string(),
  urgency: z.string(),
  safetyFlags: z.array(z.string()),
  categoryCode: z.string(),
  leadUnit: z.string(),
  /** Title and content, for rules that ask for words («停水»). */
  text: z.string(),
  /** Code of the rule a person chose instead of the one that fits, or empty. */
  chosenRule: z.string(),
  /** Working days of extension that were granted; 0 for none. */
  extensionWorkingDays: z.number().int().min(0),
});
export type DeadlineFacts = z.infer<typeof deadlineFactsSchema>;

/** Facts of which nothing but the time is known. */
export const noDeadlineFacts: Omit<DeadlineFacts, 'receivedAt'> = {
  requestType: '',
  requesterKind: '',
  channel: '',
  urgency: '',
  safetyFlags: [],
  categoryCode: '',
  leadUnit: '',
  text: '',
  chosenRule: '',
  extensionWorkingDays: 0,
};

const momentSchema = z.object({
  /** Epoch milliseconds after which it is overdue (red). */
  at: z.number(),
  /** Epoch milliseconds from which it is yellow; never before receipt. */
  remindAt: z.number(),
});
/** A limit and when it begins to be near. */
export type DeadlineMoment = z.infer<typeof momentSchema>;

export const deadlineSchema = momentSchema.extend({
  /** Code and name of the rule. */
  rule: z.string(),
  ruleName: z.string(),
  basis: z.string(),
  /** All milestones of the rule; `at` and `remindAt` above are those of the stage `due`. */
  stages: z.array(momentSchema.extend({ code: z.string(), name: z.string() })),
  due: z.string(),
  signFor: momentSchema,
  returnWithin: momentSchema,
  /** Whether it may still move, as holidays of a year it reaches into are not known. */
  provisional: z.boolean(),
  /** Why it is provisional («该年节假日未导入»), with the years; null when it is not. */
  reason: z
    .object({ code: z.literal('holidays-not-imported'), years: z.array(z.number().int()).min(1) })
    .nullable(),
});
export type Deadline = z.infer<typeof deadlineSchema>;

export type DeadlineLight = 'none' | 'yellow' | 'red';

/**
 * The deadline of an order (docs/spec/deadlines.md).
 *
 * @throws CodedError `no-such-rule` when a rule was chosen that the book does not have; `extension-refused` when
 *   the rule has no extension or it is longer than the book allows
 */
export function deadlineOf(facts: DeadlineFacts, book: DeadlineBook, calendar: WorkCalendar): Deadline {
  const rule = ruleFor(facts, book);
  const extension = extensionOf(facts, rule, book);
  const received = localDateAt(facts.receivedAt);

  const byWorkingDays = (count: number): DeadlineMoment & { date: LocalDate } => {
    const date = calendar.workdayAfter(received, count);
    const remind = epochOfLocal(calendar.workdayAfter(date, -book.remindWorkingDays), book.dayEndsAt);
    return {
      date,
      at: epochOfLocal(date, book.dayEndsAt),
      remindAt: Math.max(facts.receivedAt, remind),
    };
  };
  const byHours = (hours: number, remindMinutes: number): DeadlineMoment & { date: undefined } => {
    const at = facts.receivedAt + hours * 3_600_000;
    return { date: undefined, at, remindAt: Math.max(facts.receivedAt, at - remindMinutes * 60_000) };
  };

  const timed = rule.stages.map((stage) => ({
    code: stage.code,
    name: stage.name,
    ...('hours' in stage
      ? byHours(stage.hours, stage.remindMinutes)
      : byWorkingDays(stage.workingDays + (stage.code === rule.due ? extension : 0))),
  }));
  const signFor = byWorkingDays(book.signFor.workingDays);
  const returnWithin = byWorkingDays(book.returnWithin.workingDays);
  const due = timed.find(({ code }) => code === rule.due);
  if (!due) throw new CodedError('no-such-stage', `Rule ${rule.code} has no stage ${rule.due}.`);

  // Hours run through holidays; only what was counted in working days hangs on the calendar.
  const years = due.date === undefined ? [] : calendar.uncoveredYears(received, due.date);
  return {
    rule: rule.code,
    ruleName: rule.name,
    basis: rule.basis,
    at: due.at,
    remindAt: due.remindAt,
    stages: timed.map(({ code, name, at, remindAt }) => ({ code, name, at, remindAt })),
    due: rule.due,
    signFor: { at: signFor.at, remindAt: signFor.remindAt },
    returnWithin: { at: returnWithin.at, remindAt: returnWithin.remindAt },
    provisional: years.length > 0,
    reason: years.length > 0 ? { code: 'holidays-not-imported', years: [...years] } : null,
  };
}

/**
 * The warning light at a moment: red after the limit, yellow from `remindAt` on, none before it or once the unit
 * has replied in time. A reply that came late stays red.
 *
 * @param repliedAt epoch milliseconds of the reply, or null while there is none
 */
export function lightOf(moment: DeadlineMoment, now: number, repliedAt: number | null): DeadlineLight {
  if ((repliedAt ?? now) > moment.at) return 'red';
  if (repliedAt !== null) return 'none';
  return now >= moment.remindAt ? 'yellow' : 'none';
}

/** The rule that applies: the one that a person chose, or the first that fits. */
export function ruleFor(facts: DeadlineFacts, book: DeadlineBook): DeadlineRule {
  const rule =
    facts.chosenRule === ''
      ? book.rules.find(({ when }) => fits(facts, when))
      : book.rules.find(({ code }) => code === facts.chosenRule);
  if (!rule) throw new CodedError('no-such-rule', `No deadline rule «${facts.chosenRule}».`);
  return rule;
}

function fits(facts: DeadlineFacts, when: DeadlineCondition): boolean {
  const among = (allowed: readonly string[] | undefined, value: string) =>
    allowed === undefined || allowed.includes(value);
  return (
    among(when.requestTypes, facts.requestType) &&
    among(when.requesterKinds, facts.requesterKind) &&
    among(when.channels, facts.channel) &&
    among(when.urgencies, facts.urgency) &&
    among(when.units, facts.leadUnit) &&
    (when.safetyFlags === undefined || when.safetyFlags.some((flag) => facts.safetyFlags.includes(flag))) &&
    (when.categories === undefined ||
      when.categories.some((code) => `${facts.categoryCode}/`.startsWith(`${code}/`))) &&
    (when.words === undefined || when.words.some((word) => facts.text.includes(word)))
  );
}

/**
 * How many working days an order may be extended in all, by the rule that applies to it; 0 where that rule has none.
 *
 * @throws CodedError `no-such-rule`
 */
export function mostExtensionOf(facts: DeadlineFacts, book: DeadlineBook): number {
  return ruleFor(facts, book).extendable ? book.extension.maximumWorkingDays : 0;
}

/** The same time of day, so many working days later; epoch milliseconds. */
export function workdaysLater(at: number, workingDays: number, calendar: WorkCalendar): number {
  const date = localDateAt(at);
  return at + (dayNumber(calendar.workdayAfter(date, workingDays)) - dayNumber(date)) * DAY_MILLISECONDS;
}

function extensionOf(facts: DeadlineFacts, rule: DeadlineRule, book: DeadlineBook): number {
  const days = facts.extensionWorkingDays;
  if (days === 0) return 0;
  if (!rule.extendable)
    throw new CodedError('extension-refused', `Deadlines of the rule «${rule.name}» can't be extended.`);
  const { maximumWorkingDays } = book.extension;
  if (days > maximumWorkingDays)
    throw new CodedError('extension-refused', `An extension is at most ${maximumWorkingDays} working days.`);
  return days;
}
