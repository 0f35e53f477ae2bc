import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkDescription } from './description.ts';
import { type Abilities, inspect, type Verdict } from './inspect.ts';
import { LONGEST_FIELD, LONGEST_HEAD, MOST_FIELDS, readMessageText } from './message-text.ts';

const abilities: Abilities = {
  methods: ['INVITE', 'ACK', 'CANCEL', 'BYE', 'OPTIONS', 'INFO', 'NOTIFY', 'REFER', 'PRACK'],
  extensions: ['100rel', 'replaces', 'timer'],
  sentBy: 'seat.invalid',
};

const SDP = 'v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nt=0 0\r\nm=audio 4000 RTP/AVP 8\r\n';

interface Parts {
  readonly start?: string;
  readonly fields?: Readonly<Record<string, string | null>>;
  readonly extra?: readonly string[];
  readonly body?: string;
}

/** An OPTIONS request with some of its parts replaced or, by null, left out. */
function request({
  start = 'OPTIONS sip:seat1@192.0.2.1 SIP/2.0',
  fields = {},
  extra = [],
  body = '',
}: Parts = {}) {
  const method = start.split(' ')[0] ?? '';
  const all: Record<string, string | null> = {
    Via: 'SIP/2.0/UDP 192.0.2.9:5060;branch=z9hG4bKone',
    'Max-Forwards': '70',
    From: '<sip:13800138000@exchange.invalid>;tag=theirs',
    To: '<sip:seat1@exchange.invalid>',
    'Call-ID': 'one@192.0.2.9',
    CSeq: `1 ${method}`,
    Contact: '<sip:192.0.2.9>',
    'Content-Length': String(Buffer.byteLength(body)),
    ...fields,
  };
  const lines = Object.entries(all).flatMap(([name, value]) => (value === null ? [] : [`${name}: ${value}`]));
  return `${[start, ...lines, ...extra].join('\r\n')}\r\n\r\n${body}`;
}
const invite = (parts: Parts = {}) =>
  request({
    start: 'INVITE sip:seat1@192.0.2.1 SIP/2.0',
    body: SDP,
    ...parts,
    fields: { 'Content-Type': 'application/sdp', ...parts.fields },
  });
const response = (parts: Parts = {}) =>
  request({
    start: 'SIP/2.0 200 OK',
    ...parts,
    fields: { Via: 'SIP/2.0/UDP seat.invalid;branch=z9hG4bKours', CSeq: '1 REGISTER', ...parts.fields },
  });

const verdictOf = (text: string) => inspect(text, abilities);
/** Status of the refusal, or what else became of the message. */
const outcomeOf = (verdict: Verdict) =>
  verdict.kind === 'refuse' ? Number(/^SIP\/2\.0 (\d{3})/.exec(verdict.response)?.[1]) : verdict.kind;
const requestOf = (text: string) => {
  const verdict = verdictOf(text);
  if (verdict.kind !== 'request') throw new Error(`Not taken: ${JSON.stringify(verdict)}`);
  return verdict.message;
};

describe('a request', () => {
  it.each<[string, string, number | 'request' | 'drop']>([
    ['BI-2 without fault', request(), 'request'],
    ['BI-2 after empty lines', `\r\n\r\n${request()}`, 'request'],
    ['BI-2 without Max-Forwards, as in RFC 2543', request({ fields: { 'Max-Forwards': null } }), 'request'],
    ['BI-3 that is no SIP', 'GET / HTTP/1.1\r\nHost: x\r\n\r\n', 'drop'],
    ['BI-3 without lines', 'x'.repeat(100_000), 'drop'],
    ['BI-3 of nothing', '', 'drop'],
    ['BI-3 without a way back', request({ fields: { Via: null } }), 'drop'],
    [
      'BI-3 ACK with a fault',
      request({ start: 'ACK sip:seat1@192.0.2.1 SIP/2.0', fields: { To: null } }),
      'drop',
    ],
    ['BI-4 of another version', request({ start: 'OPTIONS sip:seat1@192.0.2.1 SIP/3.0' }), 505],
    ['BI-4 cut within its head', request().slice(0, -2), 400],
    ['BI-4 cut within its body', invite().slice(0, -2), 400],
    ['BI-4 with a line that is no field', request({ extra: ['what is this'] }), 400],
    ['BI-4 with a bare line feed', request({ extra: ['Subject: a\nEvil: b'] }), 400],
    ['BI-4 without Call-ID', request({ fields: { 'Call-ID': null } }), 400],
    ['BI-4 with two From', request({ extra: ['f: <sip:a@b>'] }), 400],
    ['BI-4 with two Content-Lengths', request({ extra: ['l: 0'] }), 400],
    ['BI-4 with a CSeq beyond 31 bits', request({ fields: { CSeq: '2147483648 OPTIONS' } }), 400],
    ['BI-4 with a CSeq of another method', request({ fields: { CSeq: '1 INVITE' } }), 400],
    ['BI-4 with Max-Forwards beyond 255', request({ fields: { 'Max-Forwards': '256' } }), 400],
    ['BI-4 with a body of no type', request({ body: 'x' }), 400],
    ['BI-5 with a head that is too long', request({ extra: Array(20).fill(`X: ${'x'.repeat(1_000)}`) }), 513],
    ['BI-5 with too many fields', request({ extra: Array(MOST_FIELDS).fill('X: 1') }), 513],
    ['BI-5 with a field that is too long', request({ extra: [`X: ${'x'.repeat(LONGEST_FIELD)}`] }), 513],
    ['BI-5 with a body that is too long', invite({ body: `${SDP}${'a=x\r\n'.repeat(14_000)}` }), 413],
    [
      'BI-5 that has come through 71 hops',
      request({ extra: Array(70).fill('Via: SIP/2.0/UDP h;branch=z9hG4bKx') }),
      483,
    ],
    ['BI-6 to a tel: address', request({ start: 'OPTIONS tel:+8612345 SIP/2.0' }), 416],
    ['BI-6 to a sips: address', request({ start: 'OPTIONS sips:seat1@192.0.2.1 SIP/2.0' }), 416],
    ['BI-6 to no address', request({ start: 'OPTIONS seat1 SIP/2.0' }), 400],
    ['BI-7 of a method nobody knows', request({ start: 'DANCE sip:seat1@192.0.2.1 SIP/2.0' }), 501],
    ['BI-7 of a method we do not serve', request({ start: 'SUBSCRIBE sip:seat1@192.0.2.1 SIP/2.0' }), 405],
    ['BI-7 MESSAGE', request({ start: 'MESSAGE sip:seat1@192.0.2.1 SIP/2.0' }), 405],
    ['BI-7 PUBLISH', request({ start: 'PUBLISH sip:seat1@192.0.2.1 SIP/2.0' }), 405],
    ['BI-7 BYE without a dialog', request({ start: 'BYE sip:seat1@192.0.2.1 SIP/2.0' }), 481],
    ['BI-7 PRACK without a dialog', request({ start: 'PRACK sip:seat1@192.0.2.1 SIP/2.0' }), 481],
    ['BI-8 that requires what we have', invite({ extra: ['Require: timer, 100REL'] }), 'request'],
    [
      'BI-8 that requires what we have not',
      invite({ extra: ['Require: timer', 'Require: precondition'] }),
      420,
    ],
    [
      'BI-8 CANCEL that requires anything',
      request({ start: 'CANCEL sip:seat1@192.0.2.1 SIP/2.0', extra: ['Require: x'] }),
      'request',
    ],
    ['BI-9 with a packed body', invite({ extra: ['Content-Encoding: gzip'] }), 415],
    ['BI-9 whose sender takes no SDP', invite({ extra: ['Accept: text/plain'] }), 406],
    ['BI-9 whose sender takes everything', invite({ extra: ['Accept: text/plain, */*;q=0.1'] }), 'request'],
    ['BI-9 with SDP that is none', invite({ body: 'hello' }), 400],
    ['BI-9 with line feeds only in its SDP', invite({ body: SDP.replaceAll('\r', '') }), 'request'],
  ])('%s', (_, text, outcome) => {
    expect(outcomeOf(verdictOf(text))).toBe(outcome);
  });

  it('BI-4 is refused with its own fields, a tag, and nothing that it smuggled in', () => {
    const verdict = verdictOf(
      request({ fields: { CSeq: '1 INVITE' }, extra: ['Subject: a\r\n b', 'V: SIP/2.0/TCP h2'] }),
    );
    if (verdict.kind !== 'refuse') throw new Error('Not refused.');
    expect(verdict.response.split('\r\n')).toEqual([
      'SIP/2.0 400 CSeq Of Another Method',
      'Via: SIP/2.0/UDP 192.0.2.9:5060;branch=z9hG4bKone',
      'Via: SIP/2.0/TCP h2',
      'From: <sip:13800138000@exchange.invalid>;tag=theirs',
      expect.stringMatching(/^To: <sip:seat1@exchange\.invalid>;tag=[0-9a-f]{16}$/),
      'Call-ID: one@192.0.2.9',
      'CSeq: 1 INVITE',
      'Content-Length: 0',
      '',
      '',
    ]);
    expect(verdictOf(request({ fields: { CSeq: '1 INVITE' } }))).toEqual(
      verdictOf(request({ fields: { CSeq: '1 INVITE' } })),
    );
  });

  it('BI-2 is given to sip.js with one field a line and no more body than its length says', () => {
    const message = requestOf(`${invite({ extra: ['s: a\r\n\t b'] })}trailing`);
    expect(message.body).toBe(SDP);
    expect(message.getHeader('Subject')).toBe('a b');
  });

  it.each([
    ['张三 <sip:a@b>;tag=x', '"张三" <sip:a@b>;tag=x'],
    ['A.(B) <sip:a@b>;tag=x', '"A.(B)" <sip:a@b>;tag=x'],
    ['"Bell, A." <sip:a@b>;tag=x', '"Bell, A." <sip:a@b>;tag=x'],
    ['<tel:+8613800138000>;tag=x', '<sip:+8613800138000@tel.invalid;user=phone>;tag=x'],
    ['"a" <tel:110;phone-context=cn>;tag=x', '"a" <sip:110@tel.invalid;user=phone;phone-context=cn>;tag=x'],
    ['tel:110;tag=x', 'sip:110@tel.invalid;user=phone;tag=x'],
  ])('BI-10 is taken from an exchange that writes the caller as %s', (written, read) => {
    const message = requestOf(invite({ fields: { From: written } }));
    expect(message.getHeader('From')).toBe(read);
    expect(message.fromTag).toBe('x');
  });

  it('BI-11 is another transaction when only the branch is the same', () => {
    const here = requestOf(request());
    const there = requestOf(request({ fields: { Via: 'SIP/2.0/UDP 192.0.2.8;branch=z9hG4bKone' } }));
    expect(here.viaBranch).not.toBe(there.viaBranch);
    const old = (callId: string) =>
      requestOf(request({ fields: { Via: 'SIP/2.0/UDP h', 'Call-ID': callId } })).viaBranch;
    expect(old('a')).toBe(old('a'));
    expect(old('a')).not.toBe(old('b'));
  });
});

describe('a response', () => {
  it.each<[string, string, 'response' | 'drop']>([
    ['BI-2 without fault', response(), 'response'],
    ['BI-2 without a reason phrase', response({ start: 'SIP/2.0 200' }), 'response'],
    ['BI-3 of no class', response({ start: 'SIP/2.0 700 What' }), 'drop'],
    ['BI-3 of another version', response({ start: 'SIP/3.0 200 OK' }), 'drop'],
    [
      'BI-3 to somebody else',
      response({ fields: { Via: 'SIP/2.0/UDP other.invalid;branch=z9hG4bKours' } }),
      'drop',
    ],
    [
      'BI-3 with two Vias in a line',
      response({ fields: { Via: 'SIP/2.0/UDP seat.invalid;branch=z9hG4bKa, SIP/2.0/UDP seat.invalid' } }),
      'drop',
    ],
    ['BI-3 with two CSeqs', response({ extra: ['CSeq: 2 REGISTER'] }), 'drop'],
    ['BI-3 with a CSeq that is none', response({ fields: { CSeq: 'x' } }), 'drop'],
    ['BI-3 with half a body', response({ fields: { 'Content-Length': '9' } }), 'drop'],
    ['BI-3 with a bad Contact', response({ fields: { Contact: '<sip:' } }), 'drop'],
  ])('%s', (_, text, outcome) => {
    expect(verdictOf(text).kind).toBe(outcome);
  });

  it('RG-11 shows sip.js the strongest challenge only, in a form that it can read', () => {
    const verdict = verdictOf(
      response({
        start: 'SIP/2.0 401 Unauthorized',
        extra: [
          'WWW-Authenticate: Digest realm="r",nonce="a",algorithm=SHA-256,qop=auth',
          'WWW-Authenticate: Digest realm="r",nonce="b",algorithm=MD5',
          'WWW-Authenticate: Bearer realm="r"',
        ],
      }),
    );
    if (verdict.kind !== 'response') throw new Error('Not taken.');
    expect(verdict.message.parseHeader('WWW-Authenticate')).toMatchObject({ nonce: 'a', qop: ['auth'] });
    expect(verdict.challengeRefusal).toBeUndefined();
  });

  it('RG-12 hides a challenge that is not answered, and says why', () => {
    const challenge = 'Digest realm="r", nonce="n", qop="auth-int"';
    const verdict = verdictOf(
      response({ start: 'SIP/2.0 407 Proxy', extra: [`Proxy-Authenticate: ${challenge}`] }),
    );
    if (verdict.kind !== 'response') throw new Error('Not taken.');
    expect(verdict.challengeRefusal).toBe('auth-int-only');
    expect(verdict.message.getHeader('Proxy-Authenticate')).toBeUndefined();
  });
});

describe('a session description', () => {
  it.each([
    ['of too many lines', `${SDP}${'a=x\r\n'.repeat(1_000)}`, 413],
    ['with a line that is too long', `${SDP}a=${'x'.repeat(2_048)}\r\n`, 413],
    ['of too many media', `${SDP}${'m=audio 1 RTP/AVP 0\r\n'.repeat(32)}`, 413],
    ['that does not begin with its version', SDP.replace('v=0', 'v=1'), 400],
    ['with a line that is none', `${SDP}hello\r\n`, 400],
  ])('BI-9 %s', (_, body, statusCode) => {
    expect(checkDescription(body)?.statusCode).toBe(statusCode);
    expect(checkDescription(SDP)).toBeUndefined();
  });
});

describe('the guard', () => {
  const piece = fc.constantFrom(
    ...[
      'INVITE ',
      'sip:',
      ' SIP/2.0',
      '\r\n',
      '\r',
      '\n',
      ' ',
      '\t',
      'Via',
      ':',
      'SIP/2.0/UDP ',
      ';branch=z9hG4bK',
    ],
    ...[
      'From',
      'To',
      '<',
      '>',
      '"',
      '\\',
      ',',
      ';tag=',
      'Call-ID: a',
      'CSeq: 1 INVITE',
      'Content-Length: ',
      '0',
      '-1',
    ],
    ...[
      '__proto__: x',
      'constructor: x',
      '\0',
      '测',
      '\ud800',
      'SIP/2.0 200 OK',
      'Contact: *',
      '=',
      '@',
      '?',
    ],
  );

  it('BI-12 throws at nothing, and answers every request that it refuses with a response', () => {
    const text = fc.array(piece, { maxLength: 120 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(fc.oneof(text, fc.string({ unit: 'binary', maxLength: 400 })), (message) => {
        const verdict = verdictOf(message);
        if (verdict.kind === 'refuse')
          expect(verdict.response).toMatch(/^SIP\/2\.0 [45]\d\d [^\r\n]+\r\nVia: /);
      }),
      { numRuns: 3_000 },
    );
  });

  it('BI-12 refuses or takes a message with any one character changed', () => {
    const original = invite({ extra: ['Record-Route: <sip:p@h;lr>', 'Replaces: a;to-tag=b;from-tag=c'] });
    fc.assert(
      fc.property(fc.nat(original.length - 1), fc.integer({ min: 0, max: 0xffff }), (at, unit) => {
        const changed = original.slice(0, at) + String.fromCharCode(unit) + original.slice(at + 1);
        expect(['request', 'response', 'refuse', 'drop']).toContain(verdictOf(changed).kind);
      }),
      { numRuns: 3_000 },
    );
  });

  it('BI-5 reads no more of a head than its limit', () => {
    const text = readMessageText(`OPTIONS sip:a@b SIP/2.0\r\n${'X: y\r\n'.repeat(100_000)}\r\n`);
    expect(text.isWithinLimits).toBe(false);
    expect(text.fields.length).toBeLessThanOrEqual(MOST_FIELDS);
    expect(LONGEST_HEAD).toBeLessThan(100_000);
  });
});
