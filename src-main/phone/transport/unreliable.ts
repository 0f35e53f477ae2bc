import { ExpiringMap } from './expiring-map.ts';
import type { Schedule } from './link.ts';
import { readSipText, reliableProvisional, type SipText } from './sip-text.ts';

/** RFC 3261 section 17.1.1.1: estimate of the round trip, and the longest wait between copies. */
const T1_MILLISECONDS = 500;
const T2_MILLISECONDS = 4_000;
/** Timers B, D, F, H, I and J: the longest that copies are sent, and that copies are looked out for. */
const MEMORY_MILLISECONDS = 64 * T1_MILLISECONDS;
/** Ringing is given up after three minutes (RFC 3261 timer C); a request that is never answered is a fault. */
const UNANSWERED_MILLISECONDS = 300_000;
/** More at once than this is an attack. A busy seat has some dozens. */
const MOST_TRANSACTIONS = 4_096;

export interface UnreliableOptions {
  readonly schedule: Schedule;
  /** Puts a message on the wire. */
  readonly transmit: (message: string) => void;
  /** Gives a message to the transactions above. */
  readonly deliver: (message: string) => void;
}

/** A request that came to us, and what became of it. */
interface Received {
  /** What was answered last; undefined while nothing was. */
  response?: { readonly statusCode: number; readonly message: string };
  /** Of a refusal of an INVITE, until its ACK. */
  copies?: Copies;
  isAcknowledged: boolean;
}

/**
 * What RFC 3261 asks of transactions over an unreliable transport and sip.js 0.21 does not do. sip.js keeps
 * timers B, F, H, L and M, repeats a 2xx to an INVITE until its ACK, the ACK to a repeated 2xx, and a reliable
 * 1xx until its PRACK. Beneath it are here:
 *
 * ```
 *  our INVITE ────────────▶ again after T1, 2·T1, 4·T1 … until any response             timer A
 *  our other request ─────▶ the same, at most T2 apart, until a final response;
 *                           T2 apart after a provisional one                            timer E
 *  its INVITE's refusal ◀── repeated: our ACK again, and no further up                  timer D
 *  its reliable 1xx ◀────── repeated: no further up, our PRACK is on its way            RFC 3262, 4
 *
 *  their request ◀───────── repeated: our last response again, and no further up        timers I, J
 *  our refusal of INVITE ─▶ again after T1, 2·T1 … at most T2 apart, until the ACK;
 *                           later copies of the ACK go no further up                    timer G
 * ```
 *
 * Copies end after 64·T1 at the latest, and all is forgotten 64·T1 after its last message.
 */
export class Unreliable {
  readonly #options: UnreliableOptions;
  /** Copies of our requests, until they are answered. */
  readonly #requests: ExpiringMap<Copies>;
  /** Our ACKs, each under its INVITE. One to a 2xx has a branch of its own and is never looked for here. */
  readonly #acknowledgements: ExpiringMap<string>;
  /** Reliable provisional responses that were seen. */
  readonly #provisionals: ExpiringMap<true>;
  readonly #received: ExpiringMap<Received>;

  constructor(options: UnreliableOptions) {
    const { schedule } = options;
    const bounds = { schedule, most: MOST_TRANSACTIONS };
    this.#options = options;
    this.#requests = new ExpiringMap({ ...bounds, onGone: (copies) => copies.stop() });
    this.#acknowledgements = new ExpiringMap({ ...bounds, onGone: () => undefined });
    this.#provisionals = new ExpiringMap({ ...bounds, onGone: () => undefined });
    this.#received = new ExpiringMap({ ...bounds, onGone: ({ copies }) => copies?.stop() });
  }

  /** Messages that are remembered. */
  get size(): number {
    return this.#requests.size + this.#acknowledgements.size + this.#provisionals.size + this.#received.size;
  }

  /** Sends a message of ours, and its copies as they fall due. */
  send(message: string): void {
    this.#options.transmit(message);
    const text = readSipText(message);
    if (text === undefined) return;
    const { statusCode, method, transaction } = text;
    if (statusCode !== undefined) this.#responded(text, { statusCode, message });
    else if (method === 'ACK') this.#acknowledgements.set(transaction, message, MEMORY_MILLISECONDS);
    else this.#requests.set(keyOf(text), this.#copiesOfRequest(method, message), MEMORY_MILLISECONDS);
  }

  /** Takes a message from the wire. */
  receive(message: string): void {
    const text = readSipText(message);
    const isNew =
      text === undefined ||
      (text.statusCode === undefined
        ? this.#isNewRequest(text)
        : this.#isNewResponse(text, text.statusCode, message));
    if (isNew) this.#options.deliver(message);
  }

  /** Forgets all; nothing is sent any more. */
  stop(): void {
    for (const memory of [this.#requests, this.#acknowledgements, this.#provisionals, this.#received]) {
      memory.clear();
    }
  }

  #copiesOfRequest(method: string, message: string): Copies {
    const longest = method === 'INVITE' ? Number.POSITIVE_INFINITY : T2_MILLISECONDS;
    return new Copies(this.#options, message, longest);
  }

  #responded(text: SipText, response: { readonly statusCode: number; readonly message: string }): void {
    const key = keyOf(text);
    if (this.#received.get(key) === undefined) return;
    const isRefused = text.method === 'INVITE' && response.statusCode >= 300;
    const one: Received = { response, isAcknowledged: false };
    if (isRefused) one.copies = new Copies(this.#options, response.message, T2_MILLISECONDS);
    this.#received.set(key, one, response.statusCode < 200 ? UNANSWERED_MILLISECONDS : MEMORY_MILLISECONDS);
  }

  #isNewResponse(text: SipText, statusCode: number, message: string): boolean {
    const key = keyOf(text);
    if (statusCode >= 200 || text.method === 'INVITE') this.#requests.delete(key);
    else this.#requests.get(key)?.slowDown();

    if (text.method === 'INVITE' && statusCode >= 300) {
      const acknowledgement = this.#acknowledgements.get(text.transaction);
      if (acknowledgement !== undefined) this.#options.transmit(acknowledgement);
      return acknowledgement === undefined;
    }
    const provisional = reliableProvisional(message);
    if (provisional === undefined) return true;
    const isNew = this.#provisionals.get(`${key} ${provisional}`) === undefined;
    this.#provisionals.set(`${key} ${provisional}`, true, MEMORY_MILLISECONDS);
    return isNew;
  }

  #isNewRequest(text: SipText): boolean {
    if (text.method === 'ACK') return this.#isNewAcknowledgement(text);
    const key = keyOf(text);
    const known = this.#received.get(key);
    if (known === undefined) {
      this.#received.set(key, { isAcknowledged: false }, UNANSWERED_MILLISECONDS);
      return true;
    }
    const { response, isAcknowledged } = known;
    // An accepted INVITE is sip.js's to repeat, as it alone knows of the ACK (RFC 6026 section 7.1).
    const isAccepted =
      text.method === 'INVITE' &&
      response !== undefined &&
      response.statusCode >= 200 &&
      response.statusCode < 300;
    if (response !== undefined && !isAcknowledged && !isAccepted) this.#options.transmit(response.message);
    return false;
  }

  #isNewAcknowledgement(text: SipText): boolean {
    const refused = this.#received.get(keyOf({ ...text, method: 'INVITE' }));
    if (refused?.copies === undefined) return true;
    const isNew = !refused.isAcknowledged;
    refused.copies.stop();
    refused.isAcknowledged = true;
    return isNew;
  }
}

/** A message that is sent again after T1, 2·T1, 4·T1 … until it is told to stop. */
class Copies {
  readonly #options: UnreliableOptions;
  readonly #message: string;
  readonly #longestMilliseconds: number;
  #intervalMilliseconds = T1_MILLISECONDS;
  #cancel: () => void = () => undefined;

  constructor(options: UnreliableOptions, message: string, longestMilliseconds: number) {
    this.#options = options;
    this.#message = message;
    this.#longestMilliseconds = longestMilliseconds;
    this.#later();
  }

  /** From the next copy on, T2 apart (RFC 3261 section 17.1.2.2). */
  slowDown(): void {
    this.#intervalMilliseconds = T2_MILLISECONDS;
  }

  stop(): void {
    this.#cancel();
  }

  #later(): void {
    this.#cancel = this.#options.schedule(this.#intervalMilliseconds, () => {
      this.#options.transmit(this.#message);
      this.#intervalMilliseconds = Math.min(2 * this.#intervalMilliseconds, this.#longestMilliseconds);
      this.#later();
    });
  }
}

function keyOf({ transaction, method }: SipText): string {
  return `${transaction} ${method}`;
}
