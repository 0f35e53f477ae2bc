import { describe, expect, it } from 'vitest';
import {
  agreeAsServer,
  createSessionTimer,
  parseMinimum,
  parseSessionExpires,
  serverHeaders,
} from './session-timer.ts';
import { createFakeTime } from './testing/fake-time.test-support.ts';

describe('Session-Expires (RFC 4028)', () => {
  it.each([
    ['1800', { seconds: 1800, refresher: undefined }],
    [' 90 ; refresher=UAS', { seconds: 90, refresher: 'uas' }],
    ['600;x=y;refresher=uac', { seconds: 600, refresher: 'uac' }],
    ['999999999', { seconds: 86_400, refresher: undefined }],
    ['0', undefined],
    ['soon', undefined],
    [undefined, undefined],
  ])('CA-22 reads %s', (value, expected) => {
    expect(parseSessionExpires(value)).toEqual(expected);
  });

  it('CA-22 reads Min-SE', () => {
    expect(parseMinimum('120;x')).toBe(120);
    expect(parseMinimum('x')).toBeUndefined();
  });

  // RFC 4028 section 9, table 2.
  it.each([
    [{ expires: undefined, supported: false }, undefined],
    [
      { expires: undefined, supported: true },
      { seconds: 1800, refresher: 'uas' },
    ],
    [
      { expires: { seconds: 600, refresher: undefined }, supported: false },
      { seconds: 600, refresher: 'uas' },
    ],
    [
      { expires: { seconds: 600, refresher: undefined }, supported: true },
      { seconds: 600, refresher: 'uac' },
    ],
    [
      { expires: { seconds: 600, refresher: 'uas' }, supported: true },
      { seconds: 600, refresher: 'uas' },
    ],
  ] as const)('CA-22 agrees to %j with %j', (request, expected) => {
    expect(agreeAsServer(request, 1800)).toEqual(expected);
  });

  it('CA-22 leaves it to the other side where the settings say 0', () => {
    expect(agreeAsServer({ expires: undefined, supported: true }, 0)).toBeUndefined();
  });

  it('CA-22 requires the timer only of who supports it', () => {
    const agreed = { seconds: 600, refresher: 'uas' } as const;
    expect(serverHeaders(agreed, { expires: undefined, supported: true })).toContain('Require: timer');
    expect(serverHeaders(agreed, { expires: undefined, supported: false })).toEqual([
      'Session-Expires: 600;refresher=uas',
    ]);
  });
});

describe('the session timer', () => {
  function createBench() {
    const time = createFakeTime();
    const refreshed: number[] = [];
    const expired: number[] = [];
    const timer = createSessionTimer({
      schedule: time.schedule,
      onRefreshDue: () => refreshed.push(time.clock.monotonic()),
      onExpired: () => expired.push(time.clock.monotonic()),
    });
    return { time, timer, refreshed, expired };
  }

  it('CA-22 refreshes at half the time, and again while no refresh succeeds', async () => {
    const { time, timer, refreshed, expired } = createBench();
    timer.agreed({ seconds: 1800, ours: true });
    await time.pass(1_575_000);
    expect(refreshed).toEqual([900_000, 1_350_000, 1_575_000]);
    timer.agreed({ seconds: 1800, ours: true });
    await time.pass(900_000);
    expect(refreshed.at(-1)).toBe(2_475_000);
    expect(expired).toEqual([]);
  });

  it.each([
    [1800, 1_768_000],
    [90, 60_000],
  ])('CA-22 gives up a session of %i s that the other side does not refresh', async (seconds, at) => {
    const { time, timer, expired } = createBench();
    timer.agreed({ seconds, ours: false });
    await time.pass(at - 1);
    expect(expired).toEqual([]);
    await time.pass(1);
    expect(expired).toEqual([at]);
    expect(time.next()).toBeUndefined();
  });

  it('CA-22 begins anew with each refresh, and stops', async () => {
    const { time, timer, expired } = createBench();
    timer.agreed({ seconds: 90, ours: false });
    await time.pass(50_000);
    timer.agreed({ seconds: 90, ours: false });
    await time.pass(50_000);
    expect(expired).toEqual([]);
    timer.agreed(undefined);
    expect(time.next()).toBeUndefined();
    timer.agreed({ seconds: 90, ours: true });
    timer.stop();
    expect(time.next()).toBeUndefined();
  });
});
