import type { Core } from 'sip.js';
import type { DialogContext } from './dialog-context.ts';
import { type ReferProgress, SipRefusal } from './leg.ts';
import { referStatus } from './sip-content.ts';

export interface DialogRequestsOptions {
  readonly session: Core.SessionDialog;
  readonly context: DialogContext;
  /** Puts the dialog on disk with the CSeq that the next request will have. */
  readonly save: (localSequence: number) => void;
  /** @throws CodedError `signalling-failed` */
  readonly requireReachable: () => void;
  /** The other side knows no such dialog. */
  readonly onUnknown: () => void;
}

const BYE_RETRY_MILLISECONDS = 1_000;
const BYE_ATTEMPTS = 3;

/** Our Contact as it is now: a dialog outlives the connection it began on. */
export function contactHeader(core: Core.UserAgentCore): string {
  return `Contact: ${core.configuration.contact.toString()}`;
}

/** What we ask for in an established dialog. */
export class DialogRequests {
  readonly #options: DialogRequestsOptions;
  #last: Core.OutgoingRequest | undefined;
  #refer: { readonly sequence: number; readonly onProgress: ReferProgress } | undefined;

  constructor(options: DialogRequestsOptions) {
    this.#options = options;
  }

  /** Sends a request. sip.js answers a challenge with the next CSeq without telling the dialog: told here. */
  send(make: () => Core.OutgoingRequest): void {
    const { save, session } = this.#options;
    const used = this.#last?.message.cseq ?? 0;
    while (used > (session.localSequenceNumber ?? used)) session.incrementLocalSequenceNumber();
    save((session.localSequenceNumber ?? 0) + 1);
    this.#last = make();
  }

  /** @throws SipRefusal; CodedError `signalling-failed` */
  info(contentType: string, body: string): Promise<void> {
    const { context, session } = this.#options;
    return this.#ask('INFO', (delegate) =>
      session.info(delegate, {
        extraHeaders: [contactHeader(context.core)],
        body: { contentDisposition: 'render', contentType, content: body },
      }),
    );
  }

  /** Settles when the other side has agreed to try. @throws SipRefusal; CodedError `signalling-failed` */
  refer(referTo: string, onProgress: ReferProgress): Promise<void> {
    const { context, session } = this.#options;
    const { core } = context;
    return this.#ask('REFER', (delegate) => {
      const request = session.refer(delegate, {
        extraHeaders: [
          `Refer-To: <${referTo}>`,
          `Referred-By: <${core.configuration.aor.toString()}>`,
          contactHeader(core),
        ],
      });
      this.#refer = { sequence: request.message.cseq, onProgress };
      return request;
    });
  }

  /** A NOTIFY, which is taken for a report of the last REFER (RFC 3515 section 2.4.4). */
  notified(request: Core.IncomingNotifyRequest): void {
    const { message } = request;
    const event = /^\s*refer\s*(?:;\s*id\s*=\s*(\d+))?/i.exec(message.getHeader('Event') ?? '');
    if (!event) {
      request.reject({ statusCode: 489 });
      return;
    }
    request.accept();
    // An earlier REFER's last words.
    if (event[1] !== undefined && Number(event[1]) !== this.#refer?.sequence) return;
    const ended = /^\s*terminated/i.test(message.getHeader('Subscription-State') ?? '');
    const status = referStatus(message.body) ?? 100;
    this.#refer?.onProgress(ended && status < 200 ? null : status);
  }

  /** Sends BYE, and once more over another connection when nobody heard it. */
  bye(attempts = BYE_ATTEMPTS): void {
    const { context, session } = this.#options;
    const again = ({ message }: Core.IncomingResponse) => {
      // The socket closed in that instant, or had long been dead.
      const isUnheard = message.statusCode === 503 || message.statusCode === 408;
      if (!isUnheard || attempts <= 1) return;
      context.schedule(BYE_RETRY_MILLISECONDS, () => context.whenReachable(() => this.bye(attempts - 1)));
    };
    this.send(() => session.bye({ onReject: again }));
  }

  #ask(
    method: string,
    make: (delegate: Core.OutgoingRequestDelegate) => Core.OutgoingRequest,
  ): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#options.requireReachable();
      const refused = ({ message }: Core.IncomingResponse) => {
        // An exchange may answer 481 to a REFER whose Replaces it does not know.
        if (message.statusCode === 481 && method !== 'REFER') this.#options.onUnknown();
        reject(new SipRefusal(method, message.statusCode ?? 408));
      };
      this.send(() => make({ onAccept: () => resolve(), onReject: refused, onRedirect: refused }));
    });
  }
}
