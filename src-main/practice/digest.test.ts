import { describe, expect, it } from 'vitest';
import { createDigest } from './digest.ts';
import { authorize } from './testing/seat.test-support.ts';

function bench(algorithms?: Parameters<typeof createDigest>[3]) {
  let now = 0;
  const digest = createDigest(
    'practice.invalid',
    Buffer.from('secret'),
    { monotonic: () => now },
    algorithms,
  );
  const verify = (authorization: string, password = 'right') =>
    digest.verify({ authorization, method: 'REGISTER', username: '8001', password });
  return { digest, verify, pass: (milliseconds: number) => (now += milliseconds) };
}

describe('digest', () => {
  it('PR-15 offers SHA-256 before MD5 and takes either', () => {
    const { digest, verify } = bench();
    const challenges = digest.challenges(false);
    expect(challenges.map((one) => /algorithm=([\w-]+)/.exec(one)?.[1])).toEqual(['SHA-256', 'MD5']);
    const [strong = '', old = ''] = challenges;
    expect(verify(authorize(strong, '8001', 'right', { algorithm: 'SHA-256' }))).toBe('right');
    expect(verify(authorize(old, '8001', 'right', { algorithm: 'MD5' }))).toBe('right');
    expect(verify(authorize(strong, '8001', 'wrong', { algorithm: 'SHA-256', count: '00000002' }))).toBe(
      'wrong',
    );
  });

  it('PR-15 an algorithm that was not offered is wrong', () => {
    const { digest, verify } = bench(['MD5']);
    const [challenge = '', none] = digest.challenges(false);
    expect(none).toBeUndefined();
    expect(verify(authorize(challenge, '8001', 'right', { algorithm: 'SHA-256' }))).toBe('wrong');
    expect(verify(authorize(challenge, '8001', 'right'))).toBe('right');
  });

  it('PR-16 a replay is stale, a higher count is right; without a count the nonce serves once', () => {
    const { digest, verify } = bench();
    const [challenge = ''] = digest.challenges(false);
    const first = authorize(challenge, '8001', 'right');
    expect(verify(first)).toBe('right');
    expect(verify(first)).toBe('stale');
    expect(verify(authorize(challenge, '8001', 'right', { count: '00000005' }))).toBe('right');
    expect(verify(authorize(challenge, '8001', 'right', { count: '00000004' }))).toBe('stale');
    expect(verify(authorize(challenge, '8001', 'right', { count: 'zz' }))).toBe('stale');
  });

  it('PR-16 a wrong password uses up no nonce, and counts are forgotten when their nonce is too old', () => {
    const { digest, verify, pass } = bench();
    const [challenge = ''] = digest.challenges(false);
    expect(verify(authorize(challenge, '8001', 'wrong'))).toBe('wrong');
    expect(verify(authorize(challenge, '8001', 'right'))).toBe('right');
    pass(300_001);
    const [next = ''] = digest.challenges(false);
    expect(verify(authorize(next, '8001', 'right'))).toBe('right');
    expect(verify(authorize(challenge, '8001', 'right', { count: '00000002' }))).toBe('stale');
  });

  it('PR-16 two challenges of the same instant are two nonces', () => {
    const { digest } = bench();
    const [left, right] = [digest.challenges(false), digest.challenges(false)];
    expect(new Set([...left, ...right]).size).toBe(4);
  });
});
