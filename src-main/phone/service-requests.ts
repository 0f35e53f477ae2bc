import { type Core, URI } from 'sip.js';
import { CodedError } from '#shared/domain/index.ts';
import { SipRefusal } from './leg.ts';
import type { MediaSession } from './media-session.ts';
import { SDP } from './sip-content.ts';
import type { Schedule } from './transport/index.ts';

/** A document that is published for the account (RFC 3903). */
export interface Publication {
  readonly event: string;
  readonly contentType: string;
  readonly body: string;
  readonly expiresSeconds: number;
  /** Entity tag of the publication that this one takes the place of; undefined for the first. */
  readonly ifMatch: string | undefined;
}

/** A 423 says the shortest lifetime that is taken. */
export class PublishRefusal extends SipRefusal {
  readonly minimumExpiresSeconds: number | undefined;

  constructor(statusCode: number, minimumExpiresSeconds: number | undefined) {
    super('PUBLISH', statusCode);
    this.minimumExpiresSeconds = minimumExpiresSeconds;
  }
}

/** What the seat asks of the exchange beside calls. */
export interface ServiceRequests {
  /** @throws PublishRefusal; CodedError `signalling-failed` without a registration */
  publish(
    publication: Publication,
  ): Promise<{ readonly entityTag: string | undefined; readonly expiresSeconds: number }>;
  /**
   * Calls a feature code without voice, and hangs up when it has been answered. It is no call of the operator's:
   * nothing of it is on screen, and it neither holds nor ends one.
   * @throws SipRefusal; CodedError `signalling-failed` without a registration, `media-failed` without a page
   */
  callCode(code: string): Promise<void>;
}

export interface ServiceRequestsOptions {
  readonly core: Core.UserAgentCore;
  readonly isRegistered: () => boolean;
  /** Media in the kind that calls of ours offer. */
  readonly mediaFor: (offer: undefined) => MediaSession;
  /** Keeps microphone and ear from a session. */
  readonly silence: (sessionId: string) => void;
  readonly schedule: Schedule;
}

/** How long a code may take to be answered, ms. */
const ANSWER_LIMIT_MILLISECONDS = 20_000;
/** Exchanges hang up a code by themselves when they have done it; one that does not is hung up, ms. */
const HANG_UP_MILLISECONDS = 3_000;

export function createServiceRequests(options: ServiceRequestsOptions): ServiceRequests {
  const { core, schedule } = options;
  const { aor } = core.configuration;

  const requireRegistration = () => {
    if (!options.isRegistered()) throw new CodedError('signalling-failed', 'The seat is not registered.');
  };

  const invite = (code: string, offer: string) =>
    new Promise<void>((resolve, reject) => {
      const target = new URI('sip', code, aor.host, aor.port);
      const message = core.makeOutgoingRequestMessage(
        'INVITE',
        target,
        aor,
        target,
        {},
        [`Contact: ${core.configuration.contact.toString()}`, 'Allow: INVITE, ACK, CANCEL, BYE, OPTIONS'],
        { contentDisposition: 'session', contentType: SDP, content: offer },
      );
      let over = false;
      const refused = ({ message: { statusCode } }: Core.IncomingResponse) => {
        cancelLimit();
        reject(new SipRefusal('INVITE', statusCode ?? 408));
      };
      const request = core.invite(message, {
        onAccept: (response) => {
          cancelLimit();
          response.ack();
          const { session } = response;
          const end = () => {
            cancelHangUp();
            resolve();
          };
          const cancelHangUp = schedule(over ? 0 : HANG_UP_MILLISECONDS, () => {
            session.bye();
            end();
          });
          session.delegate = {
            onBye: (bye) => {
              bye.accept();
              end();
            },
          };
        },
        onReject: refused,
        onRedirect: refused,
      });
      const cancelLimit = schedule(ANSWER_LIMIT_MILLISECONDS, () => {
        over = true;
        request.cancel();
        reject(new SipRefusal('INVITE', 408));
      });
    });

  return {
    publish: async (publication) => {
      requireRegistration();
      return new Promise((resolve, reject) => {
        const message = core.makeOutgoingRequestMessage(
          'PUBLISH',
          aor,
          aor,
          aor,
          {},
          [
            `Event: ${publication.event}`,
            `Expires: ${publication.expiresSeconds}`,
            ...(publication.ifMatch === undefined ? [] : [`SIP-If-Match: ${publication.ifMatch}`]),
          ],
          {
            contentDisposition: 'render',
            contentType: publication.contentType,
            content: publication.body,
          },
        );
        const refused = ({ message: response }: Core.IncomingResponse) =>
          reject(
            new PublishRefusal(response.statusCode ?? 408, secondsOf(response.getHeader('Min-Expires'))),
          );
        core.publish(message, {
          onAccept: ({ message: response }) =>
            resolve({
              entityTag: response.getHeader('SIP-ETag')?.trim().slice(0, 256),
              expiresSeconds: secondsOf(response.getHeader('Expires')) ?? publication.expiresSeconds,
            }),
          onReject: refused,
          onRedirect: refused,
        });
      });
    },
    callCode: async (code) => {
      requireRegistration();
      const media = options.mediaFor(undefined);
      options.silence(media.sessionId);
      try {
        const offer = await media.offer(true);
        requireRegistration();
        await invite(code, offer);
      } finally {
        media.close();
      }
    },
  };
}

function secondsOf(text: string | undefined): number | undefined {
  const digits = /^\s*(\d{1,9})\s*$/.exec(text ?? '')?.[1];
  return digits === undefined ? undefined : Number(digits);
}
