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

/** What the chain says of a period. */
export interface ReadPeriod {
  /** Newest first. */
  readonly calls: ReadCall[];
  readonly stretches: StateStretch[];
}

/**
 * A link is written at another time than its call rang: later by the call and its after-call work, and, where the
 * clock was set meanwhile, earlier or later by that much. Links so far outside a period are looked at besides.
 */
const MARGIN_MILLISECONDS = 24 * 3_600_000;
/** What is older than this before the period that is asked for is let go. */
const KEPT_MILLISECONDS = 14 * 24 * 3_600_000;
const PAGE = 2_000;

type Links = Pick<Cache['recordLinks'], 'between' | 'from' | 'head'>;

/**
 * Reads calls and times of a period from the chain, and from nothing else (rule FG-1). Links are never edited, so that
 * what was read once is kept and only newer links are read from the disk; a period before the kept ones is read by
 * itself.
 */
export function createPeriodReader(links: Links): (period: Period) => ReadPeriod {
  let kept: { readonly since: number; readonly until: number; readonly digest: Digest } | undefined;

  return (period) => {
    const since = period.from - MARGIN_MILLISECONDS;
    const { sequence } = links.head();
    const isOld = kept !== undefined && since < kept.since && period.to < kept.since + KEPT_MILLISECONDS;
    if (isOld) {
      const digest = createDigest();
      digest.add(bySequence(links.between(since, period.to + MARGIN_MILLISECONDS)));
      return digest.of(period);
    }
    if (kept === undefined || since < kept.since || since > kept.since + KEPT_MILLISECONDS) {
      const digest = createDigest();
      digest.add(bySequence(links.between(since, Number.MAX_SAFE_INTEGER)));
      kept = { since, until: sequence, digest };
    }
    for (let next = kept.until + 1; next <= sequence; next += PAGE) {
      kept.digest.add(links.from(next, PAGE));
    }
    kept = { ...kept, until: sequence };
    return kept.digest.of(period);
  };
}

/** In the order of the chain, in which a correction follows what it corrects whatever the clock said. */
function bySequence(rows: readonly LinkRow[]): LinkRow[] {
  return rows.toSorted((left, right) => left.sequence - right.sequence);
}

type Digest = ReturnType<typeof createDigest>;

/** Calls and stretches of the links that were added, in their order. */
function createDigest() {
  const calls = new Map<string, ReadCall>();
  const stretches: StateStretch[] = [];
  const addRow = (row: LinkRow) => {
    const { at, entry } = recordLinkSchema.parse(JSON.parse(row.body));
    if (entry.kind === 'state') {
      const { from, milliseconds } = entry;
      stretches.push({ state: from.state, reason: from.reason, until: at, milliseconds });
    } else if (entry.kind === 'call' || entry.kind === 'correction') {
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
  };
  return {
    add: (rows: readonly LinkRow[]) => {
      for (const row of rows) addRow(row);
    },
    of: ({ from, to }: Period): ReadPeriod => ({
      calls: [...calls.values()]
        .filter(({ record }) => record.ringAt >= from && record.ringAt < to)
        .sort((left, right) => right.record.ringAt - left.record.ringAt),
      stretches: [...stretches],
    }),
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
