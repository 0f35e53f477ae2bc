import {
  type BlankValues,
  callerTitle,
  localMinutesAt,
  timeOfDay,
  type WorkOrderFields,
  type WorkOrderSummary,
} from '#shared/domain/index.ts';
import { monthAndDaySpoken } from '../ui/index.ts';

/** What blanks are filled from. */
export interface KnownFacts {
  readonly fields: WorkOrderFields;
  /** The order submitted in this call, or null. */
  readonly submitted: { readonly number: string; readonly fields: WorkOrderFields } | null;
  /** When the submitted order has to be answered, epoch ms, or null. */
  readonly dueAt: number | null;
  /** Epoch ms. */
  readonly now: number;
}

const GENDERS = { sir: '先生', madam: '女士', unknown: '' } as const;

/** Values of the blanks `{…}` of phrases and guides, by their Chinese names (docs/scripts.md lists them). */
export function valuesOf({ fields: onScreen, submitted, dueAt, now }: KnownFacts): BlankValues {
  const fields = submitted?.fields ?? onScreen;
  return {
    ...identityOf(fields),
    时段: timeOfDay(Math.floor(localMinutesAt(now) / 60)),
    编号: submitted?.number ?? '',
    单位: fields.leadUnit,
    日期: dueAt === null ? '' : monthAndDaySpoken(dueAt),
    时间: fields.occurredText,
    地点: fields.place,
    事情: fields.title,
    // «您的要求是…»: the phrase says already that it is one.
    目的: fields.aim.replace(/^(?:希望|要求|请求|恳请)/, ''),
    要点: fields.replyText,
    标题: fields.title,
  };
}

/** What tells who the caller is: never copied out of the program. */
function identityOf({ callerName, genderTitle, callerNumber }: WorkOrderFields): BlankValues {
  const known = callerTitle(callerName);
  const gender = GENDERS[genderTitle];
  const title =
    known === '您' && gender !== '' && callerName !== '' ? callerTitle(callerName + gender) : known;
  return { 称谓: title, 尾号: callerNumber.slice(-4) };
}

/** The same without who calls, for the clipboard. */
export function copiedValues(values: BlankValues): BlankValues {
  return { ...values, 称谓: '您', 尾号: '' };
}

/** When an order has to be answered, by its number. */
export function dueAtOf(orders: readonly WorkOrderSummary[], number: string | undefined): number | null {
  return orders.find((order) => order.number === number)?.dueAt ?? null;
}
