import type { MediaStatistics } from '#shared/contract/index.ts';
import { type Call, type CallQuality, QualityMeter, SILENT_WIRE_MILLISECONDS } from '#shared/domain/index.ts';

/** How often the screen is told of the quality, ms. */
const QUALITY_MILLISECONDS = 1_000;

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
  readonly #meter = new QualityMeter();
  #toldAt = Number.NEGATIVE_INFINITY;

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

  /** Over the last seconds; null before media. @param now monotonic ms */
  quality(now: number): CallQuality | null {
    return this.#state === 'none' ? null : this.#meter.live(now);
  }

  /** Over the whole call; null when nothing was measured. */
  wholeQuality(): CallQuality | null {
    return this.#meter.whole();
  }

  /**
   * The page has counted.
   * @param expected whether packets should be coming: the call is not held by either side
   * @returns whether the screen should be told
   */
  counted(statistics: MediaStatistics, expected: boolean, now: number): boolean {
    const before = this.#state;
    // A silence that the other side has announced is none of the wire's.
    const isDue = expected && statistics.pausing !== true;
    this.#meter.take(statistics, now, isDue);
    // A count that began anew is another session's.
    const grown = statistics.packetsReceived > this.#packetsReceived;
    this.#packetsReceived = statistics.packetsReceived;
    if (grown || !isDue) this.#heardAt = now;
    if (grown && before === 'connecting') this.#state = 'flowing';
    const isSilent = now - this.#heardAt >= SILENT_WIRE_MILLISECONDS;
    if (before === 'flowing' && isSilent) this.#state = 'connecting';
    if (this.#state === before && now - this.#toldAt < QUALITY_MILLISECONDS) return false;
    this.#toldAt = now;
    return true;
  }
}
