import type { DraftAcknowledgement, DraftPatch } from '#shared/contract/index.ts';
import { codeOf, type WorkOrderFields } from '#shared/domain/index.ts';

export type FieldEdits = Partial<WorkOrderFields>;

/** Whether what was typed into a draft is on disk. `code` is the reason of the last refusal. */
export type SaveStatus =
  | { readonly state: 'saved'; readonly at: number | undefined }
  | { readonly state: 'saving' }
  | { readonly state: 'failed'; readonly code: string; readonly message: string };

export interface DraftWriterOptions {
  /** UUIDv7 of this load of the page. */
  readonly writer: string;
  /** Runs once, after what is typed in this turn (one key may change several fields). */
  readonly onNextTurn: (run: () => void) => void;
  /** Runs once, after the pause between two attempts at a refused patch. */
  readonly afterPause: (run: () => void) => void;
  /** The patch is durably on disk; the mirror may take its fields. */
  readonly onAcknowledged: (
    draftId: string,
    fields: FieldEdits,
    acknowledgement: DraftAcknowledgement,
  ) => void;
  /** Overlay or status of a draft changed. */
  readonly onChange: (draftId: string) => void;
  /** Main no longer has the draft: these fields would be lost unless they go elsewhere. */
  readonly onOrphaned: (draftId: string, fields: FieldEdits) => void;
}

export type SendPatch = (patch: DraftPatch) => Promise<DraftAcknowledgement>;

/**
 * Carries what is typed to the disk. Local text is the authority until it is acknowledged.
 *
 * For each draft:
 * ```
 *            edit                   turn, connected
 *   clean ──────────▶ pending ─────────────────────▶ sending ──acknowledged──▶ clean, or pending again
 *                        ▲                              │
 *                        └── refused, or disconnected ──┘
 * ```
 * One patch of a draft is under way at a time; what is typed meanwhile waits in `pending` and leaves as one
 * patch with the answer: the disk sets the pace, and a slow one gets fewer, larger patches. A patch that was
 * refused or cut off goes back *under* what was typed since and leaves again under a new number: as fields
 * are merged by name, it does no harm when the cut-off one had arrived after all, and an acknowledgement of
 * number n still means that everything up to n is on disk.
 */
export interface DraftWriter {
  edit(draftId: string, fields: FieldEdits): void;
  /** What was typed and is not acknowledged; it lies over any state that main reports. */
  overlay(draftId: string): FieldEdits;
  status(draftId: string): SaveStatus;
  /** A connection is there; everything unacknowledged leaves. */
  connect(send: SendPatch): void;
  disconnect(): void;
  /** Settles when everything typed so far is on disk; rejects with the reason of the first refusal. */
  settled(draftId: string): Promise<void>;
  /** The draft is submitted or discarded: nothing more is sent for it. */
  forget(draftId: string): void;
}

interface Line {
  sequence: number;
  pending: FieldEdits | undefined;
  sending: FieldEdits | undefined;
  savedAt: number | undefined;
  failure: { code: string; message: string } | undefined;
  waiting: Array<{ resolve: () => void; reject: (error: unknown) => void }>;
}

export function createDraftWriter(options: DraftWriterOptions): DraftWriter {
  const lines = new Map<string, Line>();
  let send: SendPatch | undefined;
  let generation = 0;
  let turnAsked = false;

  const lineOf = (draftId: string): Line => {
    const found = lines.get(draftId);
    if (found) return found;
    const made: Line = {
      sequence: 0,
      pending: undefined,
      sending: undefined,
      savedAt: undefined,
      failure: undefined,
      waiting: [],
    };
    lines.set(draftId, made);
    return made;
  };

  const askTurn = () => {
    if (turnAsked || !send) return;
    turnAsked = true;
    options.onNextTurn(() => {
      turnAsked = false;
      for (const draftId of [...lines.keys()]) transmit(draftId);
    });
  };

  const takeBack = (line: Line) => {
    if (line.sending) line.pending = { ...line.sending, ...line.pending };
    line.sending = undefined;
  };

  const transmit = (draftId: string) => {
    const line = lines.get(draftId);
    if (!send || !line?.pending || line.sending) return;
    const fields = line.pending;
    line.sending = fields;
    line.pending = undefined;
    line.sequence += 1;
    const started = generation;
    const current = () => generation === started && lines.get(draftId) === line;
    send({ draftId, writer: options.writer, sequence: line.sequence, fields }).then(
      (acknowledgement) => {
        if (!current()) return;
        line.sending = undefined;
        line.failure = undefined;
        line.savedAt = acknowledgement.savedAt;
        options.onAcknowledged(draftId, fields, acknowledgement);
        if (line.pending) askTurn();
        else for (const { resolve } of line.waiting.splice(0)) resolve();
        options.onChange(draftId);
      },
      (error: unknown) => {
        // A patch that a closing connection cut off has been taken back by disconnect already.
        if (!current()) return;
        takeBack(line);
        if (codeOf(error) === 'no-such-draft') {
          lines.delete(draftId);
          options.onOrphaned(draftId, line.pending ?? {});
        } else {
          line.failure = {
            code: codeOf(error),
            message: error instanceof Error ? error.message : String(error),
          };
          options.afterPause(askTurn);
        }
        for (const { reject } of line.waiting.splice(0)) reject(error);
        options.onChange(draftId);
      },
    );
  };

  return {
    edit: (draftId, fields) => {
      const line = lineOf(draftId);
      line.pending = { ...line.pending, ...fields };
      askTurn();
      options.onChange(draftId);
    },
    overlay: (draftId) => {
      const line = lines.get(draftId);
      return { ...line?.sending, ...line?.pending };
    },
    status: (draftId) => {
      const line = lines.get(draftId);
      if (!line || (!line.pending && !line.sending)) return { state: 'saved', at: line?.savedAt };
      if (line.failure) return { state: 'failed', ...line.failure };
      if (!send) return { state: 'failed', code: 'disconnected', message: 'Not connected.' };
      return { state: 'saving' };
    },
    connect: (given) => {
      send = given;
      generation += 1;
      for (const line of lines.values()) takeBack(line);
      askTurn();
      for (const draftId of lines.keys()) options.onChange(draftId);
    },
    disconnect: () => {
      send = undefined;
      generation += 1;
      for (const [draftId, line] of lines) {
        takeBack(line);
        options.onChange(draftId);
      }
    },
    settled: (draftId) => {
      const line = lines.get(draftId);
      if (!line || (!line.pending && !line.sending)) return Promise.resolve();
      askTurn();
      return new Promise((resolve, reject) => {
        line.waiting.push({ resolve, reject });
      });
    },
    forget: (draftId) => {
      const line = lines.get(draftId);
      lines.delete(draftId);
      for (const { resolve } of line?.waiting ?? []) resolve();
    },
  };
}
