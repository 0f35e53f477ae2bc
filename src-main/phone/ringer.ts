import { type AnswerUrgency, urgencyAt } from '#shared/domain/index.ts';
import type { Log } from '../log/index.ts';
import type { CallList } from './call-list.ts';
import type { MediaPort } from './media-port.ts';
import type { Schedule } from './transport/index.ts';

export interface RingerOptions {
  readonly calls: CallList;
  readonly marks: readonly [number, number, number];
  readonly port: Pick<MediaPort, 'page'>;
  readonly schedule: Schedule;
  readonly log: Log;
}

const ORDER: readonly AnswerUrgency[] = ['calm', 'soon', 'urgent', 'overdue'];

/**
 * Rings at the media page as the most pressing ringing call asks, and louder as its marks pass (rule AC-4).
 * Silent while the operator speaks: a second call shows on screen and is not rung into a citizen's ear.
 */
export class Ringer {
  readonly #options: RingerOptions;
  #sounding: AnswerUrgency | 'silent' = 'silent';
  #testing = false;
  #cancelMark: () => void = () => undefined;

  constructor(options: RingerOptions) {
    this.#options = options;
  }

  /** Looks at the calls; to be called whenever one changed. */
  update(): void {
    this.#cancelMark();
    const { calls, marks } = this.#options;
    const ringing = calls.engaged() ? [] : calls.live().filter((call) => call.state === 'ringing');
    const waits = ringing.map((call) => call.waitedMilliseconds());
    const urgencies = waits.map((waited) => ORDER.indexOf(urgencyAt(waited, marks)));
    const isTest = this.#testing && !calls.engaged();
    this.#sound(ORDER[Math.max(isTest ? 0 : -1, ...urgencies)] ?? 'silent');
    const next = waits.flatMap((waited) =>
      marks.filter((mark) => mark > waited).map((mark) => mark - waited),
    );
    if (next.length > 0) {
      // Rounded up, so that the mark has passed when the timer fires.
      const wait = Math.ceil(Math.min(...next));
      this.#cancelMark = this.#options.schedule(wait, () => this.update());
    }
  }

  /** Rings for a person to hear whether it does; never into a call. */
  test(on: boolean): void {
    this.#testing = on;
    this.update();
  }

  /** A new page is silent until it is told. */
  pageConnected(): void {
    this.#sounding = 'silent';
    this.update();
  }

  #sound(urgency: AnswerUrgency | 'silent'): void {
    if (urgency === this.#sounding) return;
    const page = this.#options.port.page();
    if (!page) return;
    this.#sounding = urgency;
    page.ring({ urgency }).catch(() => this.#options.log.warn('ring-failed', { urgency }));
  }
}
