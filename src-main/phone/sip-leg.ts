import { type Invitation, SessionState } from 'sip.js';
import { CodedError } from '#shared/domain/index.ts';
import type { Log } from '../log/index.ts';
import { isAnsweredElsewhere } from './caller-identity.ts';
import type { RemoteSessionDescriptionHandler } from './media-session.ts';

/** What a call's state machine needs of its SIP dialog and its media. */
export interface Leg {
  /** The page's media session of this call now. */
  readonly mediaSessionId: string;
  /** Whether a message could leave now. */
  isConnected(): boolean;
  /**
   * Makes our description at the media page; may be repeated after a failure.
   * @throws CodedError `sdp-refused` or `media-failed`
   */
  prepareMedia(): Promise<void>;
  /** Sends 200 OK with the prepared description. Rejects when the dialog was lost before. */
  accept(): Promise<void>;
  /** Sends a final refusal; BYE if the 200 OK was already on its way. */
  reject(statusCode: number): void;
  /** Sends BYE, after the ACK and after a reconnect if need be; settles when it has left or never will. */
  bye(): Promise<void>;
  /** Offers a new media session in the dialog (re-INVITE, RFC 3261 section 14). Rejects when it was refused. */
  renegotiate(): Promise<void>;
  closeMedia(): void;
}

/** What happens in the dialog without our doing. */
export interface LegEvents {
  onCancelled(elsewhere: boolean): void;
  onPeerHungUp(): void;
  /** The dialog is over, for whatever reason; follows the other two as well. */
  onTerminated(): void;
}

export interface SipLegOptions {
  readonly invitation: Invitation;
  readonly media: RemoteSessionDescriptionHandler;
  readonly isConnected: () => boolean;
  /** Runs now if registered, else once when registered again. */
  readonly whenReachable: (run: () => void) => void;
  readonly events: LegEvents;
  readonly callId: string;
  readonly log: Log;
}

/** A {@link Leg} over one INVITE that sip.js received; sends 180 Ringing at once. */
export function createSipLeg(options: SipLegOptions): Leg {
  const { invitation, media, events, callId, log } = options;
  let accepted: Promise<void> | undefined;
  const acknowledged = Promise.withResolvers<void>();

  const report = (event: string) => () => log.warn(event, { callId });

  invitation.delegate = {
    onCancel: (cancel) => events.onCancelled(isAnsweredElsewhere(cancel.request.getHeaders('Reason'))),
    onAck: () => acknowledged.resolve(),
    onBye: (bye) => {
      bye.accept().catch(report('bye-not-confirmed'));
      events.onPeerHungUp();
    },
    // Left to itself sip.js accepts a REFER and places a call wherever it points.
    onRefer: (referral) => void referral.reject({ statusCode: 603 }).catch(report('refer-not-refused')),
  };
  invitation.stateChange.addListener((state) => {
    if (state === SessionState.Terminated) events.onTerminated();
  });
  // With `Require: 100rel` a 180 would have to be reliable and carry media; none at all is allowed (RFC 3262).
  if (!/\b100rel\b/i.test(invitation.request.getHeader('Require') ?? '')) {
    invitation.progress({ statusCode: 180 }).catch(report('ringing-not-sent'));
  }

  const bye = async () => {
    try {
      await accepted;
    } catch {
      // There is no dialog: the acceptance failed and has told so.
      return;
    }
    await new Promise<void>((resolve) => options.whenReachable(resolve));
    if (invitation.state !== SessionState.Established) return;
    await invitation.bye().then(() => undefined, report('bye-not-sent'));
  };

  return {
    get mediaSessionId() {
      return media.sessionId;
    },
    isConnected: options.isConnected,
    prepareMedia: () => media.prepare(offerOf(invitation)),
    accept: () => {
      accepted = invitation.accept().then(() => {
        // sip.js resolves when a CANCEL won the race.
        if (invitation.state === SessionState.Terminated) throw lost();
      });
      return accepted;
    },
    reject: (statusCode) => {
      if (invitation.state === SessionState.Established) return void bye();
      if (invitation.state === SessionState.Terminated) return;
      invitation.reject({ statusCode }).catch(report('refusal-not-sent'));
    },
    bye,
    renegotiate: async () => {
      // sip.js takes an ACK that comes after our re-INVITE for one without an answer, and sends BYE.
      await acknowledged.promise;
      await new Promise<void>((resolve, reject) => {
        media.renew();
        const refused = (statusCode: number | undefined) =>
          reject(new CodedError('signalling-failed', `The re-INVITE was refused with ${statusCode}.`));
        invitation
          .invite({
            requestDelegate: {
              onAccept: () => resolve(),
              onReject: ({ message }) => refused(message.statusCode),
              onRedirect: ({ message }) => refused(message.statusCode),
            },
          })
          .catch(reject);
      });
    },
    closeMedia: () => media.close(),
  };
}

/** The SDP offer of the INVITE; undefined when it has none and expects ours in the 200 OK. */
function offerOf(invitation: Invitation): string | undefined {
  const { body } = invitation;
  return body !== undefined && body !== '' ? body : undefined;
}

function lost(): CodedError {
  return new CodedError('signalling-failed', 'The call ended before it could be answered.');
}
