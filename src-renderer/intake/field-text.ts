import type { CodeListName, WorkOrderField } from '#shared/domain/index.ts';
import { dayAndTime, fieldName, useTranslation } from '../ui/index.ts';
import { useCodes } from './codes.ts';

/** Fields that hold a code, and the list it stands in. */
const LISTS: Partial<Record<WorkOrderField, CodeListName>> = {
  requestType: 'request-types',
  channel: 'channels',
  requesterKind: 'requester-kinds',
  genderTitle: 'gender-titles',
  respondentKind: 'respondent-kinds',
  urgency: 'urgencies',
  safetyFlags: 'safety-flags',
  handling: 'handlings',
  rejectReason: 'reject-reasons',
  enterpriseKind: 'enterprise-kinds',
};
const MOMENTS: readonly WorkOrderField[] = ['occurredAt', 'deadlineAt', 'callbackWishAt'];

export interface FieldText {
  /** The field's name on screen; its own name where it is none of ours (a newer program wrote it). */
  name(field: string): string;
  /** A value as a person reads it. */
  value(field: string, value: unknown): string;
}

const isField = (field: string): field is WorkOrderField => /^[a-zA-Z]+$/.test(field);

/** Names and values of fields in the language of the screen. */
export function useFieldText(): FieldText {
  const { t } = useTranslation();
  const codes = useCodes();
  const one = (field: WorkOrderField, value: unknown): string => {
    if (value === '' || value === null || value === undefined) return t('orders.empty');
    if (typeof value === 'boolean') return t(value ? 'orders.yes' : 'orders.no');
    if (typeof value === 'number') return MOMENTS.includes(field) ? dayAndTime(value) : String(value);
    const list = LISTS[field];
    return list ? codes.text(list, String(value)) : String(value);
  };
  return {
    name: fieldName,
    value: (field, value) => {
      if (!isField(field)) return String(value);
      if (!Array.isArray(value)) return one(field, value);
      return value.length === 0 ? t('orders.empty') : value.map((part) => one(field, part)).join('、');
    },
  };
}
