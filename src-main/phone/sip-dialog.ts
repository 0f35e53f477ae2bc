import { Core } from 'sip.js';
import { CodedError, codeOf } from '#shared/domain/index.ts';
import type { DialogContext } from './dialog-context.ts';
import { contactHeader, DialogRequests } from './dialog-requests.ts';
import { dialogStateOf } from './dialog-state.ts';
import { type LegEvents, type ReferProgress, type Renegotiation, SipRefusal } from './leg.ts';
import type { MediaSession } from './media-session.ts';
import { isHold } from './sdp-direction.ts';
import {
  type Agreement,
  agreeAsServer,
  createSessionTimer,
  parseMinimum,
  parseSessionExpires,
  type Refresher,
  type SessionExpires,
  type SessionTimer,
  serverHeaders,
  sessionRequestOf,
} from './session-timer.ts';
import { retryAfterMilliseconds, SDP, sdpOf } from './sip-content.ts';

export interface SipDialogOptions {
  readonly context: DialogContext;
  readonly session: Core.Session;
  readonly direction: 'inbound' | 'outbound';
  readonly callId: string;
  readonly media: MediaSession;
  readonly events: LegEvents;
  /** The ACK to the 200 OK came in an earlier run of the program. */
  readonly isAcknowledged?: boolean;
}

/** An ACK that has not come by then never will (RFC 3261 timer H), ms. */
const ACK_LIMIT_MILLISECONDS = 32_000;

/**
 * An established dialog of either direction: what we ask in it and what is asked of us.
 *
 * It stands on sip.js's core rather than on its Session, which sends BYE when a description of ours fails,
 * keeps the Contact of a connection that is long gone, lets no Session-Expires into its answers, and never
 * again renegotiates once an ACK was lost.
 */
export class SipDialog {
  readonly #options: SipDialogOptions;
  readonly #session: Core.SessionDialog;
  readonly #timer: SessionTimer;
  #agreement: Agreement | undefined;
  #minimumSeconds = 0;
  #over = false;
  /** The ACK to our 200 OK has come, or never will. */
  readonly #acknowledged = Promise.withResolvers<void>();
  readonly #requests: DialogRequests;
  #cancelAckLimit: () => void = () => undefined;

  constructor(options: SipDialogOptions) {
    this.#options = options;
    if (!(options.session instanceof Core.SessionDialog)) throw new Error('sip.js made another dialog.');
    this.#session = options.session;
    this.#timer = createSessionTimer({
      schedule: options.context.schedule,
      onRefreshDue: () => options.events.onRefreshDue(),
      onExpired: () => {
        options.context.log.warn('session-expired', { callId: options.callId });
        this.#hangUpLost();
      },
    });
    this.#requests = new DialogRequests({
      session: this.#session,
      context: options.context,
      save: (localSequence) => this.save(localSequence),
      requireReachable: () => this.#requireReachable(),
      onUnknown: () => this.#lost(),
    });
    if (options.direction === 'outbound' || options.isAcknowledged) this.#acknowledged.resolve();
    this.#listen();
  }

  /** The session timer that the INVITE agreed on; `we` are its client or its server. */
  agreed(expires: SessionExpires | undefined, we: Refresher): void {
    if (this.#over) return;
    this.#agreement = expires && { seconds: expires.seconds, ours: (expires.refresher ?? 'uac') === we };
    this.#timer.agreed(this.#agreement);
  }

  async bye(): Promise<void> {
    this.#timer.stop();
    await this.#acknowledged.promise;
    await new Promise<void>((resolve) => this.#options.context.whenReachable(resolve));
    if (this.#over) return;
    this.#finish();
    this.#requests.bye();
  }

  async reinvite({ held, renew }: Renegotiation): Promise<void> {
    const { context, media } = this.#options;
    // An ACK that comes after our re-INVITE would be taken for its answer by some.
    await this.#acknowledged.promise;
    this.#requireReachable();
    if (this.#session.reinviteUserAgentServer || this.#session.reinviteUserAgentClient) {
      throw new SipRefusal('INVITE', 491);
    }
    if (renew) media.renew();
    const offer = await media.offer(held);
    this.#requireReachable();
    // The other side's may have come while the page made ours.
    if (this.#session.reinviteUserAgentServer) throw new SipRefusal('INVITE', 491);
    const answer = await new Promise<string>((resolve, reject) => {
      const refused = ({ message }: Core.IncomingResponse) => {
        this.#minimumSeconds = parseMinimum(message.getHeader('Min-SE')) ?? this.#minimumSeconds;
        if (message.statusCode === 481) this.#lost();
        const statusCode = message.statusCode ?? 408;
        reject(new SipRefusal('INVITE', statusCode, retryAfterMilliseconds(message)));
      };
      this.#requests.send(() =>
        this.#session.invite(
          {
            onAccept: (response) => {
              const { message } = response;
              this.agreed(parseSessionExpires(message.getHeader('Session-Expires')), 'uac');
              this.save();
              response.ack();
              const body = sdpOf(message);
              if (body === undefined)
                reject(new CodedError('media-failed', 'The answer has no description.'));
              else resolve(body);
            },
            onReject: refused,
            onRedirect: refused,
          },
          {
            extraHeaders: [contactHeader(context.core), ...this.#sessionHeaders()],
            body: { contentDisposition: 'session', contentType: SDP, content: offer },
          },
        ),
      );
    });
    // An answer of `inactive` to our hold does not say that the other side holds us as well.
    if (!held) this.#options.events.onRemoteHold(isHold(answer));
    await media.acceptAnswer(answer);
    context.log.info('renegotiated', { callId: this.#options.callId, held, renew });
  }

  info(contentType: string, body: string): Promise<void> {
    return this.#requests.info(contentType, body);
  }

  refer(referTo: string, onProgress: ReferProgress): Promise<void> {
    return this.#requests.refer(referTo, onProgress);
  }

  /** RFC 3891 section 3: the tags as the one sees them to whom the new INVITE goes. */
  replacement(): string {
    const { callId, localTag, remoteTag, remoteTarget } = this.#session;
    const target = remoteTarget.clone();
    target.clearHeaders();
    const replaces = encodeURIComponent(`${callId};to-tag=${remoteTag};from-tag=${localTag}`);
    return `${target.toRaw()}?Replaces=${replaces}`;
  }

  #listen(): void {
    const { callId, context, events } = this.#options;
    this.#session.delegate = {
      onAck: (request) => {
        this.#cancelAckLimit();
        this.#acknowledged.resolve();
        const answer = sdpOf(request.message);
        if (answer !== undefined) this.#acceptLate(answer);
      },
      onAckTimeout: () => this.#hangUpLost(),
      onBye: (request) => {
        request.accept();
        this.#finish();
        events.onPeerHungUp();
        events.onTerminated();
      },
      onInfo: (request) => {
        // Tones by INFO and keep-alives are confirmed; packages (RFC 6086) we have none.
        if (request.message.hasHeader('Info-Package')) {
          request.reject({ statusCode: 469, extraHeaders: ['Recv-Info:'] });
        } else request.accept();
      },
      onInvite: (request) =>
        void this.#receiveInvite(request).catch((error: unknown) => {
          context.log.error('reinvite-not-answered', { callId, code: codeOf(error) });
        }),
      onNotify: (request) => this.#requests.notified(request),
      // Nobody but the operator decides whom this seat calls.
      onRefer: (request) => void request.reject({ statusCode: 603 }),
    };
  }

  /** A re-INVITE (RFC 3261 section 14.2). */
  async #receiveInvite(request: Core.IncomingInviteRequest): Promise<void> {
    const { context, events, media } = this.#options;
    const { message } = request;
    const offer = sdpOf(message);
    let description: string;
    try {
      const held = events.isHeld();
      description = await (offer === undefined ? media.offer(held) : media.answer(offer, held));
    } catch (error) {
      // The session goes on as it was.
      if (codeOf(error) === 'sdp-refused') request.reject({ statusCode: 488 });
      else request.reject({ statusCode: 500, extraHeaders: ['Retry-After: 3'] });
      return;
    }
    if (this.#over) return void request.reject({ statusCode: 487 });
    const asked = sessionRequestOf(message);
    const expires = agreeAsServer(asked, this.#agreement?.seconds ?? 0);
    this.agreed(expires, 'uas');
    this.save();
    request.accept({
      statusCode: 200,
      extraHeaders: [contactHeader(context.core), ...serverHeaders(expires, asked)],
      body: { contentDisposition: 'session', contentType: SDP, content: description },
    });
    // sip.js refuses every re-INVITE of either side for ever when this ACK is lost.
    this.#cancelAckLimit = context.schedule(ACK_LIMIT_MILLISECONDS, () => {
      this.#session.reinviteUserAgentServer = undefined;
    });
    if (offer !== undefined) events.onRemoteHold(isHold(offer));
  }

  #acceptLate(answer: string): void {
    const { callId, context, events, media } = this.#options;
    media.acceptAnswer(answer).then(
      () => events.onRemoteHold(isHold(answer)),
      (error: unknown) => {
        context.log.warn('answer-not-taken', { callId, code: codeOf(error) });
        events.onMediaLost();
      },
    );
  }

  /** The other side does not answer for this session any more; a BYE costs nothing. */
  #hangUpLost(): void {
    if (this.#over) return;
    this.#finish();
    this.#options.context.whenReachable(() => this.#requests.bye(1));
    this.#options.events.onTerminated();
  }

  /** The other side knows no such dialog. */
  #lost(): void {
    if (this.#over) return;
    this.#finish();
    this.#session.dispose();
    this.#options.events.onTerminated();
  }

  #finish(): void {
    this.#over = true;
    this.#acknowledged.resolve();
    this.#timer.stop();
    this.#cancelAckLimit();
    this.#options.context.forgetDialog(this.#options.callId);
  }

  #requireReachable(): void {
    if (this.#over) throw new CodedError('signalling-failed', 'The call is over.');
    if (this.#options.context.isConnected()) return;
    throw new CodedError('signalling-failed', 'The exchange is not connected.');
  }

  /** Session timer headers of a re-INVITE of ours (RFC 4028 section 7.4). */
  #sessionHeaders(): string[] {
    const minimum = this.#minimumSeconds > 0 ? [`Min-SE: ${this.#minimumSeconds}`] : [];
    if (!this.#agreement) return minimum;
    const seconds = Math.max(this.#agreement.seconds, this.#minimumSeconds);
    return [`Session-Expires: ${seconds};refresher=${this.#agreement.ours ? 'uac' : 'uas'}`, ...minimum];
  }

  /** Puts the dialog on disk as it is now. */
  save(localSequence = this.#session.localSequenceNumber ?? null): void {
    if (this.#over) return;
    const { callId, context, direction, media } = this.#options;
    context.saveDialog(dialogStateOf(this.#session, { callId, direction, media, context, localSequence }));
  }
}
