import type { Schedule } from './link.ts';

export interface ExpiringMapOptions<Value> {
  readonly schedule: Schedule;
  /** When it holds as many, the oldest goes for a new one. */
  readonly most: number;
  /** Told of every value that goes: replaced, deleted, expired or displaced. */
  readonly onGone: (value: Value) => void;
}

/** A map of bounded size whose entries go by themselves. */
export class ExpiringMap<Value> {
  readonly #options: ExpiringMapOptions<Value>;
  readonly #entries = new Map<string, { readonly value: Value; readonly cancel: () => void }>();

  constructor(options: ExpiringMapOptions<Value>) {
    this.#options = options;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(key: string): Value | undefined {
    return this.#entries.get(key)?.value;
  }

  /** Keeps a value for so many milliseconds; it counts as the youngest from now on. */
  set(key: string, value: Value, milliseconds: number): void {
    this.delete(key);
    const [oldest] = this.#entries.keys();
    if (oldest !== undefined && this.#entries.size >= this.#options.most) this.delete(oldest);
    const cancel = this.#options.schedule(milliseconds, () => this.delete(key));
    this.#entries.set(key, { value, cancel });
  }

  delete(key: string): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    this.#entries.delete(key);
    entry.cancel();
    this.#options.onGone(entry.value);
  }

  clear(): void {
    for (const key of [...this.#entries.keys()]) this.delete(key);
  }
}
