import { CodedError } from '#shared/domain/index.ts';
import { type Renegotiation, SipRefusal } from './leg.ts';
import { retryDelay } from './registration.ts';
import type { Schedule } from './transport/index.ts';

export interface NegotiatorOptions {
  /** Sends one re-INVITE; see {@link import('./leg.ts').Leg}. */
  readonly reinvite: (renegotiation: Renegotiation) => Promise<void>;
  /** Whether our side is to be held, at this moment. */
  readonly isHeld: () => boolean;
  readonly ownsCallId: boolean;
  readonly schedule: Schedule;
  readonly random: () => number;
  /** A new media session was agreed on. */
  readonly onRenewed: () => void;
  /** Nobody answered a re-INVITE. */
  readonly onUnanswered: () => void;
  /** What an earlier run of the program had agreed on, which has to be said anew; undefined for a new dialog. */
  readonly resumed?: { readonly held: boolean } | undefined;
}

/** Collisions in a row after which a person is told rather than kept waiting. */
const MOST_COLLISIONS = 5;

/**
 * Everything that is renegotiated in one dialog, one re-INVITE at a time: hold, a new media session for one
 * that is gone, a refresh.
 *
 * ```
 *                 hold · renew() · refresh()
 *      settled ──────────────────────────────▶ offering ─┐
 *       ▲   ▲                                  ▲  │  │   │ more was asked for meanwhile
 *       │   │           2xx, nothing more      │  │  │◀──┘
 *       │   └──────────────────────────────────┼──┘  │
 *       │                                      │     │ 491: 2.1–4 s where the Call-ID is ours, else 0–2 s
 *       │  refused: hold() is told             │     │      (RFC 3261 section 14.1)
 *       └──────────────────────────────────────┼─────┤
 *                                              │     ▼
 *                                              └── waiting    renew and refresh that failed: 1 s … 11 s
 * ```
 */
export class Negotiator {
  readonly #options: NegotiatorOptions;
  #agreedHeld = false;
  #renewing = false;
  #refreshing = false;
  #running = false;
  #closed = false;
  /** The first offer is not agreed on yet: one that fails is followed by one of new media, until one succeeds. */
  #recovering: boolean;
  #failures = 0;
  #collisions = 0;
  #cancelWait: (() => void) | undefined;
  /** Settles the `settleHold()` calls that wait. */
  #outcome: PromiseWithResolvers<void> | undefined;

  constructor(options: NegotiatorOptions) {
    this.#options = options;
    this.#agreedHeld = options.resumed?.held ?? false;
    this.#recovering = options.resumed !== undefined;
  }

  /** Whether new media is being agreed on. */
  get isRenewing(): boolean {
    return this.#renewing;
  }

  /**
   * Tells the other side whether our side is held; settles when it has agreed.
   * @throws SipRefusal; CodedError `media-failed`, `signalling-failed`
   */
  settleHold(): Promise<void> {
    if (this.#closed) return Promise.reject(ended());
    if (!this.#running && this.#agreedHeld === this.#options.isHeld()) return Promise.resolve();
    this.#outcome ??= Promise.withResolvers();
    const { promise } = this.#outcome;
    if (this.#collisions === 0) this.#run();
    return promise;
  }

  /** The media session is gone; the next is offered now, or after a wait where one is due. */
  renew(): void {
    this.#renewing = true;
    if (!this.#cancelWait) this.#wait();
  }

  /** A page is there: whatever waits for it goes on at once. */
  hasten(): void {
    if (!this.#renewing && !this.#refreshing) return;
    this.#run();
  }

  /** Repeats what is agreed on (session refresh; after a reconnect, so that requests come by the new way). */
  refresh(): void {
    this.#refreshing = true;
    if (!this.#cancelWait) this.#run();
  }

  close(): void {
    this.#closed = true;
    this.#stopWaiting();
    this.#outcome?.reject(ended());
    this.#outcome = undefined;
  }

  #isNeeded(): boolean {
    return this.#outcome !== undefined || this.#renewing || this.#refreshing;
  }

  #run(): void {
    if (this.#running || this.#closed || !this.#isNeeded()) return;
    this.#stopWaiting();
    this.#running = true;
    const wanted = { held: this.#options.isHeld(), renew: this.#renewing };
    this.#renewing = false;
    this.#refreshing = false;
    this.#options.reinvite(wanted).then(
      () => this.#agreed(wanted),
      (error: unknown) => this.#refused(wanted, error),
    );
  }

  #agreed(wanted: Renegotiation): void {
    this.#running = false;
    this.#agreedHeld = wanted.held;
    this.#recovering = false;
    this.#collisions = 0;
    if (this.#closed) return;
    if (wanted.renew && !this.#renewing) {
      this.#failures = 0;
      this.#options.onRenewed();
    }
    if (this.#options.isHeld() === wanted.held) {
      this.#outcome?.resolve();
      this.#outcome = undefined;
    }
    // Media that was lost once more meanwhile is not offered again in the same instant.
    if (this.#renewing && !this.#outcome) this.#wait();
    else this.#run();
  }

  #refused(wanted: Renegotiation, error: unknown): void {
    this.#running = false;
    if (this.#closed) return;
    this.#renewing ||= wanted.renew || this.#recovering;
    const isCollision = error instanceof SipRefusal && error.statusCode === 491;
    if (isCollision && ++this.#collisions <= MOST_COLLISIONS) {
      this.#refreshing ||= !this.#isNeeded();
      this.#runAfter(this.#collisionDelay());
      return;
    }
    this.#collisions = 0;
    if (error instanceof SipRefusal && error.statusCode === 408) this.#options.onUnanswered();
    if (this.#options.isHeld() === wanted.held) {
      this.#outcome?.reject(error);
      this.#outcome = undefined;
    }
    if (this.#outcome) this.#run();
    else if (this.#renewing || this.#refreshing) this.#wait(error);
  }

  #wait(error?: unknown): void {
    const asked = error instanceof SipRefusal ? (error.retryAfterMilliseconds ?? 0) : 0;
    const delay = 1_000 + retryDelay(this.#failures++, this.#options.random);
    this.#runAfter(Math.max(asked, delay));
  }

  #runAfter(milliseconds: number): void {
    this.#stopWaiting();
    this.#cancelWait = this.#options.schedule(milliseconds, () => {
      this.#cancelWait = undefined;
      this.#run();
    });
  }

  #stopWaiting(): void {
    this.#cancelWait?.();
    this.#cancelWait = undefined;
  }

  /** In units of 10 ms, as RFC 3261 section 14.1 asks. */
  #collisionDelay(): number {
    const { ownsCallId, random } = this.#options;
    const delay = ownsCallId ? 2_100 + random() * 1_900 : random() * 2_000;
    return Math.round(delay / 10) * 10;
  }
}

function ended(): CodedError {
  return new CodedError('signalling-failed', 'The call is over.');
}
