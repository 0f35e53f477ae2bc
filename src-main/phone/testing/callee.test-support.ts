import { headerOf, responseTo, type SipMessage, type TestExchange } from './exchange.test-support.ts';

const CONTACT = 'Contact: <sip:callee@callee.invalid;transport=ws>';

/** Somebody whom the seat calls: one INVITE of the seat and the dialog that grows from it. */
export class TestCallee {
  readonly invite: SipMessage;
  readonly #exchange: TestExchange;
  readonly #tag: string;
  #sequence = 100;

  private constructor(exchange: TestExchange, invite: SipMessage, tag: string) {
    this.#exchange = exchange;
    this.invite = invite;
    this.#tag = tag;
  }

  /** Waits for the seat's next call. */
  static async called(exchange: TestExchange): Promise<TestCallee> {
    const invite = await exchange.next(
      (message) =>
        message.method === 'INVITE' && message.status === null && !headerOf(message, 'To').includes('tag='),
    );
    return new TestCallee(exchange, invite, 'callee');
  }

  /** Another device that the same INVITE reached. */
  fork(tag: string): TestCallee {
    return new TestCallee(this.#exchange, this.invite, tag);
  }

  get callId(): string {
    return headerOf(this.invite, 'Call-ID');
  }

  /** Answers the INVITE. */
  respond(status: number, extra: string[] = [], body = ''): void {
    this.answer(this.invite, status, extra, body);
  }

  /** Answers any request of the seat, in this dialog. */
  answer(request: SipMessage, status: number, extra: string[] = [], body = ''): void {
    const text = responseTo(request, status, [CONTACT, ...extra], body);
    this.#exchange.send(text.replace(';tag=exchange', `;tag=${this.#tag}`));
  }

  /** The seat's next request in this dialog. */
  request(method: string): Promise<SipMessage> {
    return this.#exchange.next(
      (message) =>
        message.method === method &&
        message.status === null &&
        message !== this.invite &&
        headerOf(message, 'Call-ID') === this.callId &&
        (method === 'CANCEL' || headerOf(message, 'To').includes(`tag=${this.#tag}`)),
    );
  }

  /** Sends a request in the dialog. */
  send(method: string, extra: string[] = [], body = ''): void {
    const sequence = ++this.#sequence;
    const contact = /<([^>]+)>/.exec(headerOf(this.invite, 'Contact'))?.[1] ?? '';
    const isTyped = extra.some((line) => /^content-type:/i.test(line));
    const type = body === '' || isTyped ? [] : ['Content-Type: application/sdp'];
    const lines = [
      `${method} ${contact} SIP/2.0`,
      `Via: SIP/2.0/WS callee.invalid;branch=z9hG4bK-${this.#tag}-${sequence}`,
      'Max-Forwards: 70',
      `From: ${headerOf(this.invite, 'To')};tag=${this.#tag}`,
      `To: ${headerOf(this.invite, 'From')}`,
      `Call-ID: ${this.callId}`,
      `CSeq: ${sequence} ${method}`,
      CONTACT,
      ...extra,
      ...type,
      `Content-Length: ${Buffer.byteLength(body)}`,
    ];
    this.#exchange.send(`${lines.join('\r\n')}\r\n\r\n${body}`);
  }

  /** The seat's answer to a request of ours. */
  answerTo(method: string, status: number): Promise<SipMessage> {
    return this.#exchange.next(
      (message) =>
        message.method === method &&
        message.status === status &&
        headerOf(message, 'Call-ID') === this.callId,
    );
  }
}
