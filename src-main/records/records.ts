import {
  type AgentState,
  type CallRecord,
  type ChainHead,
  type Clock,
  canonicalJson,
  codeOf,
  type RecordEntry,
  type RecordedBy,
  recordLinkSchema,
  type WrapUpEnd,
} from '#shared/domain/index.ts';
import type { Operation } from '#shared/hub-protocol/index.ts';
import type { Cache, LinkRow } from '../cache/index.ts';
import type { Log } from '../log/index.ts';
import { linkAfter, partRecord } from './chain.ts';
import { operationOfAnswer, operationOfEntry } from './operations.ts';
import { verifyChain } from './verify.ts';

export interface RecordsOptions {
  readonly cache: Pick<Cache, 'calls' | 'recordLinks'>;
  readonly clock: Clock;
  readonly seat: number;
  /** Public key of the seat's summaries, SPKI in base64; it becomes part of the chain's first link. */
  readonly publicKey: string;
  /** A new UUIDv7. */
  readonly newId: () => string;
  /** Who is signed in at this moment. */
  readonly by: () => RecordedBy;
  readonly log: Log;
}

/** What was added to the chain, for whoever passes it on. */
export interface Recorded {
  readonly entry: RecordEntry;
  readonly head: ChainHead;
  /** The whole record, for `call` and `correction`. */
  readonly call: CallRecord | null;
}

/** The seat's records, in a chain that shows every later change (docs/spec/records.md). */
export interface Records {
  /**
   * Keeps a call's row. Its end goes into the chain in the same transaction, once; what becomes known after
   * that is a correction.
   */
  saveCall(record: CallRecord): void;
  wrapUp(callId: string, milliseconds: number, endedBy: WrapUpEnd): void;
  state(from: AgentState, milliseconds: number, to: AgentState): void;
  /** A state that lasted when the program was cut off. */
  cutOff(state: AgentState, by: RecordedBy): void;
  /**
   * Begins the chain, takes in what is older than it, and closes the records of calls that an earlier run left
   * open, but those that `isAlive` says go on.
   */
  recover(isAlive: (callId: string) => boolean): void;
  verify(knownHeads: readonly ChainHead[]): ReturnType<typeof verifyChain> & { readonly links: number };
  head(): ChainHead;
  onRecorded(listener: (recorded: Recorded) => void): void;
}

/** How many rows are held in memory at a time. */
const PAGE = 2_000;

export function createRecords(options: RecordsOptions): Records {
  const { cache, clock, log } = options;
  const listeners: Array<(recorded: Recorded) => void> = [];

  /** Writes entries, and the call they are about, in one transaction. */
  const append = (
    entries: ReadonlyArray<{ readonly entry: RecordEntry; readonly personal: string | null }>,
    call: CallRecord | null,
  ) => {
    let head = cache.recordLinks.head();
    const rows: LinkRow[] = [];
    const operations: Operation[] = [];
    const createdAt = clock.wall();
    for (const { entry, personal } of entries) {
      const row = linkAfter(head, clock.wall(), entry, personal);
      rows.push(row);
      head = { sequence: row.sequence, hash: row.hash };
      const told = { seat: options.seat, newId: options.newId, createdAt };
      const operation = operationOfEntry(entry, head, call, told);
      if (operation) operations.push(operation);
    }
    cache.recordLinks.append(rows, call, operations);
    rows.forEach((row, index) => {
      const entry = entries[index]?.entry;
      if (!entry) return;
      for (const listener of listeners) {
        listener({ entry, head: { sequence: row.sequence, hash: row.hash }, call });
      }
    });
  };
  const callEntry = (record: CallRecord, adopted: boolean, by: RecordedBy) => {
    const parted = partRecord(record);
    const entry: RecordEntry = {
      kind: 'call',
      record: parted.record,
      personal: parted.digest,
      by,
      adopted,
    };
    return { entry, personal: parted.personal };
  };

  /** The row of a call that goes on; the hub is told once, when it was answered. It goes out with the new state. */
  const saveGoing = (record: CallRecord) => {
    const isAnswer = record.answerAt !== null && record.direction === 'inbound';
    if (!isAnswer || cache.calls.get(record.id)?.answerAt != null) return cache.calls.save(record);
    const told = { seat: options.seat, newId: options.newId, createdAt: clock.wall() };
    cache.recordLinks.append([], record, [operationOfAnswer(record, told)]);
  };
  const saveCall = (record: CallRecord) => {
    if (record.endReason === null) {
      // A call that has ended does not live again: a late row of it must not undo its end.
      if (!cache.recordLinks.hasCall(record.id)) saveGoing(record);
      return;
    }
    if (!cache.recordLinks.hasCall(record.id)) {
      append([callEntry(record, false, options.by())], record);
      return;
    }
    const known = cache.calls.get(record.id);
    if (known && canonicalJson(known) === canonicalJson(record)) return;
    const parted = partRecord(record);
    const entry: RecordEntry = {
      kind: 'correction',
      record: parted.record,
      personal: parted.digest,
      by: options.by(),
    };
    append([{ entry, personal: parted.personal }], record);
  };

  const begin = () => {
    if (cache.recordLinks.head().sequence > 0) return;
    append(
      [{ entry: { kind: 'begin', seat: options.seat, publicKey: options.publicKey }, personal: null }],
      null,
    );
  };
  const adopt = () => {
    for (;;) {
      const older = cache.recordLinks.callsWithoutLink(PAGE);
      if (older.length === 0) return;
      append(
        older.map((record) => callEntry(record, true, null)),
        null,
      );
      log.info('records-adopted', { count: older.length });
    }
  };
  const closeInterrupted = (isAlive: (callId: string) => boolean) => {
    for (const record of cache.calls.unfinished()) {
      if (isAlive(record.id)) continue;
      const closed: CallRecord = { ...record, endReason: 'seat-failed' };
      append([callEntry(closed, false, lastBy())], closed);
      log.warn('call-record-interrupted', { callId: record.id });
    }
  };
  /** Whoever was signed in when the program was cut off, as the chain's last entries say. */
  const lastBy = (): RecordedBy => {
    const { sequence } = cache.recordLinks.head();
    const rows = cache.recordLinks.from(Math.max(1, sequence - 50), 51).reverse();
    for (const { body } of rows) {
      const parsed = recordLinkSchema.safeParse(JSON.parse(body));
      if (parsed.success && parsed.data.entry.kind === 'state') return parsed.data.entry.by;
    }
    return null;
  };

  function* allRows(): Generator<LinkRow> {
    for (let next = 1; ; ) {
      const rows = cache.recordLinks.from(next, PAGE);
      const last = rows.at(-1);
      if (!last) return;
      yield* rows;
      next = last.sequence + 1;
    }
  }

  return {
    saveCall,
    wrapUp: (callId, milliseconds, endedBy) =>
      append(
        [{ entry: { kind: 'wrap-up', callId, milliseconds, endedBy, by: options.by() }, personal: null }],
        null,
      ),
    state: (from, milliseconds, to) =>
      append([{ entry: { kind: 'state', from, milliseconds, to, by: options.by() }, personal: null }], null),
    cutOff: (state, by) => append([{ entry: { kind: 'cut-off', state, by }, personal: null }], null),
    recover: (isAlive) => {
      try {
        begin();
        adopt();
        closeInterrupted(isAlive);
      } catch (error) {
        // The phone must come up whatever state the disk is in; the next start tries again.
        log.error('records-not-recovered', { code: codeOf(error) });
      }
    },
    verify: (knownHeads) => {
      const verified = verifyChain({
        rows: allRows(),
        callRow: cache.recordLinks.callRow,
        callsWithoutLink: cache.recordLinks.callsWithoutLink(PAGE),
        knownHeads,
      });
      return { ...verified, links: verified.head.sequence };
    },
    head: cache.recordLinks.head,
    onRecorded: (listener) => void listeners.push(listener),
  };
}
