import type { Call } from '#shared/domain/index.ts';

/** Without a packet for so long the other side is not heard any more, ms. */
export const SILENCE_MILLISECONDS = 3_000;

/**
 * Whether the other side is heard.
 *
 * ```
 *   none ── answered ──▶ connecting ── packets received ──▶ flowing
 *                         ▲   ▲  │                           │  │
 *        new session      │   └──┼── none for 3 s, not held ─┘  │
 *        agreed on        │      │                              │ page gone, connection failed
 *                         │      ▼                              │
 *                        failed ◀───────────────────────────────┘
 * ```
 */
export class CallMedia {
  #state: Call['media'] = 'none';
  #packetsReceived = 0;
  /** When a packet was last counted, or when packets began to be expected; monotonic ms. */
  #heardAt = 0;

  get state(): Call['media'] {
    return this.#state;
  }

  /** The description is being made anew for an answer. */
  reset(): void {
    this.#state = 'none';
  }

  /** The call was answered; a page that went before that stays gone. */
  answered(now: number): void {
    if (this.#state === 'none') this.renewed(now);
  }

  /** A new session was agreed on. */
  renewed(now: number): void {
    this.#state = 'connecting';
    this.#packetsReceived = 0;
    this.#heardAt = now;
  }

  lost(): void {
    this.#state = 'failed';
  }

  ended(): void {
    this.#state = 'none';
  }

  /**
   * The page has counted.
   * @param expected whether packets should be coming: the call is not held by either side
   * @returns whether the state changed
   */
  counted(packetsReceived: number, expected: boolean, now: number): boolean {
    const before = this.#state;
    // A count that began anew is another session's.
    const grown = packetsReceived > this.#packetsReceived;
    this.#packetsReceived = packetsReceived;
    if (grown || !expected) this.#heardAt = now;
    if (grown && before === 'connecting') this.#state = 'flowing';
    if (before === 'flowing' && now - this.#heardAt >= SILENCE_MILLISECONDS) this.#state = 'connecting';
    return this.#state !== before;
  }
}
