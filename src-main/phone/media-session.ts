import { CodedError, codeOf } from '#shared/domain/index.ts';
import type { MediaPage, MediaPort } from './media-port.ts';
import type { PageArrival } from './page-arrival.ts';
import { withoutReceiving } from './sdp-direction.ts';
import { continueOrigin, type Origin } from './sdp-origin.ts';
import type { Schedule } from './transport/index.ts';

export interface MediaSessionOptions {
  readonly port: Pick<MediaPort, 'page'>;
  readonly pageArrival: PageArrival;
  /** A new UUIDv7. */
  readonly newId: () => string;
  readonly schedule: Schedule;
  /** What an earlier run of the program had agreed on; the page may still have its session. */
  readonly resumed?: {
    readonly sessionId: string;
    readonly local: string | null;
    readonly remote: string | null;
  };
  /** There is another session, of which the page is to be told whether it may hear and be heard. */
  readonly onRenewed: () => void;
}

/** A page that gathers host candidates answers in well under a second. */
const PAGE_LIMIT_MILLISECONDS = 5_000;

/**
 * The media of one dialog: forwards descriptions to the media page and keeps the last of each side.
 *
 * An offer that comes again word for word gets the previous answer without asking the page (a session refresh,
 * RFC 4028 section 7.4; a 2xx that repeats the early answer).
 */
export class MediaSession {
  readonly #options: MediaSessionOptions;
  #sessionId: string;
  #used = false;
  /** The page makes ready for the caller's offer, and was asked for nothing else yet. */
  #expecting = false;
  #lastExchange: { readonly offer: string; readonly answer: string } | undefined;
  #acceptedAnswer: string | undefined;
  #origin: Origin | undefined;
  #local: string | null = null;
  #remote: string | null = null;

  constructor(options: MediaSessionOptions) {
    this.#options = options;
    const { resumed } = options;
    this.#sessionId = resumed?.sessionId ?? options.newId();
    if (!resumed) return;
    this.#used = true;
    this.#local = resumed.local;
    this.#remote = resumed.remote;
    this.#origin = resumed.local === null ? undefined : continueOrigin(undefined, resumed.local).origin;
  }

  /** Identity of the page's session that carries this call now. */
  get sessionId(): string {
    return this.#sessionId;
  }

  /** The last description of ours that left, with its continued origin; null before the first. */
  get local(): string | null {
    return this.#local;
  }

  /** The other side's last description, null before the first. */
  get remote(): string | null {
    return this.#remote;
  }

  /** Leaves the page's session behind; the next description begins a new one, on whichever page there is. */
  renew(): void {
    this.close();
    this.#sessionId = this.#options.newId();
    this.#lastExchange = undefined;
    this.#options.onRenewed();
  }

  /** Ends the page's session, if the page ever heard of it. */
  close(): void {
    const page = this.#options.port.page();
    if (!this.#used || !page) return;
    this.#used = false;
    // Closing has no outcome that matters: a page that is gone has closed its sessions with it.
    page.close({ sessionId: this.#sessionId }).catch(() => undefined);
  }

  /** Lets the page make ready for an offer that will be answered, perhaps. */
  expect(offer: string): void {
    const page = this.#options.port.page();
    if (!page || this.#used) return;
    this.#used = true;
    this.#expecting = true;
    // A head start only: `answer` asks anew, and tells what is wrong.
    page.expectOffer({ sessionId: this.#sessionId, offer }).catch(() => undefined);
  }

  /**
   * Our first description: the answer to `offer`, or an offer for an INVITE without one. After a failure it
   * begins anew.
   * @throws CodedError `sdp-refused`, or `media-failed` for every other failure
   */
  prepare(offer: string | undefined): Promise<string> {
    if (this.#used && !this.#expecting) this.renew();
    this.#expecting = false;
    return offer === undefined ? this.offer() : this.answer(offer);
  }

  /**
   * The page's answer to an offer, as it is to be sent; `held`: without asking to hear the other side.
   * @throws CodedError `sdp-refused`, or `media-failed` for every other failure
   */
  async answer(offer: string, held = false): Promise<string> {
    const sessionId = this.#sessionId;
    if (this.#lastExchange?.offer !== offer) {
      const { answer } = await this.#ask((page) => page.answerOffer({ sessionId, offer }));
      this.#lastExchange = { offer, answer };
    }
    this.#remote = offer;
    const { answer } = this.#lastExchange;
    return this.#leaving(held ? withoutReceiving(answer) : answer);
  }

  /** An offer of ours, as it is to be sent. @throws CodedError `sdp-refused` or `media-failed` */
  async offer(held = false): Promise<string> {
    const sessionId = this.#sessionId;
    const direction = held ? 'sendonly' : 'sendrecv';
    const { offer } = await this.#ask((page) => page.createOffer({ sessionId, direction }));
    this.#lastExchange = undefined;
    this.#acceptedAnswer = undefined;
    return this.#leaving(offer);
  }

  /**
   * Gives the page the answer to our offer; the final one may follow an early one.
   * @throws CodedError `sdp-refused` or `media-failed`
   */
  async acceptAnswer(answer: string): Promise<void> {
    if (this.#acceptedAnswer === answer) return;
    const sessionId = this.#sessionId;
    this.#acceptedAnswer = answer;
    this.#remote = answer;
    await this.#ask((page) => page.acceptAnswer({ sessionId, answer }));
  }

  /** Queues telephone-events; false where they were not agreed on. @throws CodedError `media-failed` */
  async sendDigits(digits: string): Promise<boolean> {
    const sessionId = this.#sessionId;
    return (await this.#ask((page) => page.sendDigits({ sessionId, digits }))).sent;
  }

  #leaving(description: string): string {
    const continued = continueOrigin(this.#origin, description);
    this.#origin = continued.origin;
    this.#local = continued.sdp;
    return continued.sdp;
  }

  async #ask<T>(call: (page: MediaPage) => Promise<T>): Promise<T> {
    const page = await this.#options.pageArrival();
    this.#used = true;
    return new Promise((resolve, reject) => {
      const cancel = this.#options.schedule(PAGE_LIMIT_MILLISECONDS, () =>
        reject(new CodedError('media-failed', 'The media page did not answer in time.')),
      );
      call(page)
        .then(resolve, (error: unknown) =>
          reject(
            codeOf(error) === 'sdp-refused'
              ? error
              : new CodedError('media-failed', 'The media page failed.', { cause: error }),
          ),
        )
        .finally(cancel);
    });
  }
}
