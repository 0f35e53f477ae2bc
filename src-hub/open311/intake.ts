import { z } from 'zod';
import {
  canonicalNumber,
  clipped,
  codePoints,
  emptyFields,
  FIELD_LIMITS,
  requestTypeSchema,
  settledFields,
  urgencySchema,
  type WorkOrderFields,
} from '#shared/domain/index.ts';
import { divisionName } from '../code-texts.ts';
import { type Open311Service, serviceName } from './services.ts';

/** What is wrong with a request, with the code that GeoReport v2 gives it. */
export interface Open311Problem {
  readonly code: number;
  readonly description: string;
}

/** One order, as far as a request says it. */
export interface TakenRequest {
  readonly fields: WorkOrderFields;
  /** What of the description goes beyond one order's content; joins as an addition. */
  readonly more: string;
}

const MOST_DESCRIPTION = 4_000;

const text = (most: number) =>
  z
    .string()
    .trim()
    .refine((given) => codePoints(given) <= most, `at most ${most} characters`);
const postSchema = z.object({
  service_code: z.string().trim().default(''),
  lat: z.coerce.number().min(-90).max(90).optional(),
  long: z.coerce.number().min(-180).max(180).optional(),
  address_string: text(FIELD_LIMITS.place).default(''),
  address_id: z.string().trim().default(''),
  first_name: text(30).default(''),
  last_name: text(30).default(''),
  phone: text(FIELD_LIMITS.callerNumber).default(''),
  description: text(MOST_DESCRIPTION).default(''),
  media_url: z.union([z.literal(''), z.url({ protocol: /^https?$/ }).max(500)]).default(''),
  'attribute[request_type]': requestTypeSchema.default('QZ'),
  'attribute[urgency]': urgencySchema.default('normal'),
  'attribute[confidential]': z.enum(['true', 'false']).optional(),
  'attribute[aim]': text(FIELD_LIMITS.aim).default(''),
});

/**
 * Reads a POST Service Request (docs/mapping.md). What the specification has and an order has not (`email`,
 * `device_id`, `account_id`) is not taken in: what is not needed is not kept.
 */
export function readRequest(
  form: Readonly<Record<string, unknown>>,
  services: ReadonlyMap<string, Open311Service>,
): { readonly taken: TakenRequest } | { readonly problems: readonly Open311Problem[] } {
  // An empty field of a form is one that was not given.
  const given = Object.fromEntries(Object.entries(form).filter(([, value]) => value !== ''));
  const parsed = postSchema.safeParse(given);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => ({
      code: 400,
      description: `${issue.path.join('.')}: ${issue.code === 'custom' ? issue.message : 'has a value that is not allowed'}`,
    }));
    return { problems };
  }
  const { data } = parsed;
  const problems: Open311Problem[] = [];
  const service = services.get(data.service_code);
  if (data.service_code === '') problems.push({ code: 400, description: 'service_code was not provided' });
  else if (service === undefined) problems.push({ code: 404, description: 'service_code was not found' });
  const hasPoint = data.lat !== undefined && data.long !== undefined;
  if (!hasPoint && data.address_string === '' && data.address_id === '') {
    const description = 'lat and long, address_string or address_id has to be provided';
    problems.push({ code: 400, description });
  }
  if (data.address_id !== '' && divisionName(data.address_id) === undefined) {
    problems.push({ code: 400, description: 'address_id is no code of a division here (6, 9 or 12 digits)' });
  }
  if (data.description === '') problems.push({ code: 400, description: 'description was not provided' });
  if (problems.length > 0 || service === undefined) return { problems };

  const words = [...data.description];
  const media = data.media_url === '' ? '' : `\n附件:${data.media_url}`;
  const limit = FIELD_LIMITS.content - codePoints(media);
  const name = `${data.last_name}${data.first_name}`;
  const kind = data['attribute[request_type]'];
  const fields: WorkOrderFields = {
    ...emptyFields,
    requestType: kind,
    channel: 'OPEN311',
    callerName: name,
    callerNumber: canonicalNumber(data.phone),
    anonymous: name === '' && data.phone === '',
    confidential:
      data['attribute[confidential]'] === undefined
        ? kind === 'JB'
        : data['attribute[confidential]'] === 'true',
    title: clipped(`${data.address_string}${serviceName(service.category)}`, FIELD_LIMITS.title),
    content: `${words.slice(0, limit).join('')}${media}`,
    aim: data['attribute[aim]'],
    ...divisionCodes(data.address_id),
    place: data.address_string,
    latitude: hasPoint ? (data.lat ?? null) : null,
    longitude: hasPoint ? (data.long ?? null) : null,
    categoryCode: service.category,
    urgency: data['attribute[urgency]'],
    handling: 'dispatched',
  };
  return { taken: { fields: settledFields(fields), more: words.slice(limit).join('') } };
}

function divisionCodes(code: string) {
  return {
    areaCode: code.length >= 6 ? code.slice(0, 6) : '',
    streetCode: code.length >= 9 ? code.slice(0, 9) : '',
    villageCode: code.length === 12 ? code : '',
  };
}
