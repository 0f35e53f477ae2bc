import { afterEach, describe, expect, it } from 'vitest';
import { createPhoneBench } from './testing/bench.test-support.ts';
import { type Challenge, headerOf } from './testing/exchange.test-support.ts';
import { systemSchedule } from './testing/seat.test-support.ts';
import type { Schedule } from './transport/index.ts';

const bench = createPhoneBench();
afterEach(() => bench.close());

describe('registration over a real socket', () => {
  it.each<Challenge>(['digest-401', 'digest-407', 'none'])(
    'registers, challenged by %s',
    async (challenge) => {
      await bench.open({ challenge });
      await bench.seat.until((state) => state.registration.state === 'registered');
      expect(bench.exchange.contact()).toMatch(/^sip:\w+@\w+\.invalid;transport=ws$/);
      const request = bench.exchange.received.at(-1);
      expect(request && headerOf(request, 'Via')).toMatch(/^SIP\/2\.0\/WS \w+\.invalid;branch=\S+;rport$/);
    },
  );

  it('tells a wrong password once, with its status code, and does not try again at once', async () => {
    await bench.open({ password: 'another' });
    const { registration } = await bench.seat.until((state) => state.registration.state === 'failed');
    expect(registration.statusCode).toBe(401);
    // One REGISTER without and one with credentials: no third.
    expect(bench.exchange.received.filter((message) => message.method === 'REGISTER')).toHaveLength(2);
    expect(bench.seat.log.lines.filter((line) => line.event === 'registration-changed')).toHaveLength(1);
  });

  it('shows 403 as failed', async () => {
    await bench.open({ refusals: [403] });
    const { registration } = await bench.seat.until((state) => state.registration.state === 'failed');
    expect(registration.statusCode).toBe(403);
  });

  it('asks for a longer lifetime after 423', async () => {
    await bench.open({ refusals: [423] });
    await bench.seat.until((state) => state.registration.state === 'registered');
    const last = bench.exchange.received.at(-1);
    expect(last && headerOf(last, 'Contact')).toContain('expires=600');
  });

  it('registers again on a new socket when the old one is dropped', async () => {
    await bench.register();
    bench.exchange.dropSocket();
    await bench.seat.until((state) => state.registration.state === 'unreachable');
    await bench.seat.until((state) => state.registration.state === 'registered');
    expect(bench.exchange.connections()).toBe(2);
  });

  it('comes back when the exchange does', async () => {
    await bench.register();
    await bench.exchange.goDown();
    await bench.seat.until((state) => state.registration.state === 'unreachable');
    await bench.exchange.comeUp();
    await bench.seat.until((state) => state.registration.state === 'registered');
  });

  it('removes its binding when it stops', async () => {
    await bench.register();
    await bench.seat.phone.stop();
    const last = bench.exchange.received.at(-1);
    expect(last && headerOf(last, 'Contact')).toContain('expires=0');
  });

  it('stops within two seconds although the exchange no longer answers', async () => {
    // What it waits for one after the other, in its own time: how busy this machine is says nothing about the seat.
    let waited = 0;
    const schedule: Schedule = (milliseconds, run) =>
      systemSchedule(milliseconds, () => {
        waited += milliseconds;
        run();
      });
    await bench.register({ keepAlive: { seconds: 120 } }, undefined, { schedule });
    const { callId } = await bench.answered();
    expect(bench.callOf(callId)?.state).toBe('active');
    bench.exchange.answersRegister = false;
    waited = 0;
    await bench.seat.phone.stop();
    expect(waited).toBeLessThan(2_000);
    expect(bench.callOf(callId)?.endReason).toBe('operator-hung-up');
  });

  it('survives messages that are no SIP', async () => {
    await bench.register();
    for (const text of [
      '',
      '\r\n\r\n',
      'nonsense',
      'INVITE sip:x SIP/2.0\r\n\r\n',
      'SIP/2.0 200 OK\r\n\r\n',
    ]) {
      bench.exchange.send(text);
    }
    bench.exchange.send(
      `INVITE ${bench.exchange.contact()} SIP/2.0\r\nVia: ;;;\r\nFrom: <\r\nTo: >\r\nCSeq: x\r\n\r\n`,
    );
    const { callId } = await bench.ringing();
    expect(bench.callOf(callId)?.state).toBe('ringing');
  });
});
