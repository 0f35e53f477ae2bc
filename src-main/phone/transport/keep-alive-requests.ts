import { isIPv6 } from 'node:net';
import type { Link } from './link.ts';
import { readSipText } from './sip-text.ts';

export interface KeepAliveOptions {
  /** SIP address of the account. */
  readonly addressOfRecord: string;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

/**
 * OPTIONS requests that are only asked to be answered (RFC 3261 section 11); any answer will do, a refusal too.
 * They are from the account to its own domain: exchanges take strangers for scanners and lock them out. They
 * stay beneath sip.js, whose transactions would remember each of them for 32 seconds.
 */
export class KeepAliveRequests {
  readonly #callId: string;
  readonly #tag: string;
  readonly #sentBy: string;
  readonly #protocol: string;
  readonly #addressOfRecord: string;
  #sequence = 0;

  constructor({ local, protocol }: Pick<Link, 'local' | 'protocol'>, options: KeepAliveOptions) {
    const token = () => options.random().toString(36).slice(2).padEnd(8, '0');
    this.#callId = `keep-alive-${token()}${token()}`;
    this.#tag = token();
    this.#sentBy = `${isIPv6(local.address) ? `[${local.address}]` : local.address}:${local.port}`;
    this.#protocol = protocol;
    this.#addressOfRecord = options.addressOfRecord;
  }

  next(): string {
    const sequence = ++this.#sequence;
    const domain = this.#addressOfRecord.replace(/^sip:.*@/, 'sip:');
    return [
      `OPTIONS ${domain} SIP/2.0`,
      `Via: SIP/2.0/${this.#protocol} ${this.#sentBy};branch=z9hG4bK-${this.#callId}-${sequence};rport`,
      'Max-Forwards: 70',
      `From: <${this.#addressOfRecord}>;tag=${this.#tag}`,
      `To: <${domain}>`,
      `Call-ID: ${this.#callId}`,
      `CSeq: ${sequence} OPTIONS`,
      'Accept: application/sdp',
      'Content-Length: 0',
      '',
      '',
    ].join('\r\n');
  }

  /** Whether a message is a response to one of them. */
  isAnswer(message: string): boolean {
    if (!message.startsWith('SIP/2.0 ') || !message.includes(this.#callId)) return false;
    return readSipText(message)?.callId === this.#callId;
  }
}
