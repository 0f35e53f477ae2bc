import { createHash } from 'node:crypto';
import { WebSocket } from 'ws';

/** Time that only passes when told to, for the exchange's own timers. */
export function createManualTime() {
  let now = 1_000;
  let timers: Array<{ at: number; run: () => void }> = [];
  return {
    clock: { wall: () => 1_700_000_000_000 + now, monotonic: () => now },
    schedule: (milliseconds: number, run: () => void) => {
      const timer = { at: now + milliseconds, run };
      timers.push(timer);
      return () => {
        timers = timers.filter((one) => one !== timer);
      };
    },
    pass: (milliseconds: number) => {
      const end = now + milliseconds;
      for (;;) {
        const next = timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
        if (!next) break;
        timers = timers.filter((one) => one !== next);
        now = next.at;
        next.run();
      }
      now = end;
    },
  };
}

/** A SIP message as text, and what tests look for in it. */
export interface SipText {
  readonly first: string;
  readonly text: string;
  header(name: string): string;
  readonly body: string;
}

const sipText = (text: string): SipText => ({
  first: text.slice(0, text.indexOf('\r\n')),
  text,
  header: (name) => new RegExp(`^${name}:\\s*(.*)$`, 'im').exec(text)?.[1]?.trim() ?? '',
  body: text.slice(text.indexOf('\r\n\r\n') + 4),
});

/** A seat that says exactly what it is told to, over one WebSocket. */
export async function connectSeat(url: string, protocols: string[] = ['sip']) {
  const socket = new WebSocket(url, protocols);
  const queue: SipText[] = [];
  const waiters: Array<{ accept: (message: SipText) => boolean; resolve: (message: SipText) => void }> = [];
  socket.on('message', (data) => {
    const message = sipText(data.toString());
    const index = waiters.findIndex(({ accept }) => accept(message));
    if (index >= 0) waiters.splice(index, 1)[0]?.resolve(message);
    else queue.push(message);
  });
  await new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  let branch = 0;
  const send = (lines: string[], body = '') =>
    socket.send(`${[...lines, `Content-Length: ${Buffer.byteLength(body)}`].join('\r\n')}\r\n\r\n${body}`);
  const next = (start: string): Promise<SipText> => {
    const accept = (message: SipText) => message.first.startsWith(start);
    const index = queue.findIndex(accept);
    const [found] = index >= 0 ? queue.splice(index, 1) : [];
    return found ? Promise.resolve(found) : new Promise((resolve) => waiters.push({ accept, resolve }));
  };
  const request = (method: string, uri: string, extra: Record<string, string> = {}, body = '') => {
    const headers: Record<string, string> = {
      Via: `SIP/2.0/WS seat.invalid;branch=z9hG4bK${socket.url.length}x${Math.random()}-${branch++}`,
      'Max-Forwards': '70',
      From: '<sip:8001@practice.invalid>;tag=seat',
      To: '<sip:8001@practice.invalid>',
      'Call-ID': 'registration',
      CSeq: `${branch} ${method}`,
      ...extra,
    };
    send(
      [`${method} ${uri} SIP/2.0`, ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`)],
      body,
    );
    return headers;
  };
  const respond = (to: SipText, status: string, extra: string[] = [], body = '') =>
    send(
      [
        `SIP/2.0 ${status}`,
        ...['Via', 'From', 'Call-ID', 'CSeq'].map((name) => `${name}: ${to.header(name)}`),
        `To: ${to.header('To').includes(';tag=') || status.startsWith('100') ? to.header('To') : `${to.header('To')};tag=seat-tag`}`,
        'Contact: <sip:seat@seat.invalid;transport=ws>',
        ...extra,
      ],
      body,
    );
  const register = async (account: string, password: string, extra: Record<string, string> = {}) => {
    const names = {
      From: `<sip:${account}@practice.invalid>;tag=seat`,
      To: `<sip:${account}@practice.invalid>`,
    };
    const contact = { Contact: '<sip:seat@seat.invalid;transport=ws>;expires=300' };
    request('REGISTER', 'sip:practice.invalid', { ...names, ...contact, ...extra });
    const challenge = await next('SIP/2.0 ');
    if (!challenge.first.startsWith('SIP/2.0 401')) return challenge;
    request('REGISTER', 'sip:practice.invalid', {
      ...names,
      ...contact,
      ...extra,
      Authorization: authorize(challenge.header('WWW-Authenticate'), account, password),
    });
    return next('SIP/2.0 ');
  };
  /**
   * Places a call and answers the challenge. `ok` waits for the 200, sends the ACK and answers with what the
   * requests of the dialog begin with.
   */
  const dial = async (number: string, password = 'right', body = OFFER) => {
    const uri = `sip:${number}@practice.invalid`;
    const names = {
      From: '<sip:8001@practice.invalid>;tag=seat',
      To: `<sip:${number}@practice.invalid>`,
      'Call-ID': `dialled-${branch}`,
      Contact: '<sip:seat@seat.invalid;transport=ws>',
      'Content-Type': 'application/sdp',
    };
    const first = request('INVITE', uri, { ...names, CSeq: '1 INVITE' }, body);
    const challenge = await next('SIP/2.0 401');
    request('ACK', uri, { ...names, Via: first['Via'] ?? '', To: challenge.header('To'), CSeq: '1 ACK' });
    const Authorization = authorize(challenge.header('WWW-Authenticate'), '8001', password, {
      method: 'INVITE',
      uri,
    });
    const headers = request('INVITE', uri, { ...names, CSeq: '2 INVITE', Authorization }, body);
    return {
      headers,
      cancel: () =>
        request('CANCEL', uri, {
          Via: headers['Via'] ?? '',
          From: names.From,
          To: names.To,
          'Call-ID': names['Call-ID'],
          CSeq: '2 CANCEL',
        }),
      ok: async () => {
        const answer = await next('SIP/2.0 200');
        const dialog = { From: names.From, To: answer.header('To'), 'Call-ID': names['Call-ID'] };
        request('ACK', EXCHANGE, { ...dialog, CSeq: '2 ACK' });
        return { answer, dialog };
      },
    };
  };
  return { socket, send, next, request, respond, register, dial, close: () => socket.terminate() };
}

/** The exchange's Contact. */
export const EXCHANGE = 'sip:exchange@practice.invalid;transport=ws';
const OFFER =
  'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 8\r\na=sendrecv\r\n';
/** A seat's description in this direction, for media that are not looked at. */
export const offerOf = (direction: string) => OFFER.replace('sendrecv', direction);

const HASHES = { MD5: 'md5', 'SHA-256': 'sha256' };

/** Authorization header for a request, a REGISTER unless said otherwise (RFC 7616). */
export function authorize(
  challenge: string,
  account: string,
  password: string,
  more: {
    readonly method?: string;
    readonly uri?: string;
    readonly algorithm?: keyof typeof HASHES;
    readonly count?: string;
  } = {},
): string {
  const { method = 'REGISTER', uri = 'sip:practice.invalid', algorithm = 'MD5', count = '00000001' } = more;
  const hash = (text: string) => createHash(HASHES[algorithm]).update(text).digest('hex');
  const nonce = /nonce="([^"]+)"/.exec(challenge)?.[1] ?? '';
  const realm = /realm="([^"]+)"/.exec(challenge)?.[1] ?? '';
  const secret = hash(`${account}:${realm}:${password}`);
  const response = hash(`${secret}:${nonce}:${count}:abc:auth:${hash(`${method}:${uri}`)}`);
  return `Digest algorithm=${algorithm}, username="${account}", realm="${realm}", nonce="${nonce}", uri="${uri}", response="${response}", qop=auth, cnonce="abc", nc=${count}`;
}
