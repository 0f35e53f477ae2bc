import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { Core, UserAgent } from 'sip.js';
import { describe, expect, it } from 'vitest';
import { digestAnswer } from './answer.ts';
import { chooseChallenge, type DigestChallenge, formatChallenge } from './challenge.ts';
import { createCredentials } from './credentials.ts';

const challenge = (over: Partial<DigestChallenge> = {}): DigestChallenge => ({
  realm: 'exchange',
  nonce: 'abc',
  opaque: undefined,
  algorithm: 'MD5',
  qop: 'auth',
  isStale: false,
  ...over,
});
const parameterOf = (header: string, name: string) =>
  new RegExp(`[ ,]${name}="?([^",]*)"?`).exec(header)?.[1];

describe('the answer to a challenge', () => {
  it('RG-10 is that of RFC 2617 section 3.5', () => {
    const answer = digestAnswer(
      challenge({
        realm: 'testrealm@host.com',
        nonce: 'dcd98b7102dd2f0e8b11d0f600bfb0c093',
        opaque: '5ccc069c403ebaf9f0171e9517f40e41',
      }),
      { username: 'Mufasa', password: 'Circle Of Life' },
      { method: 'GET', uri: '/dir/index.html' },
      { count: 1, value: '0a4f113b' },
    );
    expect(parameterOf(answer, 'response')).toBe('6629fae49393a05397450978507c4ef1');
    expect(parameterOf(answer, 'nc')).toBe('00000001');
    expect(parameterOf(answer, 'opaque')).toBe('5ccc069c403ebaf9f0171e9517f40e41');
  });

  it.each([
    ['MD5', '8ca523f5e9506fed4657c9700eebdbec'],
    ['SHA-256', '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1'],
  ] as const)('RG-10 is that of RFC 7616 section 3.9.1 for %s', (algorithm, response) => {
    const answer = digestAnswer(
      challenge({
        realm: 'http-auth@example.org',
        nonce: '7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v',
        opaque: 'FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS',
        algorithm,
      }),
      { username: 'Mufasa', password: 'Circle of Life' },
      { method: 'GET', uri: '/dir/index.html' },
      { count: 1, value: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ' },
    );
    expect(parameterOf(answer, 'response')).toBe(response);
  });

  it.each(['MD5-SESS', 'SHA-256-SESS', 'SHA-512-256-SESS'] as const)(
    'RG-10 mixes both nonces into the secret for %s',
    (algorithm) => {
      const name = { 'MD5-SESS': 'md5', 'SHA-256-SESS': 'sha256', 'SHA-512-256-SESS': 'sha512-256' }[
        algorithm
      ];
      const hash = (text: string) => createHash(name).update(text).digest('hex');
      const answer = digestAnswer(
        challenge({ algorithm }),
        { username: 'u', password: 'p' },
        { method: 'REGISTER', uri: 'sip:exchange' },
        { count: 2, value: 'mine' },
      );
      const first = hash(`${hash('u:exchange:p')}:abc:mine`);
      expect(parameterOf(answer, 'response')).toBe(
        hash(`${first}:abc:00000002:mine:auth:${hash('REGISTER:sip:exchange')}`),
      );
    },
  );

  it('RG-10 leaves out count and own nonce for a server that knows no qop', () => {
    const answer = digestAnswer(
      challenge({ qop: undefined }),
      { username: 'u', password: 'p' },
      { method: 'REGISTER', uri: 'sip:exchange' },
      { count: 1, value: 'mine' },
    );
    expect(answer).not.toMatch(/qop|nc=|cnonce/);
  });
});

describe('the choice among challenges', () => {
  const digest = (rest: string) => `Digest realm="r", nonce="n"${rest}`;

  it.each([
    ['SHA-256 before MD5', [digest(''), digest(', algorithm=SHA-256, qop="auth"')], 'SHA-256'],
    ['whatever their order', [digest(', algorithm=sha-256'), digest(', algorithm=MD5')], 'SHA-256'],
    ['in one header field', [`${digest(', algorithm=MD5')}, ${digest(', algorithm=SHA-256')}`], 'SHA-256'],
    ['no unknown algorithm', [digest(', algorithm=SHA3-512'), digest(', algorithm=MD5-sess')], 'MD5-SESS'],
    ['no unknown scheme', ['Bearer realm="r"', 'Basic realm="r"', digest('')], 'MD5'],
    ['no auth-int', [digest(', algorithm=SHA-256, qop="auth-int"'), digest(', qop="auth"')], 'MD5'],
    ['auth where both are offered', [digest(', qop="auth-int,auth"')], 'MD5'],
  ])('RG-11 takes %s', (_, values, algorithm) => {
    expect(chooseChallenge(values)).toMatchObject({ algorithm });
  });

  it.each([
    ['auth-int-only', [digest(', qop="auth-int"')]],
    ['algorithm-unknown', [digest(', algorithm=AKAv1-MD5')]],
    ['algorithm-unknown', ['Basic realm="r"']],
    ['challenge-malformed', [digest(', qop="later"')]],
    ['challenge-malformed', ['Digest realm="r"', 'Digest', '', ',,,=', '"']],
    ['challenge-malformed', []],
  ])('RG-12 refuses with %s: %j', (reason, values) => {
    expect(chooseChallenge(values)).toBe(reason);
  });

  it('RG-11 reads unquoted and oddly spaced values', () => {
    expect(
      chooseChallenge(['digest  nonce = n ,realm= "a \\"b\\" c",qop=auth, stale=TRUE,opaque=""']),
    ).toEqual(challenge({ realm: 'a \\"b\\" c', nonce: 'n', opaque: '', isStale: true }));
  });

  it('RG-11 never throws or hangs, and reads what it writes', () => {
    const piece = fc.constantFrom(
      'Digest ',
      'realm=',
      'nonce=',
      '"',
      '\\',
      'a',
      '测',
      ',',
      ' ',
      'qop=auth',
      '="x"',
    );
    const value = fc.array(piece, { maxLength: 200 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(fc.array(value, { maxLength: 4 }), (values) => {
        const chosen = chooseChallenge(values);
        if (typeof chosen === 'string') return;
        const read = chooseChallenge([formatChallenge(chosen)]);
        expect(read).toEqual(chosen);
      }),
    );
  });
});

describe('the credentials that sip.js asks for', () => {
  const request = () => {
    const uri = UserAgent.makeURI('sip:seat1@Exchange.example:5070');
    if (!uri) throw new Error('No address.');
    return new Core.OutgoingRequestMessage('REGISTER', uri, uri, uri, {});
  };
  const parsed = { realm: 'r', nonce: 'n', algorithm: 'SHA-256', qop: ['auth'] };

  it('RG-13 count each nonce on its own, over all requests', () => {
    const create = createCredentials({ account: { username: 'u', password: 'p' }, newNonce: () => 'mine' });
    const countOf = (nonce: string) => {
      const credentials = create();
      expect(credentials.authenticate(request(), { ...parsed, nonce })).toBe(true);
      return parameterOf(credentials.toString(), 'nc');
    };
    expect(['a', 'a', 'b', 'a'].map(countOf)).toEqual(['00000001', '00000002', '00000001', '00000003']);
  });

  it('RG-13 name the Request-URI as it is in the first line', () => {
    const credentials = createCredentials({
      account: { username: 'u', password: 'p' },
      newNonce: () => 'mine',
    })();
    credentials.authenticate(request(), parsed);
    expect(parameterOf(credentials.toString(), 'uri')).toBe('sip:seat1@Exchange.example:5070');
  });

  it('RG-12 do not answer what is no challenge', () => {
    const credentials = createCredentials({
      account: { username: 'u', password: 'p' },
      newNonce: () => 'mine',
    })();
    for (const bad of [undefined, {}, { ...parsed, nonce: '' }, { ...parsed, algorithm: 'X' }]) {
      expect(credentials.authenticate(request(), bad)).toBe(false);
    }
    expect(() => credentials.toString()).toThrow();
  });
});
