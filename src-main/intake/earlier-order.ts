import { isDeepStrictEqual } from 'node:util';
import { emptyFields, isBlank, type WorkOrderField, type WorkOrderFields } from '#shared/domain/index.ts';

/** What a new order takes over of an earlier one of the same citizen. */
const CALLER: readonly WorkOrderField[] = [
  'requesterKind',
  'callerName',
  'genderTitle',
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
 * The edit that takes an earlier order into a draft (rule WO-19). What a person has filled stays: who calls is taken
 * where no name was written, and of it only what is empty; the place where none was written. What was taken whole from
 * another order of this number was not written by anybody: of several people behind it, the next choice takes the place
 * of the one before. Secrecy that was asked for once is kept.
 *
 * @param others orders of the draft's number, from which caller and place may have been taken before
 */
export function fromEarlierOrder(
  draft: WorkOrderFields,
  earlier: { readonly id: string; readonly fields: WorkOrderFields },
  as: 'new' | 'follow-up' | 'join',
  others: readonly WorkOrderFields[] = [],
): Partial<WorkOrderFields> {
  if (as === 'follow-up') return { followUpOf: earlier.id, mergedInto: '' };
  if (as === 'join') return { mergedInto: earlier.id, followUpOf: '' };
  const wasTaken = (part: readonly WorkOrderField[]) =>
    others.some((other) => part.every((field) => isDeepStrictEqual(draft[field], other[field])));
  const isUnwritten = (field: WorkOrderField) => isDeepStrictEqual(draft[field], emptyFields[field]);
  const taken: WorkOrderField[] = [];
  if (!draft.anonymous) {
    if (wasTaken(CALLER)) taken.push(...CALLER);
    else if (isBlank(draft.callerName)) taken.push(...CALLER.filter(isUnwritten));
    if (taken.length > 0 && isBlank(draft.callerNumber)) taken.push('callerNumber');
  }
  if ((draft.areaCode === '' && isBlank(draft.place)) || wasTaken(PLACE)) taken.push(...PLACE);
  return {
    ...Object.fromEntries(taken.map((field) => [field, earlier.fields[field]])),
    confidential: draft.confidential || earlier.fields.confidential,
    followUpOf: '',
    mergedInto: '',
  };
}
