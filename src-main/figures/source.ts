import {
  type CountedCall,
  callRecordSchema,
  maskNumber,
  type RecordedBy,
  recordLinkSchema,
  type StateStretch,
} from '#shared/domain/index.ts';
import type { Cache, LinkRow } from '../cache/index.ts';
import { personalPartOf } from '../records/index.ts';
import type { Period } from './periods.ts';

/** A call as its links tell it. */
export interface ReadCall extends CountedCall {
  readonly sequence: number;
  readonly hash: string;
  readonly maskedNumber: string;
  readonly line: string | null;
  readonly by: RecordedBy;
}

/** Calls last at most so long, and their after-call work: a link is written later than its call rang by that much. */
const LATEST_LINK_MILLISECONDS = 12 * 3_600_000;

/** Reads calls and times of a period from the chain, and from nothing else (rule FG-1). */
export function readPeriod(
  links: Cache['recordLinks'],
  period: Period,
): { calls: ReadCall[]; stretches: StateStretch[] } {
  const calls = new Map<string, ReadCall>();
  const stretches: StateStretch[] = [];
  for (const row of links.between(period.from, period.to + LATEST_LINK_MILLISECONDS)) {
    const { at, entry } = recordLinkSchema.parse(JSON.parse(row.body));
    if (entry.kind === 'state') {
      const { from, milliseconds } = entry;
      stretches.push({ state: from.state, reason: from.reason, until: at, milliseconds });
    } else if (entry.kind === 'call' || entry.kind === 'correction') {
      const { ringAt } = entry.record;
      if (ringAt < period.from || ringAt >= period.to) continue;
      const known = calls.get(entry.record.id);
      const call = readCall(row, entry.record, entry.by);
      calls.set(
        call.id,
        known ? { ...call, by: known.by, wrapUpMilliseconds: known.wrapUpMilliseconds } : call,
      );
    } else if (entry.kind === 'wrap-up') {
      const call = calls.get(entry.callId);
      if (call) calls.set(call.id, { ...call, wrapUpMilliseconds: entry.milliseconds });
    }
  }
  return {
    calls: [...calls.values()].sort((left, right) => right.record.ringAt - left.record.ringAt),
    stretches,
  };
}

type Impersonal = Extract<ReturnType<typeof recordLinkSchema.parse>['entry'], { kind: 'call' }>['record'];

function readCall(row: LinkRow, record: Impersonal, by: RecordedBy): ReadCall {
  const personal = personalPartOf(row.personal);
  return {
    id: record.id,
    record: callRecordSchema.parse({ ...record, ...personal }),
    wrapUpMilliseconds: null,
    sequence: row.sequence,
    hash: row.hash,
    maskedNumber: maskNumber(personal.callerNumber ?? ''),
    line: record.line?.name ?? record.dialledLine,
    by,
  };
}
