import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeOf } from '#shared/domain/index.ts';
import { agreementSchema } from './area.ts';
import { createNegotiation } from './negotiation.ts';
import { isPlainRtp, readPlain } from './plain-sdp.ts';

const LOCAL = { address: '192.0.2.5', port: 16_400 };
const KEY = randomBytes(30).toString('base64');
const negotiation = (srtp: 'always' | 'when-offered' = 'when-offered') =>
  createNegotiation({ srtp, randomBytes });

const codecArbitrary = fc.uniqueArray(
  fc.record({
    encoding: fc.constantFrom(
      'PCMA/8000',
      'PCMU/8000/1',
      'G729/8000',
      'telephone-event/8000',
      'CN/8000',
      'opus/48000/2',
    ),
    payloadType: fc.integer({ min: 96, max: 127 }),
  }),
  { selector: ({ payloadType }) => payloadType, maxLength: 6 },
);
const mediaLines = ['m=video 5004 RTP/AVP 31', 'm=image 5006 udptl t38', 'm=audio 0 RTP/AVP 8'];
const offerArbitrary = fc
  .record({
    codecs: codecArbitrary,
    statics: fc.shuffledSubarray(['0', '8', '18', '13'], { minLength: 0 }),
    direction: fc.constantFrom('sendrecv', 'sendonly', 'recvonly', 'inactive', undefined),
    directionAt: fc.constantFrom('session', 'media'),
    secure: fc.constantFrom('none', 'both', 'required'),
    suite: fc.constantFrom('AES_CM_128_HMAC_SHA1_80', 'AES_CM_128_HMAC_SHA1_32'),
    feedback: fc.boolean(),
    multiplexed: fc.boolean(),
    held: fc.boolean(),
    before: fc.array(fc.constantFrom(...mediaLines), { maxLength: 2 }),
    after: fc.array(fc.constantFrom(...mediaLines), { maxLength: 2 }),
    ptime: fc.option(fc.integer({ min: 1, max: 200 }), { nil: undefined }),
    lineEnd: fc.constantFrom('\r\n', '\n'),
  })
  .map((parts) => {
    const profile = `RTP/${parts.secure === 'required' ? 'S' : ''}AVP${parts.feedback ? 'F' : ''}`;
    const formats = [...parts.statics, ...parts.codecs.map(({ payloadType }) => payloadType)];
    const direction = parts.direction === undefined ? [] : [`a=${parts.direction}`];
    const isUsable =
      parts.statics.some((one) => one === '0' || one === '8') ||
      parts.codecs.some(({ encoding }) => encoding.startsWith('PCM'));
    const lines = [
      'v=0',
      'o=- 1 1 IN IP4 192.0.2.9',
      's=-',
      `c=IN IP4 ${parts.held ? '0.0.0.0' : '192.0.2.9'}`,
      't=0 0',
      ...(parts.directionAt === 'session' ? direction : []),
      ...parts.before,
      `m=audio 5000 ${profile} ${formats.length > 0 ? formats.join(' ') : '18'}`,
      ...parts.codecs.map(({ encoding, payloadType }) => `a=rtpmap:${payloadType} ${encoding}`),
      ...(parts.secure === 'none'
        ? []
        : [`a=crypto:3 F8_128_HMAC_SHA1_80 inline:${KEY}`, `a=crypto:7 ${parts.suite} inline:${KEY}|2^31`]),
      ...(parts.multiplexed ? ['a=rtcp-mux'] : []),
      ...(parts.ptime === undefined ? [] : [`a=ptime:${parts.ptime}`]),
      ...(parts.directionAt === 'media' ? direction : []),
      ...parts.after,
      '',
    ];
    return { ...parts, profile, isUsable, sdp: lines.join(parts.lineEnd) };
  });

const mediaOf = (sdp: string) => sdp.split(/\r?\n/).filter((line) => line.startsWith('m='));
const attributesOf = (sdp: string, name: string) =>
  sdp.split(/\r?\n/).filter((line) => line.startsWith(`a=${name}`));

describe('negotiation', () => {
  it('RL-4 any offer with a codec of ours gets an answer that RFC 3264 allows, any other is refused', () => {
    fc.assert(
      fc.property(offerArbitrary, (offer) => {
        const attempt = () => negotiation().answer(offer.sdp, LOCAL);
        if (!offer.isUsable) {
          expect(refusalOf(attempt)).toBe('sdp-refused');
          return;
        }
        const { answer, agreement } = attempt();
        expect(agreementSchema.parse(agreement)).toEqual(agreement);
        const ours = mediaOf(answer);
        const theirs = mediaOf(offer.sdp);
        expect(ours).toHaveLength(theirs.length);
        ours.forEach((line, at) => {
          const [media, port, profile, ...formats] = line.split(' ');
          const [theirMedia, , theirProfile, ...theirFormats] = theirs[at]?.split(' ') ?? [];
          expect([media, profile]).toEqual([theirMedia, theirProfile]);
          for (const format of formats) expect(theirFormats).toContain(format);
          expect(port).toBe(at === offer.before.length ? String(LOCAL.port) : '0');
        });
        const wanted = offer.direction ?? 'sendrecv';
        const sends = (wanted === 'sendrecv' || wanted === 'recvonly') && !offer.held;
        const receives = wanted === 'sendrecv' || wanted === 'sendonly';
        expect([agreement.sends, agreement.receives]).toEqual([sends, receives]);
        const direction = sends ? (receives ? 'sendrecv' : 'sendonly') : receives ? 'recvonly' : 'inactive';
        expect(answer).toContain(`a=${direction}\r\n`);
        expect(attributesOf(answer, 'rtcp-mux')).toHaveLength(offer.multiplexed ? 1 : 0);
        expect(agreement.remoteControl === null).toBe(offer.multiplexed || offer.held);
        const crypto = attributesOf(answer, 'crypto:');
        if (offer.secure === 'none') expect(crypto).toEqual([]);
        else {
          expect(crypto).toHaveLength(1);
          expect(crypto[0]).toMatch(new RegExp(`^a=crypto:7 ${offer.suite} inline:[A-Za-z0-9+/]{40}$`));
          expect(crypto[0]).not.toContain(KEY);
          expect(agreement.srtp).toMatchObject({ suite: offer.suite, remote: KEY });
        }
        // What we wrote is what we would read.
        expect(readPlain(answer)).toMatchObject({ direction, position: offer.before.length });
      }),
      { numRuns: 500 },
    );
  });

  it('RL-4 no text whatever breaks the reading', () => {
    fc.assert(
      fc.property(offerArbitrary, fc.nat(), fc.string(), fc.nat(40), ({ sdp }, at, text, length) => {
        const start = at % sdp.length;
        const broken = sdp.slice(0, start) + text + sdp.slice(start + length);
        const refusal = refusalOf(() => void negotiation().answer(broken, LOCAL));
        expect([undefined, 'sdp-refused']).toContain(refusal);
        isPlainRtp(broken);
      }),
      { numRuns: 500 },
    );
  });

  it('RL-2 knows plain RTP', () => {
    const plain = 'v=0\r\nm=audio 5000 RTP/SAVP 8\r\na=crypto:1 x\r\n';
    expect(isPlainRtp(plain)).toBe(true);
    expect(isPlainRtp('v=0\nm=video 1 RTP/AVP 31\nm=audio 5000 RTP/AVPF 8\n')).toBe(true);
    expect(isPlainRtp(`${plain}a=fingerprint:sha-256 AA\r\n`)).toBe(false);
    expect(isPlainRtp('v=0\r\nm=audio 5000 UDP/TLS/RTP/SAVPF 8\r\n')).toBe(false);
    expect(isPlainRtp('')).toBe(false);
  });

  it('RL-4 audio is never sent to many, to a name, or to port zero', () => {
    const to = (address: string, port = '5000') =>
      `v=0\r\nc=IN IP4 ${address}\r\nt=0 0\r\nm=audio ${port} RTP/AVP 8\r\n`;
    for (const sdp of [
      to('239.1.2.3'),
      to('255.255.255.255'),
      to('example.invalid'),
      to('192.0.2.1', '0'),
      to('192.0.2.1', '70000'),
    ]) {
      expect(refusalOf(() => negotiation().answer(sdp, LOCAL))).toBe('sdp-refused');
    }
  });

  it('RL-4 our offer, its provisional answer and the final one', () => {
    const ours = negotiation();
    const offer = ours.offer('sendrecv', LOCAL);
    expect(offer).toContain('m=audio 16400 RTP/AVP 8 0 101\r\n');
    const early = ours.accept(answerOf('RTP/AVP 0 96', ['a=rtpmap:96 telephone-event/8000', 'a=sendonly']));
    expect(early).toMatchObject({
      codec: { name: 'PCMU', payloadType: 0 },
      telephoneEvent: 96,
      sends: false,
      receives: true,
    });
    const final = ours.accept(answerOf('RTP/AVP 8', []));
    expect(final).toMatchObject({
      codec: { name: 'PCMA' },
      telephoneEvent: null,
      sends: true,
      receives: true,
    });
    expect(refusalOf(() => ours.accept(answerOf('RTP/AVP 18', [])))).toBe('sdp-refused');
    const again = ours.offer('sendrecv', LOCAL);
    expect(again).toContain('m=audio 16400 RTP/AVP 8 0 101\r\n');
  });

  it('RL-13 SRTP of ours asks for either suite and refuses an answer without a key', () => {
    const ours = negotiation('always');
    const offer = ours.offer('sendrecv', LOCAL);
    expect(offer).toMatch(/^m=audio 16400 RTP\/SAVP 8 0 101\r$/m);
    const lines = attributesOf(offer, 'crypto:');
    expect(lines.map((line) => line.split(' ')[1])).toEqual([
      'AES_CM_128_HMAC_SHA1_80',
      'AES_CM_128_HMAC_SHA1_32',
    ]);
    expect(refusalOf(() => ours.accept(answerOf('RTP/AVP 8', [])))).toBe('sdp-refused');
    const { srtp } = ours.accept(
      answerOf('RTP/SAVP 8', [`a=crypto:2 AES_CM_128_HMAC_SHA1_32 inline:${KEY}`]),
    );
    expect(lines[1]).toContain(srtp?.local ?? '-');
    expect(srtp).toMatchObject({ suite: 'AES_CM_128_HMAC_SHA1_32', remote: KEY });
  });

  it('RL-13 the same key of the exchange keeps ours, another one brings another', () => {
    const ours = negotiation();
    const offer = (key: string, direction = 'sendrecv') =>
      answerOf('RTP/SAVP 8', [`a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${key}`, `a=${direction}`]);
    const first = ours.answer(offer(KEY), LOCAL).agreement.srtp?.local;
    expect(ours.answer(offer(KEY, 'sendonly'), LOCAL).agreement.srtp?.local).toBe(first);
    expect(ours.answer(offer(randomBytes(30).toString('base64')), LOCAL).agreement.srtp?.local).not.toBe(
      first,
    );
  });

  it('RL-17 a hold of ours stays through offers of the exchange, and the version counts changes', () => {
    const ours = negotiation();
    const versionOf = (sdp: string) => /^o=- \d+ (\d+) /m.exec(sdp)?.[1];
    const sdp = answerOf('RTP/AVP 8 0 101', ['a=rtpmap:101 telephone-event/8000']);
    const { answer } = ours.answer(sdp, LOCAL);
    expect(versionOf(answer)).toBe('1');
    expect(ours.answer(sdp, LOCAL).answer).toBe(answer);
    const held = ours.offer('sendonly', LOCAL);
    expect(held).toMatch(/^m=audio 16400 RTP\/AVP 8 0 101\r$/m);
    expect(versionOf(held)).toBe('2');
    expect(ours.accept(sdp.replace('t=0 0', 't=0 0\r\na=recvonly'))).toMatchObject({
      sends: true,
      receives: false,
    });
    expect(ours.answer(sdp, LOCAL)).toMatchObject({ agreement: { sends: true, receives: false } });
    ours.offer('sendrecv', LOCAL);
    expect(ours.accept(sdp)).toMatchObject({ sends: true, receives: true });
  });

  it('RL-4 numbers that were agreed on are never given to something else', () => {
    const ours = negotiation();
    ours.answer(
      answerOf('RTP/AVP 101 0', ['a=rtpmap:101 PCMA/8000', 'a=rtpmap:0 telephone-event/8000']),
      LOCAL,
    );
    const offer = ours.offer('sendrecv', LOCAL);
    expect(offer).toContain('m=audio 16400 RTP/AVP 101 0\r\n');
    expect(offer).toContain('a=rtpmap:0 telephone-event/8000\r\n');
  });

  it('RL-4 IPv6', () => {
    const sdp = 'v=0\r\nc=IN IP6 2001:db8::1\r\nt=0 0\r\nm=audio 5000 RTP/AVP 8\r\n';
    const { answer, agreement } = negotiation().answer(sdp, { address: '2001:db8::2', port: 4_000 });
    expect(answer).toContain('c=IN IP6 2001:db8::2\r\n');
    expect(agreement.remoteControl).toEqual({ address: '2001:db8::1', port: 5_001 });
    const held = 'v=0\r\nc=IN IP6 ::\r\nt=0 0\r\nm=audio 5000 RTP/AVP 8\r\n';
    expect(negotiation().answer(held, LOCAL).agreement.remote).toBeNull();
  });
});

function answerOf(media: string, lines: string[]): string {
  return [
    'v=0',
    'o=- 1 1 IN IP4 192.0.2.9',
    's=-',
    'c=IN IP4 192.0.2.9',
    't=0 0',
    `m=audio 5000 ${media}`,
    ...lines,
    '',
  ].join('\r\n');
}

function refusalOf(attempt: () => unknown): string | undefined {
  try {
    attempt();
    return undefined;
  } catch (error) {
    return codeOf(error);
  }
}
