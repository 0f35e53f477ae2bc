import {
  type CodeBook,
  type CodeListName,
  codeText,
  localDateAt,
  localTimeAt,
  type OrderState,
  type WorkOrderFields,
} from '#shared/domain/index.ts';

/** What a summary says; the fields as they may be shown. */
export interface SummarisedOrder {
  readonly number: string;
  readonly submittedAt: number;
  readonly state: OrderState;
  readonly dueAt: number | null;
  readonly fields: WorkOrderFields;
}

/** Plain text of an order, one line a field; fields that say nothing are left out (rule WO-21). */
export function summaryText(order: SummarisedOrder, book: CodeBook, language: 'zh' | 'en'): string {
  const { fields } = order;
  const word = (list: CodeListName, code: string) =>
    code === '' ? '' : codeText(book, list, code, language);
  const time = (at: number | null) => (at === null ? '' : `${localDateAt(at)} ${localTimeAt(at)}`);
  const joined = (parts: readonly string[]) =>
    parts.filter((one) => one !== '').join(language === 'zh' ? '、' : ', ');
  const occurred = joined([
    time(fields.occurredAt),
    fields.occurredText,
    fields.ongoing ? word('summary-labels', 'ongoing') : '',
  ]);
  const lines: Array<readonly [string, string]> = [
    ['number', order.number],
    ['submittedAt', time(order.submittedAt)],
    ['requestType', word('request-types', fields.requestType)],
    ['urgency', word('urgencies', fields.urgency)],
    ['channel', word('channels', fields.channel)],
    ['title', fields.title],
    ['caller', fields.anonymous ? word('summary-labels', 'anonymous') : fields.callerName],
    ['callerNumber', joined([fields.callerNumber, ...fields.contactNumbers])],
    ['confidential', fields.confidential ? word('summary-labels', 'yes') : ''],
    ['organisationName', fields.organisationName],
    ['occurred', occurred],
    ['place', fields.place],
    ['respondentName', fields.respondentName],
    ['content', fields.content],
    ['aim', fields.aim],
    ['category', fields.categoryCode.replaceAll('/', ' › ')],
    ['handling', word('handlings', fields.handling)],
    ['replyText', fields.replyText],
    ['transferTarget', fields.transferTarget],
    ['leadUnit', fields.leadUnit],
    ['assistUnits', joined(fields.assistUnits)],
    ['copyTo', joined(fields.copyTo)],
    ['dueAt', time(order.dueAt)],
    ['rejectReason', word('reject-reasons', fields.rejectReason)],
    ['guidance', fields.guidance],
    ['leaderInstruction', fields.leaderInstruction],
    ['state', word('order-states', order.state)],
  ];
  const colon = language === 'zh' ? ':' : ': ';
  return lines
    .filter(([, text]) => text.trim() !== '')
    .map(([label, text]) => `${word('summary-labels', label)}${colon}${text}`)
    .join('\n');
}
