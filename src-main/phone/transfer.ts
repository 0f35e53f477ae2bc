import type { Transfer } from '#shared/domain/index.ts';
import { type Leg, SipRefusal } from './leg.ts';
import type { Schedule } from './transport/index.ts';

export interface TransferOptions {
  readonly kind: Transfer['kind'];
  /** As typed, for the screen and the record. */
  readonly target: string;
  /** SIP address, for Refer-To. */
  readonly referTo: string;
  readonly leg: Pick<Leg, 'refer'>;
  readonly schedule: Schedule;
  readonly onChanged: () => void;
  /** The other side is with somebody else now. */
  readonly onSucceeded: () => void;
}

/** How long the exchange may say nothing at all, ms. */
export const TRANSFER_LIMIT_MILLISECONDS = 30_000;

/**
 * One transfer (RFC 3515, RFC 5589).
 *
 * ```
 *            202, NOTIFY 100        NOTIFY 18x
 *   asking ──────────────────▶ trying ─────────▶ ringing
 *     │ │                       │ │               │ │
 *     │ └───────────────────────┴─┼── NOTIFY 200 ─┘ │  ──▶ succeeded, the call ends
 *     │   REFER refused,          │                 │
 *     ▼   30 s without a word     ▼  NOTIFY ≥ 300   ▼
 *   failed ◀────────────────────────────────────────┘  a NOTIFY 200 that comes after all still succeeds
 * ```
 */
export class TransferProgress {
  readonly #options: TransferOptions;
  #state: Transfer['state'] = 'asking';
  #statusCode: number | null = null;
  #reported = false;
  #cancelLimit: () => void = () => undefined;

  constructor(options: TransferOptions) {
    this.#options = options;
  }

  get target(): string {
    return this.#options.target;
  }

  get isPending(): boolean {
    return this.#state !== 'failed';
  }

  /** BYE without a report means success where the exchange reports nothing (RFC 4488) and simply leaves. */
  get wasReported(): boolean {
    return this.#reported;
  }

  snapshot(): Transfer {
    const { kind, target } = this.#options;
    return { kind, target, state: this.#state, statusCode: this.#statusCode };
  }

  /** Sends the REFER; settles when it was taken. @throws SipRefusal; CodedError `signalling-failed` */
  async ask(): Promise<void> {
    this.#watch();
    try {
      await this.#options.leg.refer(this.#options.referTo, (status) => this.#progress(status));
    } catch (error) {
      this.#fail(error instanceof SipRefusal ? error.statusCode : null);
      throw error;
    }
  }

  stop(): void {
    this.#cancelLimit();
  }

  #progress(status: number | null): void {
    this.#reported = true;
    if (status !== null && status >= 200 && status < 300) {
      this.stop();
      this.#options.onSucceeded();
    } else if (this.isPending) {
      if (status === null || status >= 300) this.#fail(status);
      else this.#goOn(status);
    }
  }

  #goOn(status: number): void {
    if (status > 100) this.#enter('ringing');
    else if (this.#state === 'asking') this.#enter('trying');
    this.#watch();
  }

  /** Ringing may last: who rings is limited by the exchange's own time. */
  #watch(): void {
    this.#cancelLimit();
    const limit = this.#state === 'ringing' ? 6 * TRANSFER_LIMIT_MILLISECONDS : TRANSFER_LIMIT_MILLISECONDS;
    this.#cancelLimit = this.#options.schedule(limit, () => this.#fail(null));
  }

  #fail(statusCode: number | null): void {
    this.stop();
    this.#statusCode = statusCode;
    this.#enter('failed');
  }

  #enter(state: Transfer['state']): void {
    this.#state = state;
    this.#options.onChanged();
  }
}
