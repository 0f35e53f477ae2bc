import { CodedError } from '#shared/domain/index.ts';
import { contentLengths, refusalOf } from './sip-text.ts';

/** Larger heads than this are hostile; a large real one is some 4 KiB. */
export const LONGEST_HEAD_BYTES = 64 * 1024;
export const LONGEST_BODY_BYTES = 192 * 1024;

/** A stream that cannot be read on, as nobody knows where its next message begins. */
export class FramingError extends CodedError {
  /** What the sender of a request is told before the stream is closed (RFC 3261 section 18.3). */
  readonly answer: string | undefined;

  constructor(message: string, answer?: string) {
    super('stream-unreadable', message);
    this.answer = answer;
  }
}

/** What a stream brings: messages, and line breaks between them (RFC 5626 section 4.4.1). */
export type Frame =
  | { readonly kind: 'message'; readonly text: string }
  | { readonly kind: 'ping' }
  | { readonly kind: 'pong' };

const END_OF_HEAD = Buffer.from('\r\n\r\n');
const CARRIAGE_RETURN = 0x0d;
const LINE_FEED = 0x0a;

/**
 * Cuts a byte stream into SIP messages by Content-Length, counted in bytes (RFC 3261 section 18.3). Its memory
 * is bounded by one head, one body and one chunk, however slowly or oddly a stream drips, and its work by the
 * bytes that come.
 */
export class StreamFraming {
  #buffer = Buffer.alloc(4 * 1024);
  /** What has come and was not brought yet: `#buffer` from here … */
  #start = 0;
  /** … to here. */
  #end = 0;
  /** Up to here no end of a head was found. */
  #searched = 0;
  /** Where the message ends that begins at `#start`, once its head is complete. */
  #messageEnd: number | undefined;

  /**
   * Takes the next bytes of the stream and brings what they complete.
   * @throws FramingError when the rest of the stream cannot be cut; what was whole before has been brought
   */
  *push(chunk: Uint8Array): Generator<Frame, void> {
    this.#append(chunk);
    for (let frame = this.#next(); frame !== undefined; frame = this.#next()) yield frame;
  }

  #append(chunk: Uint8Array): void {
    if (this.#end + chunk.length > this.#buffer.length) this.#makeRoom(chunk.length);
    this.#buffer.set(chunk, this.#end);
    this.#end += chunk.length;
  }

  #makeRoom(bytes: number): void {
    const length = this.#end - this.#start;
    const isTooSmall = length + bytes > this.#buffer.length;
    const roomier = isTooSmall ? Buffer.alloc(2 * (length + bytes)) : this.#buffer;
    this.#buffer.copy(roomier, 0, this.#start, this.#end);
    this.#buffer = roomier;
    this.#searched = Math.max(0, this.#searched - this.#start);
    if (this.#messageEnd !== undefined) this.#messageEnd -= this.#start;
    this.#start = 0;
    this.#end = length;
  }

  #next(): Frame | undefined {
    if (this.#messageEnd === undefined) {
      const lineBreak = this.#lineBreak();
      if (lineBreak !== undefined) return lineBreak;
      this.#messageEnd = this.#findMessageEnd();
    }
    if (this.#messageEnd === undefined || this.#end < this.#messageEnd) return undefined;
    const text = this.#buffer.toString('utf8', this.#start, this.#messageEnd);
    this.#start = this.#messageEnd;
    this.#messageEnd = undefined;
    return { kind: 'message', text };
  }

  #findMessageEnd(): number | undefined {
    const from = Math.max(this.#start, this.#searched);
    const found = this.#buffer.subarray(0, this.#end).indexOf(END_OF_HEAD, from);
    const headEnd = found < 0 ? this.#end : found;
    if (headEnd - this.#start > LONGEST_HEAD_BYTES)
      throw new FramingError('The head of a message is too long.');
    if (found < 0) {
      this.#searched = this.#end - (END_OF_HEAD.length - 1);
      return undefined;
    }
    const head = this.#buffer.toString('utf8', this.#start, headEnd);
    return headEnd + END_OF_HEAD.length + bodyLength(head);
  }

  /**
   * Takes a line break from before a message. Two that come in one piece ask for one in return; else two
   * answers that came after each other would be taken for a question.
   */
  #lineBreak(): Frame | undefined {
    const isLineBreak = (at: number) =>
      at + 1 < this.#end && this.#buffer[at] === CARRIAGE_RETURN && this.#buffer[at + 1] === LINE_FEED;
    if (!isLineBreak(this.#start)) return undefined;
    const isDouble = isLineBreak(this.#start + 2);
    this.#start += isDouble ? 4 : 2;
    return { kind: isDouble ? 'ping' : 'pong' };
  }
}

/** @throws FramingError when the head says no length, several different ones or a hostile one */
function bodyLength(head: string): number {
  const [length, ...others] = contentLengths(head);
  if (length === undefined) {
    throw new FramingError('A message has no Content-Length.', refusalOf(head, '400 Missing Content-Length'));
  }
  if (!/^\d{1,9}$/.test(length) || others.some((other) => other !== length)) {
    throw new FramingError(
      'A Content-Length is unreadable.',
      refusalOf(head, '400 Unreadable Content-Length'),
    );
  }
  if (Number(length) > LONGEST_BODY_BYTES) {
    throw new FramingError('The body of a message is too long.', refusalOf(head, '513 Message Too Large'));
  }
  return Number(length);
}
