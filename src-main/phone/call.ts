import {
  type Call,
  type CallEndReason,
  type CallRecord,
  type CallState,
  CodedError,
  codeOf,
} from '#shared/domain/index.ts';
import type { ExchangeSettings } from '#shared/settings/index.ts';
import type { Moment } from './answer-times.ts';
import { CallLedger, type CallLedgerOptions } from './call-ledger.ts';
import { Conversation } from './conversation.ts';
import type { InboundLeg, Leg, LegEvents, OutboundLeg } from './leg.ts';
import type { MediaSessionChange } from './media-port.ts';
import type { Schedule } from './transport/index.ts';

export interface PhoneCallOptions extends Omit<CallLedgerOptions, 'direction'> {
  /** Makes the leg; its events may come before it returns only for a call that is already over. */
  readonly leg: (events: LegEvents) => Leg;
  /** How the exchange's recording is paused. */
  readonly recording: ExchangeSettings['recording'];
  readonly schedule: Schedule;
  readonly random: () => number;
  /** Puts the record on disk. Called at answer and at the end; at ring it is its maker's to do. */
  readonly save: (record: CallRecord) => void;
  /** The microphone is kept from the call from now on, or no more. */
  readonly onMuted?: (muted: boolean) => void;
  /** Whether a call of an earlier run was muted. */
  readonly isMuted?: boolean;
  /** Something of {@link PhoneCall.snapshot} changed. */
  readonly onChanged: () => void;
}

/**
 * One call (docs/spec/call.md).
 *
 * ```
 *               answer()                    200 OK left
 *   ringing ───────────────▶ answering ─────────────────────▶ active
 *    │  ▲                     │  │                            ▲  │
 *    │  └─ no media page,  ◀──┘  │ CANCEL · reject() 486 ·     │  │ hangUp() · other side's BYE ·
 *    │     no connection         │ description refused 488 ·   │  │ transferred · dialog lost
 *    │                           │ dialog lost                 │  │
 *    │ CANCEL · reject() 486 ·   ▼                             │  ▼
 *    └─ returnToQueue() 480, ─▶ ended ◀────────────────────────┼──┘
 *       ring limit               ▲                             │
 *                                ▲                             │
 *                                │ hangUp() CANCEL · refused · │ 200 OK came, ACK left
 *                                │ no answer · no media        │
 *                             dialling ────────────────────────┘
 * ```
 *
 * What goes on in an active one is its {@link Conversation}.
 */
export class PhoneCall {
  readonly id: string;
  readonly sipCallId: string;
  readonly #options: PhoneCallOptions;
  readonly #leg: Leg;
  readonly #ledger: CallLedger;
  readonly #conversation: Conversation;
  #state: CallState;
  #dialProgress: Call['dialProgress'] = null;
  #muted = false;
  #answersItself = false;
  /** Settles the `answer()` that is under way. */
  #outcome: PromiseWithResolvers<void> | undefined;

  constructor(options: PhoneCallOptions) {
    this.id = options.id;
    this.sipCallId = options.sipCallId;
    this.#options = options;
    this.#leg = options.leg({
      onCancelled: (elsewhere) => this.#end(elsewhere ? 'answered-elsewhere' : 'abandoned'),
      onPeerHungUp: () => this.#end(this.#conversation.wasTakenAway ? 'transferred' : 'caller-hung-up'),
      onTerminated: () => this.#end(this.#reasonOfLoss()),
      onProgress: (progress) => this.#progressed(progress),
      onAccepted: () => this.#activate(options.clock.monotonic()),
      onRefused: (statusCode) => this.#end(reasonOfRefusal(statusCode)),
      onRemoteHold: (held) => this.#conversation.setRemoteHold(held),
      isHeld: () => this.#conversation.isHeld,
      onMediaLost: () => this.mediaLost(),
      onRefreshDue: () => this.#conversation.refresh(),
    });
    const wasAnswered = options.resumed?.answeredAfterMilliseconds ?? null;
    const isResumed = wasAnswered !== null;
    this.#state = isResumed ? 'active' : this.#leg.direction === 'inbound' ? 'ringing' : 'dialling';
    this.#muted = options.isMuted ?? false;
    this.#dialProgress = this.#leg.direction === 'inbound' ? null : 'trying';
    this.#ledger = new CallLedger({ ...options, direction: this.#leg.direction });
    this.#conversation = new Conversation({
      ...options,
      leg: this.#leg,
      ledger: this.#ledger,
      isResumed,
      requireActive: () => this.#requireActive(),
      keep: () => options.save(this.record()),
      leave: (reason) => {
        if (this.#state === 'active') this.leave(reason);
      },
    });
    if (isResumed) this.#conversation.begin(options.clock.monotonic());
  }

  get state(): CallState {
    return this.#state;
  }

  get media(): Call['media'] {
    return this.#conversation.media;
  }

  /** When its INVITE came, or left. */
  get rang(): Moment {
    return this.#options.times.ring;
  }

  get mediaSessionId(): string {
    return this.#leg.mediaSessionId;
  }

  get direction(): Call['direction'] {
    return this.#leg.direction;
  }

  get isMuted(): boolean {
    return this.#muted;
  }

  /** Whether microphone and ear are kept from the call because it is on hold. */
  get isCut(): boolean {
    return this.#conversation.isCut;
  }

  /** Whether the operator speaks in it, is about to, or wants to. */
  get isLive(): boolean {
    if (this.#state === 'active') return !this.#conversation.isHeld;
    return this.#state === 'answering' || this.#state === 'dialling';
  }

  /** Milliseconds since *arrived*, on the monotonic clock. */
  waitedMilliseconds(): number {
    return this.#ledger.waited();
  }

  /**
   * Answers; settles when our 200 OK has left and the record is on disk.
   * @throws CodedError `wrong-state`; `media-failed` and `signalling-failed` leave the call ringing unless its
   * own description was refused or its dialog is gone
   */
  async answer(by: 'operator' | 'itself' = 'operator'): Promise<void> {
    const leg = this.#inboundLeg();
    if (this.#state !== 'ringing') throw wrongState(this.#state);
    const outcome = Promise.withResolvers<void>();
    this.#outcome = outcome;
    this.#conversation.prepare();
    this.#enter('answering');
    try {
      // The outcome can only be the call's end here: then the page is not waited for.
      await Promise.race([leg.prepareMedia(), outcome.promise]);
    } catch (error) {
      if (!this.#isStill('answering')) throw wrongState(this.#state);
      if (codeOf(error) === 'sdp-refused') {
        this.#end('media-failed');
        leg.reject(488);
      } else this.#enter('ringing');
      throw new CodedError('media-failed', 'The call has no media.', { cause: error });
    }
    if (!this.#isStill('answering')) throw wrongState(this.#state);
    if (!leg.isConnected()) {
      this.#enter('ringing');
      throw new CodedError('signalling-failed', 'The exchange is not connected.');
    }
    this.#ledger.answeredItself = by === 'itself';
    try {
      leg.accept();
    } catch (error) {
      this.#end('signalling-failed');
      leg.reject(480);
      throw new CodedError('signalling-failed', 'The call could not be answered.', { cause: error });
    }
    await outcome.promise;
  }

  /** Refuses with 486 Busy Here. @throws CodedError `wrong-state` */
  reject(): void {
    if (this.#state !== 'ringing' && this.#state !== 'answering') throw wrongState(this.#state);
    const leg = this.#inboundLeg();
    this.#end('rejected');
    leg.reject(486);
  }

  /** Gives a call that nobody answered back to the queue. @throws CodedError `wrong-state` */
  returnToQueue(statusCode: number): void {
    if (this.#state !== 'ringing') throw wrongState(this.#state);
    const leg = this.#inboundLeg();
    this.#end('returned-unanswered');
    leg.reject(statusCode);
  }

  /**
   * Sends the INVITE of an outbound call; settles when it has left. A call that cannot be placed has ended.
   * @throws CodedError `media-failed`, `signalling-failed`; `wrong-state` when it was given up meanwhile
   */
  async place(): Promise<void> {
    const leg = this.#outboundLeg();
    try {
      await leg.place();
    } catch (error) {
      if (!this.#isStill('dialling')) throw wrongState(this.#state);
      const code = codeOf(error) === 'signalling-failed' ? 'signalling-failed' : 'media-failed';
      this.#end(code);
      throw new CodedError(code, 'The call could not be placed.', { cause: error });
    }
  }

  /** Ends an answered call with BYE, one that is being dialled with CANCEL. @throws CodedError `wrong-state` */
  hangUp(): void {
    if (this.#leg.direction === 'outbound' && this.#state === 'dialling') {
      this.#end('cancelled');
      this.#leg.cancel();
    } else this.leave('operator-hung-up');
  }

  /** Ends an answered call with BYE, for this reason. @throws CodedError `wrong-state` */
  leave(reason: CallEndReason): void {
    this.#requireActive();
    this.#end(reason);
    void this.#leg.bye();
  }

  /** Ends the call whatever its state, when the seat closes; settles when the last word has left. */
  async close(): Promise<void> {
    if (this.#state === 'active') {
      this.#end('operator-hung-up');
      await this.#leg.bye();
    } else if (this.#leg.direction === 'outbound') {
      if (this.#state === 'dialling') this.hangUp();
    } else if (this.#state !== 'ended') {
      this.#end('rejected');
      this.#leg.reject(480);
    }
  }

  setMuted(muted: boolean): void {
    if (this.#state === 'ended') throw wrongState(this.#state);
    this.#muted = muted;
    this.#options.onMuted?.(muted);
    this.#options.onChanged();
  }

  /** What goes on in the call while it is active. @throws CodedError `wrong-state` */
  get conversation(): Conversation {
    this.#requireActive();
    return this.#conversation;
  }

  /** @throws SipRefusal; CodedError `wrong-state`, `media-failed`, `signalling-failed` */
  async sendDigits(digits: string): Promise<void> {
    // While dialling an announcement may ask for them.
    if (this.#dialProgress !== 'early-media') this.#requireActive();
    await this.#conversation.sendDigits(digits);
  }

  /** Whether this ringing call is going to be answered by itself. */
  setAnswersItself(answersItself: boolean): void {
    if (this.#answersItself === answersItself) return;
    this.#answersItself = answersItself;
    this.#options.onChanged();
  }

  /** Our 200 OK was handed to the socket at `at`, monotonic ms; later copies change nothing (rule AC-2). */
  accepted(at: number): void {
    if (this.#state === 'answering') this.#activate(at);
  }

  /** The page's peer connection of this call changed. */
  mediaChanged(connection: MediaSessionChange['connection']): void {
    if (connection === 'failed') this.mediaLost();
  }

  /** The page or its connection is gone; the dialog goes on and is given new media. */
  mediaLost(): void {
    if (this.#state === 'answering' || this.#state === 'active') {
      this.#conversation.mediaLost(this.#state === 'active');
    }
  }

  /** The call as the screen needs it, at this moment; what depends on the other calls is the list's to say. */
  snapshot(among = { inConference: false, isBusy: false }): Call {
    return {
      ...this.#ledger.view(),
      ...this.#conversation.view(),
      state: this.#state,
      dialProgress: this.#state === 'dialling' ? this.#dialProgress : null,
      muted: this.#muted,
      inConference: among.inConference,
      answersItself: this.#answersItself && this.#state === 'ringing' && !among.isBusy,
    };
  }

  /** The durable row, as far as it is known now. */
  record(): CallRecord {
    return this.#ledger.record();
  }

  #progressed(progress: 'ringing' | 'early-media'): void {
    if (this.#state !== 'dialling' || this.#dialProgress === 'early-media') return;
    this.#dialProgress = progress;
    this.#options.onChanged();
  }

  #activate(at: number): void {
    if (this.#state !== 'answering' && this.#state !== 'dialling') return;
    this.#ledger.answered(at);
    this.#state = 'active';
    this.#conversation.begin(at);
    this.#options.save(this.record());
    this.#options.onChanged();
    this.#outcome?.resolve();
  }

  #inboundLeg(): InboundLeg {
    if (this.#leg.direction !== 'inbound') throw wrongState(this.#state);
    return this.#leg;
  }

  #outboundLeg(): OutboundLeg {
    if (this.#leg.direction !== 'outbound') throw wrongState(this.#state);
    return this.#leg;
  }

  #requireActive(): void {
    if (this.#state !== 'active') throw wrongState(this.#state);
  }

  /** What the state is after something was waited for. */
  #isStill(state: CallState): boolean {
    return this.#state === state;
  }

  /** Why a dialog ended that neither side ended: nobody answered, or it broke. */
  #reasonOfLoss(): CallEndReason {
    return this.#state === 'ringing' ? 'no-answer' : 'signalling-failed';
  }

  #enter(state: CallState): void {
    this.#state = state;
    this.#options.onChanged();
  }

  #end(reason: CallEndReason): void {
    if (this.#state === 'ended') return;
    this.#conversation.end(reason);
    this.#ledger.ended(reason);
    this.#state = 'ended';
    this.#leg.closeMedia();
    this.#options.save(this.record());
    this.#options.onChanged();
    this.#outcome?.reject(new CodedError('signalling-failed', 'The call ended before it was answered.'));
  }
}

function wrongState(state: CallState): CodedError {
  return new CodedError('wrong-state', `The call is ${state}.`);
}

/** What a final refusal of our INVITE means to the operator (RFC 3261 section 21). */
function reasonOfRefusal(statusCode: number): CallEndReason {
  if (statusCode === 486 || statusCode === 600) return 'busy';
  return statusCode === 403 || statusCode === 603 ? 'declined' : 'not-reached';
}
