import { localDateAt, localTimeAt } from '#shared/domain/index.ts';
import { divisionLine, textOfCode } from '../code-texts.ts';
import type { OrderForUnit } from '../orders/index.ts';

export type OutboundValue = string | number | boolean | null | readonly string[];

/** An order by the field names of DOMAIN.md §2.3 (docs/mapping.md has the table). Times are ISO 8601 with +08:00. */
export type OutboundOrder = Readonly<Record<OutboundField, OutboundValue>>;

const timeOf = (at: number | null) => (at === null ? null : `${localDateAt(at)}T${localTimeAt(at)}:00+08:00`);
const word = (list: Parameters<typeof textOfCode>[0], code: string) =>
  code === '' ? '' : textOfCode(list, code, 'zh');

/** How each field is made. What the unit must not see is not in the order any more (`forUnit`). */
const FIELDS = {
  local_id: ({ id }: OrderForUnit) => id,
  order_no: ({ number }: OrderForUnit) => number,
  accepted_at: ({ submittedAt }: OrderForUnit) => timeOf(submittedAt),
  channel: ({ fields }: OrderForUnit) => fields.channel,
  channel_name: ({ fields }: OrderForUnit) => word('channels', fields.channel),
  requester_kind: ({ fields }: OrderForUnit) => fields.requesterKind,
  requester_name: ({ fields }: OrderForUnit) => fields.callerName,
  gender_title: ({ fields }: OrderForUnit) => fields.genderTitle,
  contact_number: ({ fields }: OrderForUnit) => fields.callerNumber,
  contact_numbers: ({ fields }: OrderForUnit) => fields.contactNumbers,
  anonymous: ({ fields }: OrderForUnit) => fields.anonymous,
  confidential: ({ fields }: OrderForUnit) => fields.confidential,
  org_name: ({ fields }: OrderForUnit) => fields.organisationName,
  uscc: ({ fields }: OrderForUnit) => fields.organisationCode,
  org_contact: ({ fields }: OrderForUnit) => fields.organisationContact,
  request_type: ({ fields }: OrderForUnit) => fields.requestType,
  request_type_name: ({ fields }: OrderForUnit) => word('request-types', fields.requestType),
  category: ({ fields }: OrderForUnit) => fields.categoryCode,
  category_l1: ({ fields }: OrderForUnit) => fields.categoryCode.split('/')[0] ?? '',
  category_l2: ({ fields }: OrderForUnit) => fields.categoryCode.split('/')[1] ?? '',
  category_l3: ({ fields }: OrderForUnit) => fields.categoryCode.split('/')[2] ?? '',
  title: ({ fields }: OrderForUnit) => fields.title,
  content: ({ fields }: OrderForUnit) => fields.content,
  aim: ({ fields }: OrderForUnit) => fields.aim,
  occurred_at: ({ fields }: OrderForUnit) => timeOf(fields.occurredAt) ?? fields.occurredText,
  ongoing: ({ fields }: OrderForUnit) => fields.ongoing,
  area_code: ({ fields }: OrderForUnit) => fields.areaCode,
  street_code: ({ fields }: OrderForUnit) => fields.streetCode,
  village_code: ({ fields }: OrderForUnit) => fields.villageCode,
  address: ({ fields }: OrderForUnit) => `${divisionLine(fields)}${fields.place}`,
  lng: ({ fields }: OrderForUnit) => fields.longitude,
  lat: ({ fields }: OrderForUnit) => fields.latitude,
  respondent: ({ fields }: OrderForUnit) => fields.respondentName,
  urgency: ({ fields }: OrderForUnit) => fields.urgency,
  urgency_name: ({ fields }: OrderForUnit) => word('urgencies', fields.urgency),
  safety_flag: ({ fields }: OrderForUnit) => fields.safetyFlags,
  lead_unit: ({ standing }: OrderForUnit) => standing.unit,
  assist_units: ({ fields }: OrderForUnit) => fields.assistUnits,
  copy_to: ({ fields }: OrderForUnit) => fields.copyTo,
  deadline_at: ({ standing }: OrderForUnit) => timeOf(standing.dueAt),
  leader_instruction: ({ fields }: OrderForUnit) => fields.leaderInstruction,
} as const satisfies Readonly<Record<string, (order: OrderForUnit) => OutboundValue>>;
export type OutboundField = keyof typeof FIELDS;
export const OUTBOUND_FIELDS = Object.keys(FIELDS) as readonly OutboundField[];

export function outboundOf(order: OrderForUnit): OutboundOrder {
  return Object.fromEntries(OUTBOUND_FIELDS.map((field) => [field, FIELDS[field](order)])) as OutboundOrder;
}
