import { isBlank, type WorkOrderField, type WorkOrderFields } from '#shared/domain/index.ts';

/** What a new order takes over of an earlier one of the same citizen. */
const CALLER: readonly WorkOrderField[] = [
  'requesterKind',
  'callerName',
  'genderTitle',
  'callerNumber',
  'contactNumbers',
  'organisationName',
  'organisationCode',
  'organisationContact',
];
const PLACE: readonly WorkOrderField[] = [
  'areaCode',
  'streetCode',
  'villageCode',
  'place',
  'longitude',
  'latitude',
];

/**
 * The edit that takes an earlier order into a draft (rule WO-19). What a person has filled already stays: caller and
 * place are taken each as a whole, and only where nothing was written. Secrecy that was asked for once is kept.
 */
export function fromEarlierOrder(
  draft: WorkOrderFields,
  earlier: { readonly id: string; readonly fields: WorkOrderFields },
  as: 'new' | 'follow-up' | 'join',
): Partial<WorkOrderFields> {
  if (as === 'follow-up') return { followUpOf: earlier.id, mergedInto: '' };
  if (as === 'join') return { mergedInto: earlier.id, followUpOf: '' };
  const taken: WorkOrderField[] = ['confidential'];
  if (isBlank(draft.callerName) && !draft.anonymous) {
    taken.push(...CALLER.filter((field) => field !== 'callerNumber' || isBlank(draft.callerNumber)));
  }
  if (draft.areaCode === '' && isBlank(draft.place)) taken.push(...PLACE);
  return {
    ...Object.fromEntries(taken.map((field) => [field, earlier.fields[field]])),
    confidential: draft.confidential || earlier.fields.confidential,
    followUpOf: '',
    mergedInto: '',
  };
}
