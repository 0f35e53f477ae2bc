import type { BodyAndContentType, SessionDescriptionHandler } from 'sip.js';
import { CodedError, codeOf } from '#shared/domain/index.ts';
import type { MediaPage, MediaPort } from './media-port.ts';
import type { PageArrival } from './page-arrival.ts';
import { continueOrigin, type Origin } from './sdp-origin.ts';
import type { Schedule } from './transport.ts';

export interface MediaSessionOptions {
  readonly port: Pick<MediaPort, 'page'>;
  readonly pageArrival: PageArrival;
  /** A new UUIDv7. */
  readonly newId: () => string;
  readonly schedule: Schedule;
  /** The page did not take an answer: the call goes on without voice until it is renegotiated. */
  readonly onLost: () => void;
}

/** A page that gathers host candidates answers in well under a second. */
const PAGE_LIMIT_MILLISECONDS = 5_000;
const SDP = 'application/sdp';

/**
 * sip.js's seam to media: it forwards descriptions to the media page.
 *
 * sip.js refuses a call for good when the description fails after `accept`, so the initial description is made
 * before, by {@link prepare}, and sip.js only fetches it. For the same reason a failure to apply an answer is
 * reported instead of thrown where throwing would make sip.js send BYE: a citizen's call is not ended because
 * of our page.
 */
export class RemoteSessionDescriptionHandler implements SessionDescriptionHandler {
  readonly #options: MediaSessionOptions;
  #sessionId: string;
  #used = false;
  /** A description of ours that sip.js has not fetched yet. */
  #next: string | undefined;
  /** Our offer waits for the peer's answer. */
  #offering = false;
  #renewed = false;
  #lastExchange: { readonly offer: string; readonly answer: string } | undefined;
  #origin: Origin | undefined;

  constructor(options: MediaSessionOptions) {
    this.#options = options;
    this.#sessionId = options.newId();
  }

  /** Identity of the page's session that carries this call now. */
  get sessionId(): string {
    return this.#sessionId;
  }

  /**
   * Makes our initial description: the answer to `offer`, or an offer of ours for an INVITE without one.
   * @throws CodedError `sdp-refused`, or `media-failed` for every other failure
   */
  async prepare(offer: string | undefined): Promise<void> {
    if (this.#used) this.renew();
    await this.#describe(offer);
  }

  /** Leaves the page's session behind; the next description begins a new one, on whichever page there is. */
  renew(): void {
    this.close();
    this.#sessionId = this.#options.newId();
    this.#used = false;
    this.#next = undefined;
    this.#offering = false;
    this.#lastExchange = undefined;
    this.#renewed = this.#origin !== undefined;
  }

  /** Ends the page's session, if the page ever heard of it. */
  close(): void {
    const page = this.#options.port.page();
    if (!this.#used || !page) return;
    this.#used = false;
    // Closing has no outcome that matters: a page that is gone has closed its sessions with it.
    page.close({ sessionId: this.#sessionId }).catch(() => undefined);
  }

  hasDescription(contentType: string): boolean {
    return contentType.toLowerCase().startsWith(SDP);
  }

  async setDescription(sdp: string): Promise<void> {
    if (this.#offering) {
      this.#offering = false;
      return this.#acceptAnswer(sdp);
    }
    if (this.#lastExchange?.offer === sdp) {
      // Prepared before the 200 OK, or a session refresh that changes nothing (RFC 4028 section 7.4).
      this.#next = this.#lastExchange.answer;
      return;
    }
    await this.#describe(sdp);
  }

  async getDescription(): Promise<BodyAndContentType> {
    if (this.#next === undefined) await this.#describe(undefined);
    const continued = continueOrigin(this.#origin, this.#next ?? '');
    this.#next = undefined;
    this.#origin = continued.origin;
    return { body: continued.sdp, contentType: SDP };
  }

  rollbackDescription(): Promise<void> {
    this.#offering = false;
    this.#next = undefined;
    return Promise.resolve();
  }

  /** DTMF comes with the keypad, in the media contract. */
  sendDtmf(): boolean {
    return false;
  }

  async #describe(offer: string | undefined): Promise<void> {
    const sessionId = this.#sessionId;
    if (offer === undefined) {
      const made = await this.#ask((page) => page.createOffer({ sessionId, direction: 'sendrecv' }));
      this.#offering = true;
      this.#next = made.offer;
      return;
    }
    const { answer } = await this.#ask((page) => page.answerOffer({ sessionId, offer }));
    this.#lastExchange = { offer, answer };
    this.#next = answer;
  }

  async #acceptAnswer(answer: string): Promise<void> {
    const sessionId = this.#sessionId;
    try {
      await this.#ask((page) => page.acceptAnswer({ sessionId, answer }));
    } catch (error) {
      this.#options.onLost();
      if (codeOf(error) === 'sdp-refused' && !this.#renewed) throw error;
    }
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
