import {
  type CallRecord,
  type ChainHead,
  impersonalRecordSchema,
  type RecordEntry,
} from '#shared/domain/index.ts';
import type { Operation } from '#shared/hub-protocol/index.ts';

/** What the hub is told when a call was answered, so that the hall counts it while it goes on. */
export function operationOfAnswer(
  call: CallRecord,
  options: { readonly seat: number; readonly newId: () => string; readonly createdAt: number },
): Operation {
  const { createdAt, newId, seat } = options;
  const id = newId();
  const record = impersonalRecordSchema.parse(call);
  return { id, kind: 'call.answered', subject: id, createdAt, payload: { seat, record } };
}

/**
 * What the hub is told of a new link; undefined for what concerns this seat alone. Rows that are older than the
 * chain went to the hub with their orders.
 */
export function operationOfEntry(
  entry: RecordEntry,
  link: ChainHead,
  call: CallRecord | null,
  options: { readonly seat: number; readonly newId: () => string; readonly createdAt: number },
): Operation | undefined {
  const { createdAt, newId, seat } = options;
  const id = newId();
  switch (entry.kind) {
    case 'call':
      if (call === null || entry.adopted) return undefined;
      return {
        id,
        kind: 'call.record',
        subject: call.id,
        createdAt,
        payload: { seat, record: call, by: entry.by, link },
      };
    case 'wrap-up': {
      const { by, callId, milliseconds } = entry;
      return {
        id,
        kind: 'call.wrap-up',
        subject: callId,
        createdAt,
        payload: { seat, callId, milliseconds, by, link },
      };
    }
    case 'state': {
      const { by, from, milliseconds, to } = entry;
      return {
        id,
        kind: 'seat.state',
        subject: id,
        createdAt,
        payload: { seat, state: to.state, reason: to.reason, before: { ...from, milliseconds }, by, link },
      };
    }
    default:
      return undefined;
  }
}
