import type { MediaStatistics } from '#shared/contract/index.ts';
import {
  type Call,
  type CallEndReason,
  type CallRecord,
  type CallState,
  CodedError,
  codeOf,
} from '#shared/domain/index.ts';
import { CallHold } from './call-hold.ts';
import { CallLedger, type CallLedgerOptions } from './call-ledger.ts';
import { CallMedia } from './call-media.ts';
import { CallTransfers } from './call-transfers.ts';
import { createDigitSender } from './digits.ts';
import type { InboundLeg, Leg, LegEvents, OutboundLeg } from './leg.ts';
import type { MediaSessionChange } from './media-port.ts';
import { Negotiator } from './negotiator.ts';
import type { ExchangeSettings } from './settings.ts';
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
 *    └─ ring limit ───────────▶ ended ◀────────────────────────┼──┘
 *                                ▲                             │
 *                                │ hangUp() CANCEL · refused · │ 200 OK came, ACK left
 *                                │ no answer · no media        │
 *                             dialling ────────────────────────┘
 * ```
 *
 * An active call has three machines of its own: {@link CallHold}, {@link CallMedia} and {@link CallTransfers};
 * what has to be agreed on with the other side for them goes through one {@link Negotiator}.
 */
export class PhoneCall {
  readonly id: string;
  readonly sipCallId: string;
  readonly #options: PhoneCallOptions;
  readonly #leg: Leg;
  readonly #hold = new CallHold();
  readonly #media = new CallMedia();
  readonly #negotiator: Negotiator;
  readonly #ledger: CallLedger;
  readonly #sendDigits: (digits: string) => Promise<void>;
  #state: CallState;
  #dialProgress: Call['dialProgress'] = null;
  #muted = false;
  #answersItself = false;
  readonly #transfers: CallTransfers;
  /** Settles the `answer()` that is under way. */
  #outcome: PromiseWithResolvers<void> | undefined;

  constructor(options: PhoneCallOptions) {
    this.id = options.id;
    this.sipCallId = options.sipCallId;
    this.#options = options;
    this.#leg = options.leg({
      onCancelled: (elsewhere) => this.#end(elsewhere ? 'answered-elsewhere' : 'abandoned'),
      onPeerHungUp: () => this.#end(this.#transfers.tookAway() ? 'transferred' : 'caller-hung-up'),
      onTerminated: () => this.#end(this.#reasonOfLoss()),
      onProgress: (progress) => this.#progressed(progress),
      onAccepted: () => this.#activate(options.clock.monotonic()),
      onRefused: (statusCode) => this.#end(reasonOfRefusal(statusCode)),
      onRemoteHold: (held) => {
        if (this.#hold.setRemote(held)) options.onChanged();
      },
      isHeld: () => this.#hold.isWanted,
      onMediaLost: () => this.mediaLost(),
      onRefreshDue: () => this.#negotiator.refresh(),
    });
    this.#state = this.#leg.direction === 'inbound' ? 'ringing' : 'dialling';
    this.#negotiator = new Negotiator({
      reinvite: (renegotiation) => this.#leg.reinvite(renegotiation),
      isHeld: () => this.#hold.isWanted,
      ownsCallId: this.#leg.ownsCallId,
      schedule: options.schedule,
      random: options.random,
      onRenewed: () => {
        this.#media.renewed(options.clock.monotonic());
        options.onChanged();
      },
      onUnanswered: () => this.#unanswered(),
    });
    this.#ledger = new CallLedger({ ...options, direction: this.#leg.direction });
    if (this.#leg.direction === 'outbound') this.#dialProgress = 'trying';
    this.#sendDigits = createDigitSender(this.#leg);
    this.#transfers = new CallTransfers({
      leg: this.#leg,
      schedule: options.schedule,
      onChanged: options.onChanged,
      onTransferred: () => {
        if (this.#state === 'active') this.leave('transferred');
      },
    });
  }

  get state(): CallState {
    return this.#state;
  }

  get media(): Call['media'] {
    return this.#media.state;
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
    return this.#hold.isCut;
  }

  /** Whether the operator speaks in it, is about to, or wants to. */
  get isLive(): boolean {
    if (this.#state === 'active') return !this.#hold.isWanted;
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
    this.#media.reset();
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
    leg.accept();
    await outcome.promise;
  }

  /** Refuses with 486 Busy Here. @throws CodedError `wrong-state` */
  reject(): void {
    if (this.#state !== 'ringing' && this.#state !== 'answering') throw wrongState(this.#state);
    const leg = this.#inboundLeg();
    this.#end('rejected');
    leg.reject(486);
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

  /** Holds the call at once; settles when the other side has agreed. @throws SipRefusal; CodedError */
  async hold(): Promise<void> {
    this.#requireActive();
    this.#hold.hold();
    this.#ledger.held.set(true, this.#ledger.talked());
    this.#options.onChanged();
    await this.#negotiator.settleHold();
  }

  /** Takes a held call up again when the other side has agreed. @throws SipRefusal; CodedError */
  async resume(): Promise<void> {
    this.#requireActive();
    if (!this.#hold.isCut) return;
    this.#hold.resume();
    try {
      await this.#negotiator.settleHold();
    } catch (error) {
      this.#hold.kept();
      throw error;
    }
    this.#hold.released();
    if (!this.#isStill('active')) throw wrongState(this.#state);
    this.#ledger.held.set(this.#hold.isCut, this.#ledger.talked());
    this.#transfers.resumed();
    this.#options.onChanged();
  }

  setMuted(muted: boolean): void {
    if (this.#state === 'ended') throw wrongState(this.#state);
    this.#muted = muted;
    this.#options.onChanged();
  }

  /** @throws SipRefusal; CodedError `wrong-state`, `media-failed`, `signalling-failed` */
  async sendDigits(digits: string): Promise<void> {
    // While dialling an announcement may ask for them.
    if (this.#dialProgress !== 'early-media') this.#requireActive();
    await this.#sendDigits(digits);
  }

  /** Pauses or resumes the exchange's recording. @throws SipRefusal; CodedError `not-configured` and others */
  async setRecordingPaused(paused: boolean): Promise<void> {
    const { recording } = this.#options;
    if (!recording) throw new CodedError('not-configured', 'The settings name no way to pause a recording.');
    this.#requireActive();
    const word = paused ? recording.pause : recording.resume;
    if (recording.by === 'info') await this.#leg.info(recording.contentType, word);
    else await this.#sendDigits(word);
    if (!this.#isStill('active')) throw wrongState(this.#state);
    this.#ledger.recordingPauses.set(paused, this.#ledger.talked());
    this.#options.save(this.record());
    this.#options.onChanged();
  }

  /**
   * Sends the other side to `referTo`, a SIP address; settles when that was taken or refused.
   * @throws SipRefusal; CodedError `wrong-state`, `signalling-failed`; the call goes on then
   */
  transferBlind(target: string, referTo: string): Promise<void> {
    this.#requireActive();
    return this.#transfers.begin({ kind: 'blind', target, referTo }).ask();
  }

  /** Joins the other side with that of `consulted`; settles and throws as {@link transferBlind} does. */
  transferAttended(consulted: PhoneCall): Promise<void> {
    this.#requireActive();
    consulted.#requireActive();
    const target = consulted.#ledger.number ?? '';
    const referTo = consulted.#leg.replacement();
    const transfer = this.#transfers.begin({ kind: 'attended', target, referTo }, () => {
      if (consulted.state === 'active') consulted.leave('transferred');
    });
    consulted.#transfers.replacedBy(transfer);
    return transfer.ask();
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

  /** The page has counted packets of this call. */
  mediaCounted(statistics: MediaStatistics): void {
    if (this.#state !== 'active' || this.#negotiator.isRenewing) return;
    const expected = this.#hold.state() === 'none';
    const now = this.#options.clock.monotonic();
    if (this.#media.counted(statistics, expected, now)) this.#options.onChanged();
  }

  /** The page or its connection is gone; the dialog goes on and is given new media. */
  mediaLost(): void {
    if (this.#state === 'answering') this.#media.lost();
    if (this.#state !== 'active') return;
    this.#media.lost();
    this.#negotiator.renew();
    this.#options.onChanged();
  }

  /** A media page is there: an active call without media is given a new session at once. */
  pageConnected(): void {
    if (this.#state === 'active') this.#negotiator.hasten();
  }

  /** The exchange can be reached again: tells the other side where we are now. */
  reconnected(): void {
    if (this.#state === 'active') this.#negotiator.refresh();
  }

  /** The call as the screen needs it, at this moment; what depends on the other calls is the list's to say. */
  snapshot(among = { inConference: false, isBusy: false }): Call {
    const { recording } = this.#options;
    const isPaused = this.#ledger.recordingPauses.isOpen;
    return {
      ...this.#ledger.view(),
      state: this.#state,
      dialProgress: this.#state === 'dialling' ? this.#dialProgress : null,
      hold: this.#state === 'active' ? this.#hold.state() : 'none',
      muted: this.#muted,
      inConference: among.inConference,
      transfer: this.#transfers.snapshot(),
      recording: recording === undefined ? null : isPaused ? 'paused' : 'running',
      quality: this.#media.quality(this.#options.clock.monotonic()),
      answersItself: this.#answersItself && this.#state === 'ringing' && !among.isBusy,
      media: this.#media.state,
    };
  }

  /** The durable row, as far as it is known now. */
  record(): CallRecord {
    return this.#ledger.record();
  }

  /** A call is dead when neither side's signalling nor its packets come (rule CA-10); a held one has none. */
  #unanswered(): void {
    const isSilent = this.#hold.state() === 'none' && this.#media.state !== 'flowing';
    if (this.#state === 'active' && this.#leg.isConnected() && isSilent) this.leave('signalling-failed');
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
    // The page may have gone while the 200 OK waited for a connection.
    if (this.#media.state === 'failed') this.#negotiator.renew();
    else this.#media.answered(at);
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
    this.#negotiator.close();
    this.#transfers.stop();
    if (reason === 'transferred') this.#ledger.transferredTo = this.#transfers.target;
    this.#ledger.quality = this.#media.wholeQuality();
    this.#ledger.ended(reason);
    this.#state = 'ended';
    this.#media.ended();
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
