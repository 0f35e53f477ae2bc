import type { MediaStatistics } from '#shared/contract/index.ts';
import { type Call, type CallEndReason, type Clock, CodedError } from '#shared/domain/index.ts';
import type { ExchangeSettings } from '#shared/settings/index.ts';
import { CallHold } from './call-hold.ts';
import type { CallLedger } from './call-ledger.ts';
import { CallMedia } from './call-media.ts';
import { CallTransfers } from './call-transfers.ts';
import { createDigitSender } from './digits.ts';
import type { Leg } from './leg.ts';
import { Negotiator } from './negotiator.ts';
import type { Schedule } from './transport/index.ts';

export interface ConversationOptions {
  readonly leg: Leg;
  readonly ledger: CallLedger;
  /** The call was active in an earlier run of the program. */
  readonly isResumed?: boolean;
  /** How the exchange's recording is paused. */
  readonly recording: ExchangeSettings['recording'];
  readonly clock: Clock;
  readonly schedule: Schedule;
  readonly random: () => number;
  /** Throws CodedError `wrong-state` unless the call is active. */
  readonly requireActive: () => void;
  /** Ends the active call by BYE. */
  readonly leave: (reason: CallEndReason) => void;
  /** Puts the record on disk as it is now. */
  readonly keep: () => void;
  /** Something of {@link Conversation.view} changed. */
  readonly onChanged: () => void;
}

/**
 * What goes on in a call while it is active: {@link CallHold}, {@link CallMedia} and {@link CallTransfers} are
 * machines of their own, and what has to be agreed on with the other side for them goes through one
 * {@link Negotiator}.
 */
export class Conversation {
  readonly #options: ConversationOptions;
  readonly #hold: CallHold;
  readonly #media = new CallMedia();
  readonly #negotiator: Negotiator;
  readonly #transfers: CallTransfers;
  readonly #sendDigits: (digits: string) => Promise<void>;

  constructor(options: ConversationOptions) {
    this.#options = options;
    const { clock, leg, ledger, onChanged, random, schedule } = options;
    this.#hold = new CallHold(options.isResumed && ledger.held.isOpen);
    this.#sendDigits = createDigitSender(leg);
    this.#negotiator = new Negotiator({
      reinvite: (renegotiation) => leg.reinvite(renegotiation),
      isHeld: () => this.#hold.isWanted,
      ownsCallId: leg.ownsCallId,
      schedule,
      random,
      resumed: options.isResumed ? { held: ledger.held.isOpen } : undefined,
      onRenewed: () => {
        this.#media.renewed(clock.monotonic());
        onChanged();
      },
      onUnanswered: () => {
        // Dead is a call of which neither signalling nor packets come (rule CA-10); a held one has none.
        const isSilent = this.#hold.state() === 'none' && this.#media.state !== 'flowing';
        if (isSilent && leg.isConnected()) options.leave('signalling-failed');
      },
    });
    this.#transfers = new CallTransfers({
      leg,
      schedule,
      onChanged,
      onTransferred: () => options.leave('transferred'),
    });
  }

  get media(): Call['media'] {
    return this.#media.state;
  }

  /** Whether microphone and ear are kept from the call because it is on hold. */
  get isCut(): boolean {
    return this.#hold.isCut;
  }

  /** Whether our next offer says that we hold. */
  get isHeld(): boolean {
    return this.#hold.isWanted;
  }

  /** Whether a BYE now means that a transfer took the other side away. */
  get wasTakenAway(): boolean {
    return this.#transfers.tookAway();
  }

  /** The description is being made, once more perhaps. */
  prepare(): void {
    this.#media.reset();
  }

  /** The call is active since `at`, monotonic ms. */
  begin(at: number): void {
    // The page may have gone while the 200 OK waited for a connection.
    if (this.#media.state === 'failed') this.#negotiator.renew();
    else this.#media.answered(at);
  }

  /** The call is over. */
  end(reason: CallEndReason): void {
    const { ledger } = this.#options;
    this.#negotiator.close();
    this.#transfers.stop();
    if (reason === 'transferred') ledger.transferredTo = this.#transfers.target;
    ledger.quality = this.#media.wholeQuality();
    this.#media.ended();
  }

  /** Cuts the call at once; settles when the other side has agreed. @throws SipRefusal; CodedError */
  async hold(): Promise<void> {
    const { keep, ledger, onChanged } = this.#options;
    this.#hold.hold();
    ledger.held.set(true, ledger.talked());
    onChanged();
    // After a crash a call that was held must not be heard.
    keep();
    await this.#negotiator.settleHold();
  }

  /** Takes a held call up again when the other side has agreed. @throws SipRefusal; CodedError */
  async resume(): Promise<void> {
    const { keep, ledger, onChanged, requireActive } = this.#options;
    if (!this.#hold.isCut) return;
    this.#hold.resume();
    try {
      await this.#negotiator.settleHold();
    } catch (error) {
      this.#hold.kept();
      throw error;
    }
    this.#hold.released();
    requireActive();
    ledger.held.set(this.#hold.isCut, ledger.talked());
    this.#transfers.resumed();
    keep();
    onChanged();
  }

  /** @throws SipRefusal; CodedError `media-failed`, `signalling-failed` */
  sendDigits(digits: string): Promise<void> {
    return this.#sendDigits(digits);
  }

  /** Pauses or resumes the exchange's recording. @throws SipRefusal; CodedError `not-configured` and others */
  async setRecordingPaused(paused: boolean): Promise<void> {
    const { keep, leg, ledger, onChanged, recording, requireActive } = this.#options;
    if (!recording) throw new CodedError('not-configured', 'The settings name no way to pause a recording.');
    const word = paused ? recording.pause : recording.resume;
    if (recording.by === 'info') await leg.info(recording.contentType, word);
    else await this.#sendDigits(word);
    requireActive();
    ledger.recordingPauses.set(paused, ledger.talked());
    keep();
    onChanged();
  }

  /**
   * Sends the other side to `referTo`, a SIP address; settles when that was taken or refused.
   * @throws SipRefusal; CodedError `wrong-state`, `signalling-failed`; the call goes on then
   */
  transferBlind(target: string, referTo: string): Promise<void> {
    return this.#transfers.begin({ kind: 'blind', target, referTo }).ask();
  }

  /** Joins the other side with that of `consulted`; settles and throws as {@link transferBlind} does. */
  transferAttended(consulted: Conversation): Promise<void> {
    const { leave, leg, ledger } = consulted.#options;
    const asked = { kind: 'attended', target: ledger.number ?? '', referTo: leg.replacement() } as const;
    const transfer = this.#transfers.begin(asked, () => leave('transferred'));
    consulted.#transfers.replacedBy(transfer);
    return transfer.ask();
  }

  /** The other side holds us, or no longer does. */
  setRemoteHold(held: boolean): void {
    if (this.#hold.setRemote(held)) this.#options.onChanged();
  }

  /** The page has counted packets. */
  counted(statistics: MediaStatistics): void {
    if (this.#negotiator.isRenewing) return;
    const expected = this.#hold.state() === 'none';
    const now = this.#options.clock.monotonic();
    if (this.#media.counted(statistics, expected, now)) this.#options.onChanged();
  }

  /** The page or its connection is gone; an active call is given new media in its dialog. */
  mediaLost(isActive: boolean): void {
    this.#media.lost();
    if (!isActive) return;
    this.#negotiator.renew();
    this.#options.onChanged();
  }

  /** A media page is there: a call without media is given a new session at once. */
  pageConnected(): void {
    this.#negotiator.hasten();
  }

  /** Tells the other side once more what is agreed on, and where we are. */
  refresh(): void {
    this.#negotiator.refresh();
  }

  /** The part of the screen's call that is decided here. */
  view(): Pick<Call, 'hold' | 'transfer' | 'recording' | 'quality' | 'media'> {
    const isPaused = this.#options.ledger.recordingPauses.isOpen;
    return {
      hold: this.#hold.state(),
      transfer: this.#transfers.snapshot(),
      recording: this.#options.recording === undefined ? null : isPaused ? 'paused' : 'running',
      quality: this.#media.quality(this.#options.clock.monotonic()),
      media: this.#media.state,
    };
  }
}
