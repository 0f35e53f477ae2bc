import {
  forUnit,
  identityOf,
  isOpen,
  localDateAt,
  localTimeAt,
  withoutIdentity,
} from '#shared/domain/index.ts';
import { divisionLine, textOfCode } from '../code-texts.ts';
import type { ToldStanding } from '../orders/index.ts';
import type { OrderWithStanding } from '../storage/index.ts';
import { serviceCodeOf, serviceName } from './services.ts';
import type { Open311Object } from './xml.ts';

/** Date and time with its zone, as the specification wants (W3C profile of ISO 8601): Asia/Shanghai, whole seconds. */
export function w3cTime(at: number): string {
  const seconds = String(new Date(at).getUTCSeconds()).padStart(2, '0');
  return `${localDateAt(at)}T${localTimeAt(at)}:${seconds}+08:00`;
}

/** What is told of a request (docs/mapping.md). */
export interface ToldRequest {
  readonly one: OrderWithStanding;
  readonly standing: ToldStanding;
  /** The key that asks is the one that handed it in. */
  readonly isOwn: boolean;
  /** When anything last happened to it, epoch ms. */
  readonly updatedAt: number;
  /** The unit's last answer to it, or the centre's in the call. */
  readonly answer: string;
}

/**
 * GeoReport v2, one request. Of a request that the asking platform handed in itself it gets the content and the
 * answer, without the citizen's names and numbers. Of any other only what names nobody: service, state, times, unit,
 * and the place down to the township. Free text of citizens and operators can't be proved free of personal data.
 */
export function requestEntry({ one, standing, isOwn, updatedAt, answer }: ToldRequest): Open311Object {
  const { order } = one;
  const { fields } = forUnit({ ...order, fields: { ...order.fields, confidential: true } });
  const state = textOfCode('order-states', standing.state, 'zh');
  const said = isOwn ? withoutIdentity(answer, identityOf(order.fields)) : '';
  const area = divisionLine({ ...fields, villageCode: isOwn ? fields.villageCode : '' });
  const place = isOwn ? [area, fields.place].filter((part) => part !== '').join(' ') : area;
  const { deadlineAt } = one.standing;
  return {
    service_request_id: order.number,
    status: isOpen(standing.state) ? 'open' : 'closed',
    status_notes: said === '' ? state : `${state}: ${said}`,
    service_name: serviceName(fields.categoryCode),
    service_code: serviceCodeOf(fields.categoryCode),
    description: isOwn ? fields.content : null,
    agency_responsible: standing.unit,
    service_notice: null,
    requested_datetime: w3cTime(order.receivedAt),
    updated_datetime: w3cTime(updatedAt),
    expected_datetime: deadlineAt === null ? null : w3cTime(deadlineAt),
    address: place,
    address_id: isOwn
      ? fields.villageCode || fields.streetCode || fields.areaCode
      : fields.streetCode || fields.areaCode,
    zipcode: null,
    lat: isOwn ? fields.latitude : null,
    long: isOwn ? fields.longitude : null,
    media_url: null,
  };
}
