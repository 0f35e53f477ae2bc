import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Bench, startBench, talk } from './testing/practice.test-support.ts';
import { EXCHANGE, type SipText } from './testing/seat.test-support.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await startBench();
});
afterEach(() => bench.stop());

const refer = (dialog: Record<string, string>, referTo: string, sequence = 20) =>
  bench.seat.request('REFER', EXCHANGE, { ...dialog, 'Refer-To': referTo, CSeq: `${sequence} REFER` });

/** The next NOTIFY, answered: status line, and the state of the subscription. */
const notified = async () => {
  const notify: SipText = await bench.seat.next('NOTIFY');
  bench.seat.respond(notify, '200 OK');
  expect(notify.header('Event')).toBe('refer;id=20');
  expect(notify.header('Content-Type')).toMatch(/^message\/sipfrag/);
  return [notify.body.trim(), notify.header('Subscription-State').split(';')[0]];
};
const TO_110 = '<sip:110@practice.invalid>';

describe('a blind transfer', () => {
  it('PR-11 is taken, told step by step, and ends with the seat’s BYE', async () => {
    const { practice, seat, time, texts } = bench;
    const { call, dialog } = await talk(bench);
    refer(dialog, TO_110);
    await seat.next('SIP/2.0 202');
    expect(await notified()).toEqual(['SIP/2.0 100 Trying', 'active']);
    time.pass(300);
    expect(await notified()).toEqual(['SIP/2.0 180 Ringing', 'active']);
    time.pass(2_000);
    expect(await notified()).toEqual(['SIP/2.0 200 OK', 'terminated']);
    seat.request('BYE', EXCHANGE, { ...dialog, CSeq: '21 BYE' });
    expect(await call.ended).toMatchObject({ endedBy: 'transferred' });
    expect(texts()).toEqual(['（正在把市民转给110公安）', '（市民已转到110公安）']);
    expect(practice.dialledCalls()).toEqual([]);
  });

  it('PR-11 a seat that does not leave is left after 2 s', async () => {
    const { seat, time } = bench;
    const { call, dialog } = await talk(bench);
    refer(dialog, TO_110);
    await notified();
    time.pass(300);
    await notified();
    time.pass(2_000);
    await notified();
    expect(call.report().state).toBe('talking');
    time.pass(2_000);
    seat.respond(await seat.next('BYE'), '200 OK');
    expect(await call.ended).toMatchObject({ endedBy: 'transferred' });
  });

  it.each([
    ['000', 'SIP/2.0 486 Busy Here'],
    ['999', 'SIP/2.0 404 Not Found'],
  ])('PR-12 to %s fails, and the citizen is still here', async (number, statusLine) => {
    const { seat, time, texts } = bench;
    const { call, dialog } = await talk(bench);
    refer(dialog, `<sip:${number}@practice.invalid>`);
    await seat.next('SIP/2.0 202');
    await notified();
    expect(await notified()).toEqual([statusLine, 'terminated']);
    time.pass(5_000);
    expect(call.report().state).toBe('talking');
    expect(texts().at(-1)).toContain('市民还在线上');
    // And another way is open.
    refer(dialog, TO_110, 21);
    await seat.next('SIP/2.0 202');
  });

  it('PR-12 fails with 480 after 30 s when nobody answers; a second REFER meanwhile is refused', async () => {
    const { seat, time } = bench;
    const { call, dialog } = await talk(bench);
    refer(dialog, '<sip:001@practice.invalid>');
    await notified();
    time.pass(300);
    await notified();
    refer(dialog, TO_110, 21);
    await seat.next('SIP/2.0 491');
    time.pass(30_000);
    expect(await notified()).toEqual(['SIP/2.0 480 Temporarily Unavailable', 'terminated']);
    expect(call.report().state).toBe('talking');
  });

  it('PR-12 a seat that hangs up meanwhile hears nothing more', async () => {
    const { seat, time } = bench;
    const { call, dialog } = await talk(bench);
    refer(dialog, TO_110);
    await notified();
    seat.request('BYE', EXCHANGE, { ...dialog, CSeq: '21 BYE' });
    expect(await call.ended).toMatchObject({ endedBy: 'seat' });
    const later = seat.next('NOTIFY').then(() => 'notified');
    time.pass(60_000);
    seat.request('OPTIONS', 'sip:practice.invalid', { 'Call-ID': 'probe' });
    expect(await Promise.race([later, seat.next('SIP/2.0 200').then(() => 'quiet')])).toBe('quiet');
  });

  it('PR-13 a REFER without a Refer-To that can be followed is refused, and nothing else happens', async () => {
    const { seat, texts } = bench;
    const { call, dialog } = await talk(bench);
    refer(dialog, '<sip:110@practice.invalid?Replaces=x>');
    await seat.next('SIP/2.0 400');
    seat.request('REFER', EXCHANGE, { ...dialog, CSeq: '21 REFER' });
    await seat.next('SIP/2.0 400');
    expect(call.report().state).toBe('talking');
    expect(texts()).toEqual([]);
  });
});

describe('an attended transfer', () => {
  const consult = async () => {
    const { seat, time } = bench;
    const call = await seat.dial('110');
    await seat.next('SIP/2.0 180');
    time.pass(2_000);
    return (await call.ok()).dialog;
  };
  const tagOf = (header: string | undefined) => /;tag=([^;>]+)/.exec(header ?? '')?.[1] ?? '';
  const replacing = (dialog: Record<string, string>) => {
    const value = `${dialog['Call-ID']};to-tag=${tagOf(dialog['To'])};from-tag=${tagOf(dialog['From'])}`;
    return `<${EXCHANGE}?Replaces=${encodeURIComponent(value)}>`;
  };

  it('PR-14 joins the citizen with the department that was asked; both leave the seat', async () => {
    const { practice, seat, texts } = bench;
    const { call, dialog } = await talk(bench);
    const asked = await consult();
    refer(dialog, replacing(asked));
    await seat.next('SIP/2.0 202');
    await notified();
    expect(await notified()).toEqual(['SIP/2.0 200 OK', 'terminated']);
    const bye = await seat.next('BYE');
    expect(bye.header('Call-ID')).toBe(asked['Call-ID']);
    seat.respond(bye, '200 OK');
    seat.request('BYE', EXCHANGE, { ...dialog, CSeq: '21 BYE' });
    expect(await call.ended).toMatchObject({ endedBy: 'transferred' });
    expect(practice.dialledCalls()).toMatchObject([{ state: 'ended', endedBy: 'transferred' }]);
    expect(texts().at(-1)).toBe('（市民已转到110公安）');
  });

  it('PR-14 a department whose answer is not acknowledged yet leaves after the ACK', async () => {
    const { seat, time } = bench;
    const { dialog } = await talk(bench);
    const call = await seat.dial('110');
    await seat.next('SIP/2.0 180');
    time.pass(2_000);
    const To = (await seat.next('SIP/2.0 200')).header('To');
    const asked = { From: call.headers['From'] ?? '', To, 'Call-ID': call.headers['Call-ID'] ?? '' };
    refer(dialog, replacing(asked));
    await notified();
    expect(await notified()).toEqual(['SIP/2.0 200 OK', 'terminated']);
    const bye = seat.next('BYE');
    seat.request('ACK', EXCHANGE, { ...asked, CSeq: '2 ACK' });
    expect((await bye).header('Call-ID')).toBe(asked['Call-ID']);
  });

  it('PR-14 also the other way round: the department is sent to the citizen', async () => {
    const { seat } = bench;
    const { call, dialog } = await talk(bench);
    const asked = await consult();
    refer(asked, replacing(dialog));
    await notified();
    expect(await notified()).toEqual(['SIP/2.0 200 OK', 'terminated']);
    seat.respond(await seat.next('BYE'), '200 OK');
    expect(await call.ended).toMatchObject({ endedBy: 'transferred' });
  });

  it('PR-14 a conversation that is not there is told by 481, and all stay', async () => {
    const { practice } = bench;
    const { call, dialog } = await talk(bench);
    const asked = await consult();
    refer(dialog, replacing({ ...asked, To: '<sip:x@y>;tag=other' }));
    await notified();
    expect(await notified()).toEqual(['SIP/2.0 481 Call/Transaction Does Not Exist', 'terminated']);
    expect(call.report().state).toBe('talking');
    expect(practice.dialledCalls()).toMatchObject([{ state: 'talking' }]);
  });
});
