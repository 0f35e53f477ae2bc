import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Bench, startBench, talk } from './testing/practice.test-support.ts';
import { EXCHANGE, offerOf } from './testing/seat.test-support.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await startBench();
});
afterEach(() => bench.stop());

/** Sends re-INVITEs in a dialog, one after the other. */
function reinviter(seat: Bench['seat'], dialog: Record<string, string>) {
  let sequence = 10;
  return async (description: string, answer?: string) => {
    sequence++;
    const type = description === '' ? {} : { 'Content-Type': 'application/sdp' };
    seat.request(
      'INVITE',
      EXCHANGE,
      { ...dialog, ...type, Contact: '<sip:seat@seat.invalid>', CSeq: `${sequence} INVITE` },
      description,
    );
    const response = await seat.next('SIP/2.0 ');
    const ackType = answer === undefined ? {} : { 'Content-Type': 'application/sdp' };
    seat.request('ACK', EXCHANGE, { ...dialog, ...ackType, CSeq: `${sequence} ACK` }, answer);
    return response;
  };
}

describe('hold', () => {
  it.each(['sendonly', 'inactive'])(
    'PR-1 %s holds, sendrecv resumes, and a caption says so',
    async (direction) => {
      const { seat, texts } = bench;
      const { call, dialog } = await talk(bench);
      const reinvite = reinviter(seat, dialog);
      const held = await reinvite(offerOf(direction));
      expect(held.first).toMatch(/200/);
      expect(held.body).toContain(direction === 'sendonly' ? 'a=recvonly' : 'a=inactive');
      expect(call.report().held).toBe(true);
      expect((await reinvite(offerOf('sendrecv'))).body).toContain('a=sendrecv');
      expect(call.report().held).toBe(false);
      expect(texts()).toEqual(['（已保持，市民在等）', '（已恢复通话）']);
    },
  );

  it('PR-1 a citizen waits for five minutes', async () => {
    const { seat, time } = bench;
    const { call, dialog } = await talk(bench);
    await reinviter(seat, dialog)(offerOf('sendonly'));
    time.pass(299_000);
    expect(call.report().state).toBe('talking');
    await seat.register('8001', 'right');
    time.pass(2_000);
    seat.respond(await seat.next('BYE'), '200 OK');
    expect(await call.ended).toMatchObject({ endedBy: 'caller' });
  });

  it('PR-1 who is talked with again has all patience anew', async () => {
    const { seat, time } = bench;
    const { call, dialog } = await talk(bench);
    const reinvite = reinviter(seat, dialog);
    await reinvite(offerOf('sendonly'));
    time.pass(200_000);
    await reinvite(offerOf('sendrecv'));
    await reinvite(offerOf('sendonly'));
    time.pass(200_000);
    expect(call.report().state).toBe('talking');
  });

  it('PR-2 a re-INVITE without a description gets our offer, and its answer comes with the ACK', async () => {
    const { seat } = bench;
    const { call, dialog } = await talk(bench);
    const reinvite = reinviter(seat, dialog);
    const offer = await reinvite('', offerOf('sendonly'));
    expect(offer.first).toMatch(/200/);
    expect(offer.body).toContain('a=setup:actpass');
    await expect.poll(() => call.report().held).toBe(true);
    await reinvite('', offerOf('sendrecv'));
    await expect.poll(() => call.report().held).toBe(false);
  });

  it('PR-2 a session refresh changes nothing and has no caption', async () => {
    const { seat, texts } = bench;
    const { call, dialog } = await talk(bench);
    const reinvite = reinviter(seat, dialog);
    for (let count = 0; count < 3; count++) {
      expect((await reinvite(offerOf('sendrecv'))).first).toMatch(/200/);
    }
    expect(call.report()).toMatchObject({ held: false, state: 'talking' });
    expect(texts()).toEqual([]);
  });

  it('PR-2 UPDATE is refused with 405 and the methods that are understood', async () => {
    const { seat } = bench;
    const { dialog } = await talk(bench);
    seat.request('UPDATE', EXCHANGE, { ...dialog, CSeq: '11 UPDATE' });
    const refusal = await seat.next('SIP/2.0 405');
    expect(refusal.header('Allow')).toContain('REFER');
  });
});

describe('INFO', () => {
  const info = async (dialog: Record<string, string>, sequence: number, type: string, body: string) => {
    const headers = { ...dialog, 'Content-Type': type, CSeq: `${sequence} INFO` };
    bench.seat.request('INFO', EXCHANGE, headers, body);
    return (await bench.seat.next('SIP/2.0 ')).first;
  };

  it('PR-3 keys by INFO are shown, those that follow each other in one line', async () => {
    const { dialog } = await talk(bench);
    expect(await info(dialog, 11, 'application/dtmf-relay', 'Signal=1\r\nDuration=160\r\n')).toMatch(/200/);
    expect(await info(dialog, 12, 'application/dtmf-relay', 'Signal=#\r\nDuration=160\r\n')).toMatch(/200/);
    expect(await info(dialog, 13, 'application/dtmf', 'd')).toMatch(/200/);
    expect(bench.practice.state().captions).toMatchObject([{ kind: 'event', text: '（按键 1#D）' }]);
  });

  it('PR-4 the recording is paused and resumed by what the settings say', async () => {
    const { dialog } = await talk(bench);
    const { contentType, pause, resume } = bench.practice.settings.recording;
    expect(await info(dialog, 11, contentType, pause)).toMatch(/200/);
    expect(await info(dialog, 12, contentType, resume)).toMatch(/200/);
    expect(bench.texts()).toEqual(['（录音已暂停）', '（录音已恢复）']);
  });

  it('PR-3 what is not understood is refused: 415, and 469 for a package', async () => {
    const { seat } = bench;
    const { dialog } = await talk(bench);
    expect(await info(dialog, 11, 'application/dtmf-relay', 'Signal=x')).toMatch(/415/);
    expect(await info(dialog, 12, 'text/plain', '1')).toMatch(/415/);
    expect(await info(dialog, 13, bench.practice.settings.recording.contentType, 'stop')).toMatch(/415/);
    seat.request('INFO', EXCHANGE, { ...dialog, 'Info-Package': 'x', CSeq: '14 INFO' });
    expect((await seat.next('SIP/2.0 ')).first).toMatch(/469/);
    expect(bench.texts()).toEqual([]);
  });
});

describe('a second call', () => {
  it('PR-9 comes when asked for while the first is talked on, never while one rings, never a third', async () => {
    const { practice, seat } = bench;
    const first = await talk(bench, 'a');
    await practice.handlers.callNow(null);
    const invite = await seat.next('INVITE');
    await expect(practice.handlers.callNow(null)).rejects.toMatchObject({ code: 'call-in-progress' });
    seat.respond(invite, '200 OK', ['Content-Type: application/sdp'], 'v=0\r\n');
    await seat.next('ACK');
    await expect(practice.handlers.callNow(null)).rejects.toMatchObject({ code: 'call-in-progress' });
    expect(practice.calls()).toMatchObject([{ state: 'talking' }, { state: 'talking' }]);
    first.call.hangUp();
    seat.respond(await seat.next('BYE'), '200 OK');
    await first.call.ended;
    await practice.handlers.callNow(null);
    await seat.next('INVITE');
  });
});

describe('what a seat is given', () => {
  it('PR-10 the settings name directory, headers and recording', () => {
    expect(bench.practice.settings).toMatchObject({
      servers: [expect.stringMatching(/^ws:/)],
      headers: { queueTime: { name: 'X-Queue-Entered' }, callId: 'X-Exchange-Call-Id' },
      directory: [
        { number: '110', name: '110公安' },
        { number: '2002', name: '2002供热公司' },
        { number: '000', name: '000占线' },
        { number: '001', name: '001无人接听' },
      ],
      recording: { by: 'info' },
    });
  });
});
