import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Bench, startBench, talk } from './testing/practice.test-support.ts';
import { EXCHANGE } from './testing/seat.test-support.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await startBench();
});
afterEach(() => bench.stop());

describe('a call from the seat', () => {
  it('PR-5 is challenged, rings, is answered by the department, and ends by the seat’s BYE', async () => {
    const { practice, seat, time } = bench;
    const call = await seat.dial('110');
    await seat.next('SIP/2.0 180');
    expect(practice.dialledCalls()).toMatchObject([{ number: '110', state: 'ringing' }]);
    time.pass(2_000);
    const { answer, dialog } = await call.ok();
    expect(answer.body).toContain('m=audio');
    expect(answer.header('Contact')).toContain(EXCHANGE);
    expect(practice.dialledCalls()).toMatchObject([{ state: 'talking', held: false }]);
    seat.request('BYE', EXCHANGE, { ...dialog, CSeq: '3 BYE' });
    await seat.next('SIP/2.0 200');
    expect(practice.dialledCalls()).toMatchObject([{ state: 'ended', endedBy: 'seat' }]);
  });

  it('PR-5 is refused with 403 when the password is wrong', async () => {
    const { practice, seat } = bench;
    await seat.dial('110', 'wrong');
    await seat.next('SIP/2.0 403');
    expect(practice.dialledCalls()).toEqual([]);
  });

  it('PR-5 the number is that of the Request-URI, whatever the seat claims', async () => {
    const { seat } = bench;
    seat.request('INVITE', 'sip:110@practice.invalid', {
      'Call-ID': 'forged',
      Contact: '<sip:a@b>',
      'X-Dialled-Number': '000',
    });
    await seat.next('SIP/2.0 401');
    await seat.dial('999');
    await seat.next('SIP/2.0 404');
  });

  it('PR-6 000 is busy, 001 rings for a minute and is then not available', async () => {
    const { practice, seat, time } = bench;
    await seat.dial('000');
    await seat.next('SIP/2.0 486');
    await seat.dial('001');
    await seat.next('SIP/2.0 180');
    time.pass(60_000);
    await seat.next('SIP/2.0 480');
    expect(practice.dialledCalls()).toMatchObject([{ endedBy: 'rejected' }, { endedBy: 'rejected' }]);
  });

  it('PR-6 a department that rings by a tone describes its media with 183, and the same with 200', async () => {
    const { seat, time, texts } = bench;
    const call = await seat.dial('2002');
    const early = await seat.next('SIP/2.0 183');
    expect(early.body).toContain('m=audio');
    expect(texts()).toEqual(['（听到回铃音）']);
    time.pass(2_000);
    const { answer } = await call.ok();
    expect(answer.body).toBe(early.body);
  });

  it('PR-7 CANCEL while it rings: 200 and 487', async () => {
    const { practice, seat, time } = bench;
    for (const number of ['110', '001']) {
      const call = await seat.dial(number);
      await seat.next('SIP/2.0 180');
      call.cancel();
      await seat.next('SIP/2.0 200');
      await seat.next('SIP/2.0 487');
    }
    time.pass(70_000);
    expect(practice.dialledCalls().map(({ endedBy }) => endedBy)).toEqual([
      'caller-gave-up',
      'caller-gave-up',
    ]);
  });

  it('PR-8 nobody calls by himself while the seat is talking to a department; the captions begin anew', async () => {
    const { practice, seat, time, texts } = bench;
    const call = await seat.dial('2002');
    await seat.next('SIP/2.0 183');
    await practice.handlers.setRunning({ running: true });
    time.pass(2_000);
    const { dialog } = await call.ok();
    time.pass(50_000);
    expect(practice.calls()).toEqual([]);
    seat.request('BYE', EXCHANGE, { ...dialog, CSeq: '3 BYE' });
    await seat.next('SIP/2.0 200');
    expect(texts()).toHaveLength(1);
    time.pass(26_000);
    await seat.next('INVITE');
    expect(texts()).toEqual([]);
  });

  it('PR-8 a department called beside a citizen leaves topic and captions as they are', async () => {
    const { practice, seat } = bench;
    await talk(bench);
    await seat.dial('2002');
    await seat.next('SIP/2.0 183');
    expect(practice.state()).toMatchObject({ topic: { en: 'Test' }, captions: [{ caller: '2002' }] });
  });
});
