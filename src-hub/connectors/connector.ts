import type { OutboundOrder } from './mapping.ts';

/**
 * The way to another platform. At least once: a push may come again with the same idempotency key after an answer that
 * was lost, and the other platform has to take it for one.
 *
 * ```
 *   untaken ─▶ waiting ── push ──▶ sent ── read: signed, answered, returned ─▶ steps of the unit ─▶ sent
 *                │  ▲               │  ╰─ the order ended, or another unit has it ──────────────▶ done
 *     no answer ─╯  │ amended ──────╯
 *    (waits longer) │
 *                   │  refused, too many attempts, a state that does not fit, to be done again
 *                 person ◀──────────────────────────────────────────────────────────────────── waiting, sent
 *                   ╰── a person: again ─▶ waiting or sent · closed ─▶ done
 * ```
 */
export interface Connector {
  readonly name: string;
  /** @param remoteId the other platform's id when it has the order already: an amendment */
  push(order: OutboundOrder, idempotencyKey: string, remoteId: string | null): Promise<PushAnswer>;
  /** What became of an order there. */
  read(remoteId: string): Promise<ReadAnswer>;
}

/** `again`: no clear word; it is tried again. `refused`: a clear no, a person has to look. Reasons are codes. */
type NoAnswer =
  | { readonly kind: 'again'; readonly reason: string }
  | { readonly kind: 'refused'; readonly reason: string };
export type PushAnswer = { readonly kind: 'taken'; readonly remoteId: string } | NoAnswer;
export type ReadAnswer =
  | {
      readonly kind: 'state';
      /** As the other platform says it, and what that means here; null: nothing. */
      readonly remote: string;
      readonly meaning: RemoteMeaning | null;
      readonly text: string;
    }
  | NoAnswer;

/** What a state of another platform can mean for an order here. */
export const REMOTE_MEANINGS = ['received', 'signed', 'answered', 'returned'] as const;
export type RemoteMeaning = (typeof REMOTE_MEANINGS)[number];
