import { CodedError } from '#shared/domain/index.ts';

/** A SIP request of ours that was refused, or that nobody answered (408) or took (503). */
export class SipRefusal extends CodedError {
  readonly statusCode: number;
  /** From Retry-After, or undefined. */
  readonly retryAfterMilliseconds: number | undefined;

  constructor(method: string, statusCode: number, retryAfterMilliseconds?: number) {
    super('signalling-failed', `${method} was refused with ${statusCode}.`);
    this.statusCode = statusCode;
    this.retryAfterMilliseconds = retryAfterMilliseconds;
  }
}

/** What a re-INVITE offers. */
export interface Renegotiation {
  /** Our side is held: `sendonly`, else `sendrecv` (RFC 3264 section 8.4). */
  readonly held: boolean;
  /** A new media session takes the place of the present one, which is gone. */
  readonly renew: boolean;
}

/** How a REFER goes on, by NOTIFY (RFC 3515): a status of the new call; null: it ended without saying how. */
export type ReferProgress = (statusCode: number | null) => void;

/** What a call's state machine needs of its SIP dialog and its media, whichever side began. */
interface CommonLeg {
  /** The page's media session of this call now. */
  readonly mediaSessionId: string;
  /** Whether a message could leave now. */
  isConnected(): boolean;
  /** Sends BYE, after the ACK and after a reconnect if need be; settles when it has left or never will. */
  bye(): Promise<void>;
  /**
   * Offers anew in the dialog (RFC 3261 section 14), never before the ACK to our 200 OK.
   * @throws SipRefusal; CodedError `media-failed` or `signalling-failed`
   */
  reinvite(renegotiation: Renegotiation): Promise<void>;
  /** Whether the Call-ID is ours, which decides how long to wait after a collision (RFC 3261 section 14.1). */
  readonly ownsCallId: boolean;
  /** @throws SipRefusal; CodedError `signalling-failed` */
  info(contentType: string, body: string): Promise<void>;
  /**
   * Asks the other side to call somebody else; settles when it has agreed to try.
   * @throws SipRefusal; CodedError `signalling-failed`
   */
  refer(referTo: string, onProgress: ReferProgress): Promise<void>;
  /** A Refer-To by which this dialog is replaced (RFC 3891). */
  replacement(): string;
  /** Queues telephone-events; false where they were not agreed on. @throws CodedError `media-failed` */
  sendDigits(digits: string): Promise<boolean>;
  closeMedia(): void;
}

/** The leg of a call that came in. */
export interface InboundLeg extends CommonLeg {
  readonly direction: 'inbound';
  /**
   * Makes our description at the media page; may be repeated after a failure.
   * @throws CodedError `sdp-refused` or `media-failed`
   */
  prepareMedia(): Promise<void>;
  /** Sends 200 OK with the prepared description. @throws when the dialog was lost before */
  accept(): void;
  /** Sends a final refusal; BYE if the 200 OK was already on its way. */
  reject(statusCode: number): void;
}

/** The leg of a call that we place. */
export interface OutboundLeg extends CommonLeg {
  readonly direction: 'outbound';
  /** Settles when the INVITE has left. @throws CodedError `media-failed`, `signalling-failed` */
  place(): Promise<void>;
  /** Gives up before an answer (CANCEL), or at once when one crosses it (ACK and BYE). */
  cancel(): void;
}

export type Leg = InboundLeg | OutboundLeg;

/** What happens in the dialog without our doing. */
export interface LegEvents {
  /** Inbound, while ringing. */
  onCancelled(elsewhere: boolean): void;
  onPeerHungUp(): void;
  /** The dialog is over or never came to be, for whatever reason; may follow the other two as well. */
  onTerminated(): void;
  /** Outbound: 18x, with media that is heard or without. */
  onProgress(progress: 'ringing' | 'early-media'): void;
  /** Outbound: the 200 OK has come and is acknowledged. */
  onAccepted(): void;
  /** Outbound: a final refusal. */
  onRefused(statusCode: number): void;
  /** The other side holds us, or no longer does. */
  onRemoteHold(held: boolean): void;
  /** Asked when the other side offers: whether our side is held. */
  isHeld(): boolean;
  /** The page did not take what the other side described; the call goes on without voice. */
  onMediaLost(): void;
  /** It is time to refresh the session (RFC 4028). */
  onRefreshDue(): void;
}
