import { randomUUID } from 'node:crypto';
import { createSocket, type RemoteInfo } from 'node:dgram';
import { openRtpEndpoint, type RtpEndpoint } from './rtp-endpoint.ts';

/**
 * The smallest exchange that a seat with plain RTP can work with, in this process, for benches that must not
 * depend on installed peers: every registration and every question is granted, and it calls the seat. It
 * repeats nothing, as nothing is lost on loopback.
 */
export interface UdpExchange {
  /** As a seat's settings name it. */
  readonly server: string;
  /** Settles when somebody has registered. */
  readonly registered: Promise<void>;
  /** Calls whoever registered last. */
  call(): Promise<UdpCall>;
  close(): void;
}

/** Times are milliseconds of `performance.now()`. */
export interface UdpCall {
  readonly voice: RtpEndpoint;
  /** When 180 came. */
  readonly rang: Promise<number>;
  /** When 200 came; the ACK has left. */
  readonly answered: Promise<number>;
  /** Settles with BYE of either side. */
  readonly ended: Promise<void>;
  hangUp(): void;
}

interface Message {
  readonly first: string;
  readonly body: string;
  header(name: string): string;
  /** Every line of a header, as a request is answered with all of its Via. */
  lines(name: string): string[];
}

const TONE = 440;

export async function startUdpExchange(domain: string): Promise<UdpExchange> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  const { port } = socket.address();
  const calls = new Map<string, (message: Message, from: RemoteInfo) => void>();
  const registered = Promise.withResolvers<void>();
  let seat: { readonly contact: string; readonly port: number } | undefined;

  const send = (lines: readonly string[], to: number, body = '') => {
    const head = [...lines, `Content-Length: ${Buffer.byteLength(body)}`, '', ''];
    socket.send(`${head.join('\r\n')}${body}`, to, '127.0.0.1');
  };
  const respond = (
    request: Message,
    from: RemoteInfo,
    status: string,
    extra: readonly string[] = [],
    body = '',
  ) => {
    const to = request.header('To');
    send(
      [
        `SIP/2.0 ${status}`,
        ...request.lines('Via').map((via) => `Via: ${via.replace(/;rport(?!=)/, `;rport=${from.port}`)}`),
        `From: ${request.header('From')}`,
        `To: ${to.includes('tag=') ? to : `${to};tag=exchange`}`,
        `Call-ID: ${request.header('Call-ID')}`,
        `CSeq: ${request.header('CSeq')}`,
        ...extra,
      ],
      from.port,
      body,
    );
  };

  socket.on('message', (datagram, from) => {
    const message = parse(datagram.toString());
    if (message === undefined) return; // a keep-alive
    const call = calls.get(message.header('Call-ID'));
    if (message.first.startsWith('SIP/2.0')) return call?.(message, from);
    const [method] = message.first.split(' ');
    if (method === 'REGISTER') {
      const contact = message.header('Contact');
      seat = { contact: /<([^>]+)>/.exec(contact)?.[1] ?? '', port: from.port };
      respond(message, from, '200 OK', [`Contact: ${contact}`, 'Expires: 300']);
      registered.resolve();
    } else if (method === 'BYE') {
      respond(message, from, '200 OK');
      call?.(message, from);
    } else if (method === 'INVITE' && call) call(message, from);
    else if (method !== 'ACK') respond(message, from, '200 OK');
  });

  return {
    server: `sip:127.0.0.1:${port};transport=udp`,
    registered: registered.promise,
    call: async () => {
      if (!seat) throw new Error('Nobody has registered.');
      const { contact } = seat;
      let seatPort = seat.port;
      const voice = await openRtpEndpoint({ frequency: TONE });
      const callId = randomUUID();
      const rang = Promise.withResolvers<number>();
      const answered = Promise.withResolvers<number>();
      const ended = Promise.withResolvers<void>();
      let to = `<sip:12345@${domain}>`;
      let target = contact;
      let over = false;
      const contactLine = `Contact: <sip:15400000001@127.0.0.1:${port}>`;
      const request = (method: string, sequence: number, body = '') =>
        send(
          [
            `${method} ${target} SIP/2.0`,
            `Via: SIP/2.0/UDP 127.0.0.1:${port};branch=z9hG4bK${randomUUID()};rport`,
            'Max-Forwards: 70',
            `From: <sip:15400000001@${domain}>;tag=${callId.slice(0, 8)}`,
            `To: ${to}`,
            `Call-ID: ${callId}`,
            `CSeq: ${sequence} ${method}`,
            contactLine,
            ...(body === '' ? [] : ['Content-Type: application/sdp']),
          ],
          seatPort,
          body,
        );
      const end = () => {
        if (over) return;
        over = true;
        calls.delete(callId);
        voice.close();
        ended.resolve();
      };
      calls.set(callId, (message, from) => {
        if (message.first.startsWith('BYE')) return end();
        if (message.first.startsWith('INVITE')) {
          // Wherever the seat is now: it may have been started anew.
          seatPort = from.port;
          target = /<([^>]+)>/.exec(message.header('Contact'))?.[1] ?? target;
          voice.sendTo(audioPortOf(message.body));
          const lines = [contactLine, 'Content-Type: application/sdp'];
          return respond(message, from, '200 OK', lines, offer(voice.port, directionFor(message.body)));
        }
        if (!message.header('CSeq').endsWith('INVITE')) return;
        const status = Number(message.first.split(' ')[1]);
        if (status === 180) rang.resolve(performance.now());
        if (status < 200) return;
        if (status >= 300) return answered.reject(new Error(`The seat answered ${status}.`));
        answered.resolve(performance.now());
        to = message.header('To');
        target = /<([^>]+)>/.exec(message.header('Contact'))?.[1] ?? target;
        request('ACK', 1);
        voice.sendTo(audioPortOf(message.body));
      });
      request('INVITE', 1, offer(voice.port));
      return {
        voice,
        rang: rang.promise,
        answered: answered.promise,
        ended: ended.promise,
        hangUp: () => {
          request('BYE', 2);
          end();
        },
      };
    },
    close: () => socket.close(),
  };
}

function audioPortOf(description: string): number {
  return Number(/^m=audio (\d+)/m.exec(description)?.[1] ?? 0);
}

/** The direction that answers the one offered (RFC 3264 section 6.1). */
function directionFor(description: string): string {
  const offered = /^a=(sendonly|recvonly|inactive)\r?$/m.exec(description)?.[1];
  return offered === 'sendonly' ? 'recvonly' : offered === 'recvonly' ? 'sendonly' : (offered ?? 'sendrecv');
}

function offer(port: number, direction = 'sendrecv'): string {
  const lines = [
    'v=0',
    'o=exchange 1 1 IN IP4 127.0.0.1',
    's=-',
    'c=IN IP4 127.0.0.1',
    't=0 0',
    `m=audio ${port} RTP/AVP 8 0 101`,
    'a=rtpmap:8 PCMA/8000',
    'a=rtpmap:0 PCMU/8000',
    'a=rtpmap:101 telephone-event/8000',
    `a=${direction}`,
  ];
  return `${lines.join('\r\n')}\r\n`;
}

function parse(text: string): Message | undefined {
  const [head = '', body = ''] = text.split(/\r\n\r\n(.*)/s);
  const [first = '', ...rest] = head.split('\r\n');
  if (!first.includes('SIP/2.0')) return undefined;
  const lines = (name: string) =>
    rest
      .filter((line) => line.toLowerCase().startsWith(`${name.toLowerCase()}:`))
      .map((line) => line.slice(name.length + 1).trim());
  return { first, body, lines, header: (name) => lines(name)[0] ?? '' };
}
