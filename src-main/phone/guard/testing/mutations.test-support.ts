/** Uniform in [0, 1), the same for the same seed (mulberry32). */
export type Random = () => number;

export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function oneOf<T>(random: Random, values: readonly [T, ...T[]]): T {
  return values[Math.floor(random() * values.length)] ?? values[0];
}

const NUMBERS = [
  '0',
  '-1',
  '1',
  '255',
  '256',
  '65536',
  '2147483648',
  '4294967296',
  '9'.repeat(30),
  '00',
  '1e9',
  '',
] as const;
const PIECES = [
  ...[
    '\0',
    '\r',
    '\n',
    '\r\n',
    '\r\n ',
    '\t',
    ' ',
    '"',
    '\\',
    '<',
    '>',
    ';',
    ',',
    ':',
    '@',
    '=',
    '%',
    '%00',
    '?',
    '/',
    '[',
    ']',
  ],
  ...[
    '\u00ff',
    '测',
    '\ud83d\ude00',
    '\ufffd',
    '__proto__',
    'constructor',
    ';tag=',
    ';branch=',
    'sip:',
    'tel:',
    'SIP/2.0',
    '*',
  ],
  ...[
    'Via: ',
    '\r\n\r\n',
    'a'.repeat(300),
    ';a'.repeat(100),
    '"'.repeat(50),
    '<sip:'.repeat(30),
    '\r\n '.repeat(50),
  ],
] as const;
const LINES = [
  'Require: 100rel',
  'Replaces: a;to-tag=b;from-tag=c',
  'Session-Expires: 90;refresher=uac',
  'Min-SE: 99999999999',
  'Content-Encoding: gzip',
  'Record-Route: <sip:p;lr>, <sip:q;lr>',
  'Contact: *',
  'Expires: 0',
  'Event: refer',
  'RAck: 1 1 INVITE',
  'RSeq: 1',
  'Refer-To: <sip:110@exchange.invalid?Replaces=a%3Bto-tag%3Db>',
  'Supported: 100rel, timer, replaces',
  'Call-Info: <sip:x>;answer-after=0',
  'P-Asserted-Identity: "x" <sip:13800138000@exchange.invalid>',
  'Diversion: <sip:12345@x>;reason=unknown',
  'History-Info: <sip:12333@x>;index=1',
  'WWW-Authenticate: Digest realm="x", nonce="y", qop="auth-int"',
  'Identity: x',
  'Privacy: id',
  'Reason: SIP;cause=200',
  'Retry-After: 99999999999999999999',
  '__proto__: x',
] as const;

/** Changes a message in one to four places, mostly few, as bits, as text or as lines. */
export function mutate(random: Random, message: string): string {
  let text = message;
  const times = 1 + Math.floor(4 * random() ** 3);
  for (let time = 0; time < times; time++) text = oneOf(random, MUTATIONS)(random, text);
  return text;
}

type Mutation = (random: Random, text: string) => string;
const at = (random: Random, text: string) => Math.floor(random() * (text.length + 1));

/** The lines with one of them replaced by others. */
function replaceLine(random: Random, text: string, replace: (line: string) => readonly string[]): string {
  const lines = text.split('\r\n');
  const index = Math.floor(random() * lines.length);
  return lines.flatMap((line, one) => (one === index ? replace(line) : [line])).join('\r\n');
}

const MUTATIONS: readonly [Mutation, ...Mutation[]] = [
  // A character changed, as by a flipped bit.
  (random, text) => {
    const place = at(random, text);
    const code = text.charCodeAt(place) || 0;
    return (
      text.slice(0, place) +
      String.fromCharCode(code ^ (1 << Math.floor(random() * 8))) +
      text.slice(place + 1)
    );
  },
  // Something inserted, taken out, repeated, cut off.
  (random, text) => {
    const place = at(random, text);
    return text.slice(0, place) + oneOf(random, PIECES) + text.slice(place);
  },
  (random, text) => {
    const place = at(random, text);
    return text.slice(0, place) + text.slice(place + Math.floor(random() * 40));
  },
  (random, text) => {
    const place = at(random, text);
    const repeated = text.slice(place, place + Math.floor(random() * 60));
    return text.slice(0, place) + repeated.repeat(1 + Math.floor(random() * 20)) + text.slice(place);
  },
  (random, text) => (random() < 0.2 ? text.slice(0, at(random, text)) : text),
  // A number made extreme.
  (random, text) => {
    const numbers = [...text.matchAll(/\d+/g)];
    const match = numbers[Math.floor(random() * numbers.length)];
    if (match === undefined) return text;
    return text.slice(0, match.index) + oneOf(random, NUMBERS) + text.slice(match.index + match[0].length);
  },
  // A line gone, doubled, emptied, added, or two of them changed about.
  (random, text) => replaceLine(random, text, () => []),
  (random, text) => replaceLine(random, text, (line) => [line, line]),
  (random, text) => replaceLine(random, text, (line) => [`${line.split(':')[0] ?? ''}: `]),
  (random, text) => replaceLine(random, text, (line) => [line, oneOf(random, LINES)]),
  (random, text) => replaceLine(random, text, (line) => [line.slice(0, at(random, line)), ` ${line}`]),
];

/** The message with the Content-Length of its body, so that a stream can be read on after it. */
export function frame(message: string): string {
  // Without the empty lines before it, which have a meaning of their own.
  const text = message.replace(/^[\r\n]+/, '');
  const end = text.indexOf('\r\n\r\n');
  const head = (end < 0 ? text : text.slice(0, end))
    .replace(/(^|\r\n)(Content-Length|l)[ \t]*:[^\r\n]*/gi, '')
    .replace(/^[\r\n]+|[\r\n]+$/g, '');
  const body = end < 0 ? '' : text.slice(end + 4);
  return `${head === '' ? 'nothing' : head}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}
