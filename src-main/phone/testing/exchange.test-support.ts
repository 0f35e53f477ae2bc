import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type WebSocket, WebSocketServer } from 'ws';

/** One SIP message, as far as the tests look at it. */
export interface SipMessage {
  /** First line. */
  readonly start: string;
  /** Method of a request, or of the request that a response answers. */
  readonly method: string;
  /** Status code of a response, or null for a request. */
  readonly status: number | null;
  readonly headers: ReadonlyArray<readonly [string, string]>;
  readonly body: string;
}

/** The first value of a header, or an empty string. */
export function headerOf(message: SipMessage, name: string): string {
  return message.headers.find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1] ?? '';
}

export function parseSip(text: string): SipMessage {
  const [head = '', ...rest] = text.split('\r\n\r\n');
  const [start = '', ...lines] = head.split('\r\n');
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).trim(), line.slice(colon + 1).trim()];
  });
  const status = /^SIP\/2\.0 (\d{3})/.exec(start)?.[1];
  const cseq = headers.find(([key]) => key.toLowerCase() === 'cseq')?.[1] ?? '';
  return {
    start,
    method: cseq.split(' ')[1] ?? '',
    status: status === undefined ? null : Number(status),
    headers,
    body: rest.join('\r\n\r\n'),
  };
}

interface Waiter {
  readonly matches: (message: SipMessage) => boolean;
  readonly resolve: (message: SipMessage) => void;
}

export type Challenge = 'digest-401' | 'digest-407' | 'none';

/** An exchange of a few lines on loopback: registrar with digest (RFC 2617, MD5) and hand-written callers. */
export interface TestExchange {
  readonly url: string;
  /** Everything received from the seat, in order. */
  readonly received: readonly SipMessage[];
  /** Status codes to refuse the next REGISTERs with, first come first served. */
  readonly refusals: number[];
  /** Whether REGISTER is answered at all. */
  answersRegister: boolean;
  /** Contact of the last accepted REGISTER. */
  contact(): string;
  /** Sockets that were opened so far. */
  connections(): number;
  /** The next message, or one already received and not yet taken, that matches. */
  next(matches: (message: SipMessage) => boolean): Promise<SipMessage>;
  send(text: string): void;
  /** Closes the socket without a word, as a cut cable does at its end. */
  dropSocket(): void;
  /** Stops listening and drops the socket; `listen` comes back on the same port. */
  goDown(): Promise<void>;
  comeUp(): Promise<void>;
  stop(): Promise<void>;
}

export async function startTestExchange(
  options: { password?: string; challenge?: Challenge } = {},
): Promise<TestExchange> {
  const password = options.password ?? 'secret';
  const challenge = options.challenge ?? 'digest-401';
  const received: SipMessage[] = [];
  const untaken: SipMessage[] = [];
  const waiters: Waiter[] = [];
  const refusals: number[] = [];
  let contact = '';
  let socket: WebSocket | undefined;
  let connections = 0;
  let server: WebSocketServer;
  let port = 0;
  const exchange = { answersRegister: true };

  const listen = async () => {
    server = new WebSocketServer({ host: '127.0.0.1', port, handleProtocols: () => 'sip' });
    server.on('connection', (opened) => {
      connections++;
      socket = opened;
      opened.on('message', (data) => receive(data.toString()));
    });
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('No port.');
    port = address.port;
  };

  const receive = (text: string) => {
    if (/^[\r\n]*$/.test(text)) return;
    const message = parseSip(text);
    received.push(message);
    if (message.method === 'REGISTER' && message.status === null) register(message);
    const index = waiters.findIndex((waiter) => waiter.matches(message));
    const waiter = waiters[index];
    if (waiter) {
      waiters.splice(index, 1);
      waiter.resolve(message);
    } else untaken.push(message);
  };

  const register = (request: SipMessage) => {
    if (!exchange.answersRegister) return;
    const refusal = refusals.shift();
    if (refusal !== undefined) {
      const extra = refusal === 423 ? ['Min-Expires: 600'] : [];
      return send(responseTo(request, refusal, extra));
    }
    const header = challenge === 'digest-407' ? 'Proxy-Authorization' : 'Authorization';
    if (challenge !== 'none' && !isAuthorized(headerOf(request, header), password)) {
      const status = challenge === 'digest-407' ? 407 : 401;
      const name = status === 407 ? 'Proxy-Authenticate' : 'WWW-Authenticate';
      const nonce = randomBytes(8).toString('hex');
      const value = `Digest realm="test", nonce="${nonce}", algorithm=MD5, qop="auth"`;
      return send(responseTo(request, status, [`${name}: ${value}`]));
    }
    contact = /<([^>]+)>/.exec(headerOf(request, 'Contact'))?.[1] ?? '';
    send(responseTo(request, 200, [`Contact: ${headerOf(request, 'Contact')}`]));
  };

  const send = (text: string) => {
    if (!socket) throw new Error('The seat is not connected.');
    socket.send(text);
  };
  const goDown = async () => {
    socket?.terminate();
    socket = undefined;
    for (const client of server.clients) client.terminate();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  };

  await listen();
  return Object.assign(exchange, {
    url: `ws://127.0.0.1:${port}`,
    received,
    refusals,
    contact: () => contact,
    connections: () => connections,
    next: (matches: (message: SipMessage) => boolean) => {
      const index = untaken.findIndex(matches);
      const found = untaken[index];
      if (found) {
        untaken.splice(index, 1);
        return Promise.resolve(found);
      }
      return new Promise<SipMessage>((resolve) => waiters.push({ matches, resolve }));
    },
    send,
    dropSocket: () => socket?.terminate(),
    goDown,
    comeUp: listen,
    stop: goDown,
  });
}

function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}

function isAuthorized(header: string, password: string): boolean {
  const value = (name: string) => new RegExp(`[ ,]${name}="?([^",]*)"?`).exec(header)?.[1] ?? '';
  const ha1 = md5(`${value('username')}:${value('realm')}:${password}`);
  const ha2 = md5(`REGISTER:${value('uri')}`);
  const expected = md5(`${ha1}:${value('nonce')}:${value('nc')}:${value('cnonce')}:auth:${ha2}`);
  return header !== '' && value('response') === expected;
}

/** A response to a request of the seat, with a To tag where one belongs. */
export function responseTo(request: SipMessage, status: number, extra: string[] = [], body = ''): string {
  const copied = request.headers.filter(([name]) => /^(via|from|to|call-id|cseq)$/i.test(name));
  const lines = copied.map(([name, value]) =>
    /^to$/i.test(name) && !/;tag=/.test(value) ? `${name}: ${value};tag=exchange` : `${name}: ${value}`,
  );
  return withBody([`SIP/2.0 ${status} Test`, ...lines, ...extra], body);
}

function withBody(lines: string[], body: string): string {
  const isTyped = lines.some((line) => /^content-type:/i.test(line));
  const type = body === '' || isTyped ? [] : ['Content-Type: application/sdp'];
  const length = `Content-Length: ${Buffer.byteLength(body)}`;
  return `${[...lines, ...type, length].join('\r\n')}\r\n\r\n${body}`;
}

let callNumber = 0;

/** A caller: one dialog of hand-written SIP towards the seat. */
export class TestCaller {
  readonly #number = ++callNumber;
  readonly callId = `call-${this.#number}@caller.invalid`;
  readonly #exchange: TestExchange;
  readonly #branch = `z9hG4bK-invite-${this.#number}`;
  readonly fromTag = `caller-${this.#number}`;
  readonly #extra: string[];
  readonly #from: string;
  #to: string;
  #sequence = 1;
  #remoteTarget = '';

  constructor(exchange: TestExchange, options: { from?: string; extra?: string[] } = {}) {
    this.#exchange = exchange;
    this.#from = options.from ?? '<sip:13800138000@caller.invalid>';
    this.#extra = options.extra ?? [];
    this.#to = '<sip:12345@caller.invalid>';
  }

  /** Sends the INVITE; the same bytes each time, so that a second one is a retransmission. */
  invite(offer: string): void {
    const contact = 'Contact: <sip:caller@caller.invalid;transport=ws>';
    this.#exchange.send(
      this.#request('INVITE', this.#exchange.contact(), this.#branch, 1, [contact, ...this.#extra], offer),
    );
  }

  cancel(reason?: string): void {
    const extra = reason === undefined ? [] : [`Reason: ${reason}`];
    this.#exchange.send(this.#request('CANCEL', this.#exchange.contact(), this.#branch, 1, extra));
  }

  /** The seat's response to the INVITE with this status. */
  async response(status: number): Promise<SipMessage> {
    const response = await this.#exchange.next(
      (message) =>
        message.method === 'INVITE' &&
        message.status === status &&
        headerOf(message, 'Call-ID') === this.callId,
    );
    this.#to = headerOf(response, 'To');
    this.#remoteTarget = /<([^>]+)>/.exec(headerOf(response, 'Contact'))?.[1] ?? this.#remoteTarget;
    return response;
  }

  /** ACK to the 200 OK (a transaction of its own) or to a refusal (the INVITE's). */
  ack(answer = '', forRefusal = false): void {
    const branch = forRefusal ? this.#branch : `z9hG4bK-ack-${this.#number}-${++this.#sequence}`;
    const target = this.#remoteTarget || this.#exchange.contact();
    this.#exchange.send(this.#request('ACK', target, branch, 1, [], answer));
  }

  /** ACK to the 200 OK of the last request sent with `send`. */
  ackLast(answer = ''): void {
    const branch = `z9hG4bK-ack-${this.#number}-${this.#sequence}`;
    this.#exchange.send(this.#request('ACK', this.#remoteTarget, branch, this.#sequence, [], answer));
  }

  bye(): void {
    this.#exchange.send(
      this.#request('BYE', this.#remoteTarget, `z9hG4bK-bye-${this.#number}`, ++this.#sequence),
    );
  }

  /** A request of the seat inside this dialog. */
  request(method: string): Promise<SipMessage> {
    return this.#exchange.next(
      (message) =>
        message.method === method && message.status === null && headerOf(message, 'Call-ID') === this.callId,
    );
  }

  /** A response of the seat to a request of ours in this dialog. */
  answerTo(method: string, status: number): Promise<SipMessage> {
    return this.#exchange.next(
      (message) =>
        message.method === method &&
        message.status === status &&
        headerOf(message, 'Call-ID') === this.callId,
    );
  }

  /** Sends a request inside the dialog. */
  send(method: string, extra: string[] = [], body = ''): void {
    const branch = `z9hG4bK-${method}-${this.#number}-${++this.#sequence}`;
    this.#exchange.send(this.#request(method, this.#remoteTarget, branch, this.#sequence, extra, body));
  }

  #request(
    method: string,
    target: string,
    branch: string,
    sequence: number,
    extra: string[] = [],
    body = '',
  ): string {
    return withBody(
      [
        `${method} ${target} SIP/2.0`,
        `Via: SIP/2.0/WS caller.invalid;branch=${branch}`,
        'Max-Forwards: 70',
        `From: ${this.#from};tag=${this.fromTag}`,
        `To: ${this.#to}`,
        `Call-ID: ${this.callId}`,
        `CSeq: ${sequence} ${method}`,
        ...extra,
      ],
      body,
    );
  }
}
