import type { Call } from '#shared/domain/index.ts';

/**
 * Who holds an active call.
 *
 * ```
 *            hold(): cut at once                      the other side's offer: sendonly, inactive, 0.0.0.0
 *    none ──────────────────────────▶ local          none ─────────────▶ remote        (and local ──▶ both)
 *     ▲                                │                 ◀─────────────
 *     │ agreed: released()             │ resume()          sendrecv
 *     └──────────── resuming ◀─────────┘
 *                      └── refused: kept() ──▶ local
 * ```
 *
 * The operator's wish cuts microphone and ear before the other side knows, and holds even if it refuses to
 * agree: what the citizen hears is ours to decide. A resume that is refused leaves the call held, since the
 * other side still treats it so. On screen `resuming` is `local`.
 */
export class CallHold {
  #wanted = false;
  #cut = false;
  #remote = false;

  /** @param isHeld whether an earlier run of the program held the call */
  constructor(isHeld = false) {
    this.#wanted = isHeld;
    this.#cut = isHeld;
  }

  /** What our next offer says: that we hold. */
  get isWanted(): boolean {
    return this.#wanted;
  }

  /** Whether the call is kept from microphone and ear. */
  get isCut(): boolean {
    return this.#cut;
  }

  get isRemote(): boolean {
    return this.#remote;
  }

  hold(): void {
    this.#wanted = true;
    this.#cut = true;
  }

  resume(): void {
    this.#wanted = false;
  }

  /** The other side has agreed to a resume; nothing happens when the call was held again meanwhile. */
  released(): void {
    if (!this.#wanted) this.#cut = false;
  }

  /** The other side has refused a resume. */
  kept(): void {
    this.#wanted = this.#cut;
  }

  /** @returns whether that is news */
  setRemote(isRemote: boolean): boolean {
    if (isRemote === this.#remote) return false;
    this.#remote = isRemote;
    return true;
  }

  state(): Call['hold'] {
    if (this.#cut) return this.#remote ? 'both' : 'local';
    return this.#remote ? 'remote' : 'none';
  }
}
