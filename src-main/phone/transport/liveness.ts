import { type Clock, CodedError } from '#shared/domain/index.ts';
import { connectionTimeout } from './connection-error.ts';
import type { Schedule } from './link.ts';

export interface LivenessOptions {
  readonly clock: Clock;
  readonly schedule: Schedule;
  /** Between the last answer and the next question. */
  readonly intervalMilliseconds: number;
  /** Asks the other side for a sign of life. */
  readonly ask: () => void;
  /** The other side is silent, or this machine has slept. Once, and nothing follows it. */
  readonly onDead: (error: CodedError) => void;
  /** The other side speaks but never answered a question: silence says nothing about it. */
  readonly onUnwatched: () => void;
}

/** A question that nothing followed for this long is unanswered. */
const ANSWER_LIMIT_MILLISECONDS = 2_500;
/** Until then it is asked again this often, as over UDP questions and answers are lost. */
const ASK_AGAIN_MILLISECONDS = 250;
/** A timer that is later than this, and three intervals, was late because the machine slept. */
const SLEEP_MILLISECONDS = 5_000;

/**
 * Notices within an interval and 2.5 s that the other side of a link is gone (docs/spec/transport.md, TR-20).
 *
 * ```
 *            interval, or check()              2.5 s without a word
 *    quiet ───────────────────────▶ asked ───────────────────────────▶ dead
 *      ▲                            │  │ ▲                               ▲
 *      ├────── anything heard ──────┘  └─┘ again after 0.25 s            │
 *      │                            │                                    │
 *      │     never answered, yet    ▼                                    │
 *      └───── other things heard: unwatched, asked once an interval      │
 *             until it answers                                           │
 *    any ──── the timer came far too late: the machine slept ────────────┘
 * ```
 */
export class Liveness {
  readonly #options: LivenessOptions;
  #cancel: () => void = () => undefined;
  /** When the question that was asked is unanswered, on the monotonic clock; undefined while none is open. */
  #answerDue: number | undefined;
  #hasSpoken = false;
  #hasAnswered = false;
  #isUnwatched = false;

  constructor(options: LivenessOptions) {
    this.#options = options;
    this.#rest();
  }

  /** Something came. `isAnswer` says that it answers a question of ours. */
  heard(isAnswer: boolean): void {
    this.#hasSpoken = true;
    if (isAnswer) {
      this.#hasAnswered = true;
      this.#isUnwatched = false;
    }
    if (this.#answerDue !== undefined) this.#rest();
  }

  /** Asks now, unless a question is open, and wants an answer within this time. */
  check(limitMilliseconds = ANSWER_LIMIT_MILLISECONDS): void {
    const due = this.#options.clock.monotonic() + limitMilliseconds;
    const isOpen = this.#answerDue !== undefined;
    this.#answerDue = Math.min(this.#answerDue ?? due, due);
    if (!isOpen) this.#ask();
  }

  stop(): void {
    this.#cancel();
  }

  #rest(): void {
    this.#answerDue = undefined;
    this.#later(this.#options.intervalMilliseconds, () => this.check());
  }

  #ask(): void {
    this.#options.ask();
    if (this.#isUnwatched) {
      this.#rest();
      return;
    }
    const left = (this.#answerDue ?? 0) - this.#options.clock.monotonic();
    this.#later(Math.min(ASK_AGAIN_MILLISECONDS, left), () => {
      if (this.#options.clock.monotonic() < (this.#answerDue ?? 0)) this.#ask();
      else this.#unanswered();
    });
  }

  #unanswered(): void {
    if (this.#hasAnswered || !this.#hasSpoken) {
      this.#options.onDead(connectionTimeout());
      return;
    }
    this.#isUnwatched = true;
    this.#options.onUnwatched();
    this.#rest();
  }

  #later(milliseconds: number, run: () => void): void {
    const { clock, schedule, intervalMilliseconds } = this.#options;
    const begun = clock.wall();
    this.#cancel();
    this.#cancel = schedule(Math.max(0, milliseconds), () => {
      // Timers stand still while a machine sleeps, and so may the monotonic clock; the wall clock does not.
      if (clock.wall() - begun > 3 * intervalMilliseconds + SLEEP_MILLISECONDS) {
        return this.#options.onDead(new CodedError('connection-slept', 'This computer was asleep.'));
      }
      run();
    });
  }
}
