import type { MediaStatistics } from '#shared/contract/index.ts';
import {
  type Call,
  type CallEndReason,
  type CallRecord,
  type CallState,
  type Clock,
  CodedError,
  codeOf,
} from '#shared/domain/index.ts';
import { type AnswerTimes, answeredAfter, arrivedAt, talkedAt, waitedAt, wallLabel } from './answer-times.ts';
import type { CallerIdentity } from './caller-identity.ts';
import type { MediaSessionChange } from './media-port.ts';
import { retryDelay } from './registration.ts';
import type { Leg, LegEvents } from './sip-leg.ts';
import type { Schedule } from './transport/index.ts';

export interface PhoneCallOptions {
  readonly id: string;
  /** The SIP Call-ID; the record keeps its first 256 characters. */
  readonly sipCallId: string;
  readonly identity: CallerIdentity;
  readonly times: Pick<AnswerTimes, 'ring' | 'queuedMilliseconds'>;
  /** Makes the leg; its events may come before it returns only for a call that is already over. */
  readonly leg: (events: LegEvents) => Leg;
  readonly clock: Clock;
  readonly schedule: Schedule;
  readonly random: () => number;
  /** Puts the record on disk. Called at answer and at the end; at ring it is its maker's to do. */
  readonly save: (record: CallRecord) => void;
  /** Something of {@link PhoneCall.snapshot} changed. */
  readonly onChanged: () => void;
}

const SIP_CALL_ID_LIMIT = 256;

/**
 * One inbound call (docs/spec/call.md).
 *
 * ```
 *               answer()                    200 OK left
 *   ringing ───────────────▶ answering ─────────────────────▶ active
 *    │  ▲                     │  │                              │
 *    │  └─ no media page,  ◀──┘  │ CANCEL · reject() 486 ·      │ hangUp() · caller's BYE ·
 *    │     no connection         │ description refused 488 ·    │ dialog lost
 *    │                           │ dialog lost                  │
 *    │ CANCEL · reject() 486 ·   ▼                              ▼
 *    └─ ring limit ───────────▶ ended ◀─────────────────────────┘
 * ```
 *
 * Media of an active call is a machine of its own:
 *
 * ```
 *   none ── 200 OK ──▶ connecting ── packets received ──▶ flowing
 *                       ▲   │ page gone, connection failed  │
 *      re-INVITE taken  │   ▼                               │
 *                      failed ◀─────────────────────────────┘
 * ```
 */
export class PhoneCall {
  readonly id: string;
  readonly sipCallId: string;
  readonly #options: PhoneCallOptions;
  readonly #leg: Leg;
  #times: AnswerTimes;
  #state: CallState = 'ringing';
  #media: Call['media'] = 'none';
  #endReason: CallEndReason | null = null;
  #packetsReceived = 0;
  /** Settles the `answer()` that is under way. */
  #outcome: PromiseWithResolvers<void> | undefined;
  #renegotiating = false;
  /** Media was lost once more while the re-INVITE was under way. */
  #lostAgain = false;
  #renegotiationFailures = 0;
  #cancelRetry: () => void = () => undefined;

  constructor(options: PhoneCallOptions) {
    this.id = options.id;
    this.sipCallId = options.sipCallId;
    this.#options = options;
    this.#times = { ...options.times, answeredAt: null, endedAt: null };
    this.#leg = options.leg({
      onCancelled: (elsewhere) => this.#end(elsewhere ? 'answered-elsewhere' : 'abandoned'),
      onPeerHungUp: () => this.#end('caller-hung-up'),
      onTerminated: () => this.#end(this.#reasonOfLoss()),
    });
  }

  get state(): CallState {
    return this.#state;
  }

  get media(): Call['media'] {
    return this.#media;
  }

  get mediaSessionId(): string {
    return this.#leg.mediaSessionId;
  }

  /** Milliseconds since *arrived*, on the monotonic clock. */
  waitedMilliseconds(): number {
    return waitedAt(this.#times, this.#options.clock.monotonic());
  }

  /**
   * Answers; settles when our 200 OK has left and the record is on disk.
   * @throws CodedError `wrong-state`; `media-failed` and `signalling-failed` leave the call ringing unless its
   * own description was refused or its dialog is gone
   */
  async answer(): Promise<void> {
    if (this.#state !== 'ringing') throw wrongState(this.#state);
    const outcome = Promise.withResolvers<void>();
    this.#outcome = outcome;
    this.#media = 'none';
    this.#enter('answering');
    try {
      // The outcome can only be the call's end here: then the page is not waited for.
      await Promise.race([this.#leg.prepareMedia(), outcome.promise]);
    } catch (error) {
      if (!this.#isStillAnswering()) throw wrongState(this.#state);
      if (codeOf(error) === 'sdp-refused') {
        this.#end('media-failed');
        this.#leg.reject(488);
      } else this.#enter('ringing');
      throw new CodedError('media-failed', 'The call has no media.', { cause: error });
    }
    if (!this.#isStillAnswering()) throw wrongState(this.#state);
    if (!this.#leg.isConnected()) {
      this.#enter('ringing');
      throw new CodedError('signalling-failed', 'The exchange is not connected.');
    }
    this.#leg.accept().catch(() => this.#end(this.#reasonOfLoss()));
    await outcome.promise;
  }

  /** Refuses with 486 Busy Here. @throws CodedError `wrong-state` */
  reject(): void {
    if (this.#state !== 'ringing' && this.#state !== 'answering') throw wrongState(this.#state);
    this.#end('rejected');
    this.#leg.reject(486);
  }

  /** Ends an answered call with BYE. @throws CodedError `wrong-state` */
  hangUp(): void {
    if (this.#state !== 'active') throw wrongState(this.#state);
    this.#end('operator-hung-up');
    void this.#leg.bye();
  }

  /** Ends the call whatever its state, when the seat closes; settles when the last word has left. */
  async close(): Promise<void> {
    if (this.#state === 'active') {
      this.#end('operator-hung-up');
      await this.#leg.bye();
    } else if (this.#state !== 'ended') {
      this.#end('rejected');
      this.#leg.reject(480);
    }
  }

  /** Our 200 OK was handed to the socket at `at`, monotonic ms; later copies change nothing (rule AC-2). */
  accepted(at: number): void {
    if (this.#state !== 'answering') return;
    this.#times = { ...this.#times, answeredAt: at };
    this.#state = 'active';
    // The page may have gone while the 200 OK waited for a connection.
    if (this.#media === 'failed') this.#retryRenegotiation();
    else this.#media = 'connecting';
    this.#options.save(this.record());
    this.#options.onChanged();
    this.#outcome?.resolve();
  }

  /** The page's peer connection of this call changed. */
  mediaChanged(connection: MediaSessionChange['connection']): void {
    if (connection === 'failed') this.mediaLost();
  }

  /** Packets since the last look mean that the citizen is heard. */
  mediaCounted(statistics: MediaStatistics): void {
    const grown = statistics.packetsReceived > this.#packetsReceived;
    this.#packetsReceived = statistics.packetsReceived;
    if (grown && this.#state === 'active' && this.#media === 'connecting' && !this.#renegotiating) {
      this.#enterMedia('flowing');
    }
  }

  /** The page or its connection is gone; the dialog goes on and is given new media. */
  mediaLost(): void {
    if (this.#state === 'answering') this.#media = 'failed';
    if (this.#state !== 'active') return;
    this.#enterMedia('failed');
    if (this.#renegotiating) this.#lostAgain = true;
    else this.#retryRenegotiation();
  }

  /** Gives an active call without media a new media session, at once. Does nothing for any other. */
  renegotiate(): void {
    if (this.#state !== 'active' || this.#media !== 'failed' || this.#renegotiating) return;
    this.#cancelRetry();
    this.#renegotiating = true;
    this.#lostAgain = false;
    this.#packetsReceived = 0;
    this.#leg.renegotiate().then(
      () => {
        this.#renegotiating = false;
        if (this.#state !== 'active') return;
        if (this.#lostAgain) return this.#retryRenegotiation();
        this.#renegotiationFailures = 0;
        this.#enterMedia('connecting');
      },
      () => {
        this.#renegotiating = false;
        if (this.#state === 'active') this.#retryRenegotiation();
      },
    );
  }

  /** The call as the screen needs it, at this moment. */
  snapshot(): Call {
    const now = this.#options.clock.monotonic();
    return {
      id: this.id,
      direction: 'inbound',
      state: this.#state,
      dialProgress: null,
      consultsFor: null,
      hold: 'none',
      muted: false,
      inConference: false,
      transfer: null,
      recording: null,
      quality: null,
      line: null,
      answersItself: false,
      ...this.#options.identity,
      queueTimeKnown: this.#times.queuedMilliseconds !== null,
      arrivedAt: arrivedAt(this.#times),
      waitedMilliseconds: waitedAt(this.#times, now),
      answeredAfterMilliseconds: answeredAfter(this.#times),
      talkedMilliseconds: talkedAt(this.#times, now),
      media: this.#media,
      endReason: this.#endReason,
    };
  }

  /** The durable row, as far as it is known now. */
  record(): CallRecord {
    const { answeredAt, endedAt, queuedMilliseconds, ring } = this.#times;
    return {
      id: this.id,
      sipCallId: this.sipCallId.slice(0, SIP_CALL_ID_LIMIT),
      ...this.#options.identity,
      ringAt: ring.wall,
      queueAt: queuedMilliseconds === null ? null : arrivedAt(this.#times),
      queuedMilliseconds,
      answerAt: answeredAt === null ? null : wallLabel(this.#times, answeredAt),
      answeredAfterMilliseconds: answeredAfter(this.#times),
      endAt: endedAt === null ? null : wallLabel(this.#times, endedAt),
      talkMilliseconds: endedAt === null ? null : talkedAt(this.#times, endedAt),
      endReason: this.#endReason,
      direction: 'inbound',
      exchangeCallId: null,
      line: null,
      consultsFor: null,
      answeredItself: false,
      held: [],
      recordingPauses: [],
      transferredTo: null,
      quality: null,
    };
  }

  #isStillAnswering(): boolean {
    return this.#state === 'answering';
  }

  #retryRenegotiation(): void {
    this.#cancelRetry();
    const delay = 1_000 + retryDelay(this.#renegotiationFailures++, this.#options.random);
    this.#cancelRetry = this.#options.schedule(delay, () => this.renegotiate());
  }

  /** Why a dialog ended that neither side ended: nobody answered, media was refused late, or it broke. */
  #reasonOfLoss(): CallEndReason {
    if (this.#state === 'ringing') return 'no-answer';
    return this.#media === 'failed' ? 'media-failed' : 'signalling-failed';
  }

  #enter(state: CallState): void {
    this.#state = state;
    this.#options.onChanged();
  }

  #enterMedia(media: Call['media']): void {
    if (this.#media === media) return;
    this.#media = media;
    this.#options.onChanged();
  }

  #end(reason: CallEndReason): void {
    if (this.#state === 'ended') return;
    this.#cancelRetry();
    this.#times = { ...this.#times, endedAt: this.#options.clock.monotonic() };
    this.#state = 'ended';
    this.#media = 'none';
    this.#endReason = reason;
    this.#leg.closeMedia();
    this.#options.save(this.record());
    this.#options.onChanged();
    this.#outcome?.reject(new CodedError('signalling-failed', 'The call ended before it was answered.'));
  }
}

function wrongState(state: CallState): CodedError {
  return new CodedError('wrong-state', `The call is ${state}.`);
}
