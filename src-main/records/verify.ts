import type { RecordFinding } from '#shared/contract/index.ts';
import {
  type CallRecord,
  type ChainHead,
  callRecordSchema,
  canonicalJson,
  type ImpersonalRecord,
  impersonalRecordSchema,
  NO_PREVIOUS_LINK,
  parseJson,
  personalPartSchema,
  recordLinkSchema,
} from '#shared/domain/index.ts';
import type { LinkRow } from '../cache/index.ts';
import { digestOf } from './chain.ts';

/** What a chain is verified from. */
export interface ChainSource {
  /** Every row in the order of its sequence. */
  readonly rows: Iterable<LinkRow>;
  /** The call's row as it lies on disk, or undefined. */
  readonly callRow: (callId: string) => string | undefined;
  /** Calls that have ended but are in no link. */
  readonly callsWithoutLink: readonly CallRecord[];
  /** Heads that are known from elsewhere: summaries, the hub. */
  readonly knownHeads: readonly ChainHead[];
}

/** What stays of a row while the whole chain is looked at. */
interface Looked {
  readonly row: number;
  /** Where the row says that it stands; its row's number when that can't be read. */
  readonly place: number;
  readonly hash: string;
  readonly previous: string | undefined;
}

/**
 * Looks at every row (docs/spec/records.md, RC-8): that it is what its digest says, that each follows from the one
 * before it, that none is missing, added or moved, and that the calls' own rows say what their links say.
 */
export function verifyChain(source: ChainSource): { findings: RecordFinding[]; head: ChainHead } {
  const findings: RecordFinding[] = [];
  const looked: Looked[] = [];
  const calls = new Map<string, { sequence: number; record: ImpersonalRecord; personal: string | null }>();
  for (const row of source.rows) {
    const link = parseLink(row.body);
    if (link === undefined || digestOf(row.body) !== row.hash) {
      findings.push({ kind: 'changed', sequence: row.sequence, callId: callIdOf(link) });
      // What it was before is told by its digest, which its neighbours vouch for.
      looked.push({ row: row.sequence, place: row.sequence, hash: row.hash, previous: undefined });
      continue;
    }
    looked.push({ row: row.sequence, place: link.sequence, hash: row.hash, previous: link.previous });
    const { entry } = link;
    if (entry.kind !== 'call' && entry.kind !== 'correction') continue;
    if (row.personal !== null && digestOf(row.personal) !== entry.personal) {
      findings.push({ kind: 'personal-changed', sequence: row.sequence, callId: entry.record.id });
    }
    calls.set(entry.record.id, {
      sequence: row.sequence,
      record: entry.record,
      personal: row.personal,
    });
  }
  findings.push(...orderFindings(looked));
  for (const [callId, said] of calls) {
    const kind = callFinding(source.callRow(callId), said);
    if (kind) findings.push({ kind, sequence: said.sequence, callId });
  }
  for (const { id } of source.callsWithoutLink) {
    findings.push({ kind: 'call-without-link', sequence: null, callId: id });
  }
  const hashes = new Map(looked.map(({ place, hash }) => [place, hash]));
  for (const known of source.knownHeads) {
    if (known.sequence === 0 || hashes.get(known.sequence) === known.hash) continue;
    findings.push({ kind: 'head-differs', sequence: known.sequence, callId: null });
  }
  const last = looked.at(-1);
  return { findings, head: last ? { sequence: last.row, hash: last.hash } : EMPTY };
}

const EMPTY: ChainHead = { sequence: 0, hash: NO_PREVIOUS_LINK };

/** Gaps, rows that were added, and rows that were moved. */
function orderFindings(looked: readonly Looked[]): RecordFinding[] {
  const findings: RecordFinding[] = [];
  const finding = (kind: RecordFinding['kind'], sequence: number) =>
    findings.push({ kind, sequence, callId: null });
  const named = new Set(looked.map(({ previous }) => previous));
  const places = Map.groupBy(looked, ({ place }) => place);
  const last = Math.max(0, ...places.keys());
  let before: Looked | undefined = { row: 0, place: 0, hash: NO_PREVIOUS_LINK, previous: undefined };
  let added = 0;
  for (let place = 1; place <= last; place += 1) {
    const here = places.get(place) ?? [];
    // Of several that claim one place, the true one is named by the link after it, or follows the one before.
    const follows = (one: Looked) => before !== undefined && one.previous === before.hash;
    const right: Looked | undefined =
      here.find((one) => named.has(one.hash)) ?? here.find(follows) ?? here[0];
    for (const other of here) {
      if (other === right) continue;
      finding('inserted', other.row);
      added += 1;
    }
    if (!right) {
      finding('missing', place);
      before = undefined;
      continue;
    }
    if (right.place !== right.row - added && right.place !== right.row) finding('reordered', right.row);
    if (before && right.previous !== undefined && right.previous !== before.hash) {
      // Its own digest was made to fit as well, so that only its successor tells.
      finding('changed', before.place === 0 ? right.row : before.row);
    }
    before = right;
  }
  return findings;
}

function callFinding(
  row: string | undefined,
  said: { readonly record: ImpersonalRecord; readonly personal: string | null },
): RecordFinding['kind'] | undefined {
  // Purged together with what named the person: nothing to compare any more.
  if (row === undefined) return said.personal === null ? undefined : 'call-missing';
  const parsed = callRecordSchema.safeParse(parseJson(row));
  if (!parsed.success) return 'call-changed';
  const same = canonicalJson(impersonalRecordSchema.parse(parsed.data)) === canonicalJson(said.record);
  if (!same) return 'call-changed';
  if (said.personal === null) return undefined;
  const kept = personalPartSchema.safeParse(parseJson(said.personal));
  const isSame =
    kept.success && canonicalJson(kept.data) === canonicalJson(personalPartSchema.parse(parsed.data));
  return isSame ? undefined : 'call-changed';
}

function parseLink(body: string) {
  const parsed = recordLinkSchema.safeParse(parseJson(body));
  return parsed.success ? parsed.data : undefined;
}

function callIdOf(link: ReturnType<typeof parseLink>): string | null {
  return link && (link.entry.kind === 'call' || link.entry.kind === 'correction')
    ? link.entry.record.id
    : null;
}
