import type { CallRecord } from '#shared/domain/index.ts';

/** The record takes no more (src-shared/domain/call.ts). */
const MOST_STRETCHES = 500;

/** Stretches of time within a call: when it was held, when its recording was paused. Times are ms after its answer. */
export class Stretches {
  #closed: CallRecord['held'] = [];
  #from: number | null = null;

  /** Goes on with what a record has of them. */
  constructor(before: CallRecord['held'] = []) {
    this.#closed = before.filter(({ toMilliseconds }) => toMilliseconds !== null);
    this.#from = before.find(({ toMilliseconds }) => toMilliseconds === null)?.fromMilliseconds ?? null;
  }

  get isOpen(): boolean {
    return this.#from !== null;
  }

  /** Begins a stretch or ends it; nothing happens when that is so already. */
  set(isOpen: boolean, at: number): void {
    if (isOpen === this.isOpen) return;
    if (this.#from !== null && this.#closed.length < MOST_STRETCHES) {
      this.#closed.push({ fromMilliseconds: this.#from, toMilliseconds: at });
    }
    this.#from = isOpen ? at : null;
  }

  list(): CallRecord['held'] {
    if (this.#from === null || this.#closed.length === MOST_STRETCHES) return [...this.#closed];
    return [...this.#closed, { fromMilliseconds: this.#from, toMilliseconds: null }];
  }
}
