import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { whyNoPeers } from '../peers/available.ts';
import { type Baresip, startBaresip } from '../peers/baresip.ts';
import type { Peer } from '../peers/children.ts';
import { type Desk, openDesk, takeSeat } from '../peers/desk.ts';
import { type Kamailio, type SeatTransport, startKamailio } from '../peers/kamailio.ts';
import { type RtpEngine, startRtpEngine } from '../peers/rtpengine.ts';
import { type CitizenOptions, callAsCitizen, type TelephoneOptions, waitAsTelephone } from '../peers/sipp.ts';
import { whyNotHere } from '../support/programs.ts';

const reason = whyNotHere() ?? (await whyNoPeers());
if (reason !== undefined) console.warn(`!!! SKIPPED: calls with real peers: ${reason}`);

/** Who is heard by what: Hz. */
const OPERATOR = 1_500;
const CITIZEN = 440;
const DEPARTMENT = 1_000;
const TELEPHONE = 700;
const OTHER_TELEPHONE = 850;

/** Amplitudes of a tone that is there, and of one that is not; between them lies more than a factor of three. */
const HEARD = 0.03;
const SILENT = 0.008;

/** What an amplitude means; between the two, itself, which is neither. */
const wordOf = (amplitude: number) =>
  amplitude > HEARD ? 'heard' : amplitude < SILENT ? 'silent' : amplitude.toFixed(3);

/** Both kinds of exchange: WebRTC with rtpengine between, and plain RTP straight from the seat's relay. */
const KINDS: ReadonlyArray<{ kind: string; transport: SeatTransport }> = [
  { kind: 'WebRTC over WebSocket', transport: 'ws' },
  { kind: 'plain RTP over UDP', transport: 'udp' },
];

describe.skipIf(reason !== undefined).each(KINDS)('calls by $kind', ({ transport }) => {
  let engine: RtpEngine;
  let kamailio: Kamailio;
  let desk: Desk;
  const telephones: Baresip[] = [];
  const parties: Peer[] = [];

  beforeAll(async () => {
    engine = await startRtpEngine();
    kamailio = await startKamailio({ rtpenginePort: engine.port });
    desk = await openDesk({ user: '8001', servers: [kamailio.servers[transport]], frequency: OPERATOR });
    await takeSeat(desk);
    for (const [user, frequency] of [
      ['9001', TELEPHONE],
      ['9002', OTHER_TELEPHONE],
    ] as const) {
      telephones.push(await startBaresip({ user, frequency, exchangePort: kamailio.ports.plain }));
    }
  });
  afterAll(async () => {
    await desk?.close();
    for (const peer of [...telephones, kamailio, engine]) await peer?.end();
  });
  afterEach(async ({ task }) => {
    for (const { id, state } of desk.state().calls) {
      // What a failed case left behind must not fail the next one too.
      if (state !== 'ended') await desk.phone.hangUp({ callId: id }).catch(() => undefined);
    }
    for (const party of parties.splice(0)) await party.end();
    console.log(`  ${task.result?.state === 'pass' ? 'passed' : 'FAILED'}: ${transport}: ${task.name}`);
  });

  const citizen = async (options: Partial<CitizenOptions> = {}) => {
    const party = await callAsCitizen({
      exchangePort: kamailio.ports.plain,
      seat: '8001',
      frequency: CITIZEN,
      ...options,
    });
    parties.push(party);
    return party;
  };
  const department = async (options: Partial<TelephoneOptions> = {}) => {
    const party = await waitAsTelephone({
      exchangePort: kamailio.ports.plain,
      frequency: DEPARTMENT,
      ...options,
    });
    parties.push(party);
    return party;
  };
  const baresip = (index: number): Baresip => {
    const telephone = telephones[index];
    if (!telephone) throw new Error('There is no such telephone.');
    return telephone;
  };
  const dials = async (target: string, consultsFor: string | null = null) => {
    const { callId } = await desk.phone.dial({ target, consultsFor });
    return callId;
  };
  const isActive = (callId: string) =>
    desk.call('answered', (one) => one.id === callId && one.state === 'active' && one.media === 'flowing');
  /**
   * The operator hears each of `heard` and none of `silent`, for a whole second; as soon as that is so, since what
   * was changed takes its time to arrive, and more of it on a busy machine.
   */
  const operatorHears = async (heard: readonly number[], silent: readonly number[] = []) => {
    const wanted = [...heard.map(() => 'heard'), ...silent.map(() => 'silent')];
    await expect.poll(async () => (await desk.hears([...heard, ...silent])).map(wordOf)).toEqual(wanted);
  };

  it('E2E-60 a citizen calls: audio both ways, reports by RTCP, either side hangs up', async () => {
    const caller = await citizen({ headers: ['P-Asserted-Identity: <sip:15400000001@pbx.test>'] });
    const call = await desk.answers();
    expect(call.callerNumber).toBe('15400000001');
    expect(call.dialledLine).toBe('12345');
    await expect.poll(async () => (await caller.voice.listen(1_500)).tone(OPERATOR)).toBeGreaterThan(HEARD);
    await expect.poll(() => caller.voice.packets).toBeGreaterThan(60);
    await operatorHears([CITIZEN], [DEPARTMENT]);
    await expect.poll(() => caller.voice.controlPackets).toBeGreaterThan(0);
    await desk.phone.hangUp({ callId: call.id });
    await caller.event('ended');

    const leaving = await citizen({ leavesAfterMilliseconds: 500 });
    const second = await desk.picksUp();
    await leaving.event('left');
    expect((await desk.ended(second)).endReason).toBe('caller-hung-up');
  });

  it('E2E-61 sipp itself echoes, without a mouth of ours: the operator hears his own voice come back', async () => {
    await citizen({ echoes: true });
    await desk.answers();
    await operatorHears([OPERATOR], [CITIZEN]);
  });

  it('E2E-62 a telephone of the exchange calls, asked for its password', async () => {
    const caller = await citizen({ caller: '9010' });
    const call = await desk.answers();
    expect(call.callerNumber).toBe('9010');
    await expect.poll(async () => (await caller.voice.listen(1_000)).tone(OPERATOR)).toBeGreaterThan(HEARD);
  });

  it('E2E-63 digits arrive as telephone-event, and as INFO where that was not agreed on', async () => {
    const caller = await citizen();
    const call = await desk.answers();
    await desk.phone.sendDigits({ callId: call.id, digits: '19*#' });
    await expect.poll(() => caller.voice.digits).toBe('19*#');
    await desk.phone.hangUp({ callId: call.id });
    await caller.event('ended');

    const without = await citizen({ telephoneEvent: false });
    const second = await desk.answers();
    await desk.phone.sendDigits({ callId: second.id, digits: '57' });
    await without.event('informed', 1);
    expect(
      without
        .events()
        .filter(({ word }) => word === 'informed')
        .map(({ values }) => values['signal']),
    ).toEqual(['5', '7']);
    expect(without.voice.digits).toBe('');
  });

  it('E2E-64 on hold nobody hears anybody; taken up again both do; muted only the citizen hears nothing', async () => {
    const caller = await citizen();
    const { id: callId } = await desk.answers();
    await operatorHears([CITIZEN]);
    await desk.phone.hold({ callId });
    expect((await caller.event('renegotiated')).values['direction']).toBe('sendonly');
    await expect.poll(async () => (await caller.voice.listen(1_000)).tone(OPERATOR)).toBeLessThan(SILENT);
    await operatorHears([], [CITIZEN]);

    await desk.phone.resume({ callId });
    expect((await caller.event('renegotiated', 1)).values['direction']).toBe('sendrecv');
    await expect.poll(async () => (await caller.voice.listen(1_000)).tone(OPERATOR)).toBeGreaterThan(HEARD);
    await operatorHears([CITIZEN]);

    await desk.phone.setMuted({ callId, muted: true });
    await expect.poll(async () => (await caller.voice.listen(1_000)).tone(OPERATOR)).toBeLessThan(SILENT);
    await operatorHears([CITIZEN]);
    await desk.phone.setMuted({ callId, muted: false });
    await expect.poll(async () => (await caller.voice.listen(1_000)).tone(OPERATOR)).toBeGreaterThan(HEARD);
  });

  it('E2E-65 a second citizen is answered: the first is held, and hears nothing of it', async () => {
    const first = await citizen();
    const one = await desk.answers();
    const second = await citizen({ caller: '13800000002', frequency: DEPARTMENT });
    const two = await desk.answers();
    expect(desk.state().calls.find(({ id }) => id === one.id)?.hold).toBe('local');
    await operatorHears([DEPARTMENT], [CITIZEN]);
    await expect
      .poll(async () => {
        const [byFirst, bySecond] = await Promise.all([
          first.voice.listen(1_000),
          second.voice.listen(1_000),
        ]);
        return [byFirst.tone(OPERATOR), byFirst.tone(DEPARTMENT), bySecond.tone(OPERATOR)].map(wordOf);
      })
      .toEqual(['silent', 'silent', 'heard']);

    await desk.phone.hangUp({ callId: two.id });
    await second.event('ended');
    await desk.phone.resume({ callId: one.id });
    await expect.poll(async () => (await first.voice.listen(1_000)).tone(OPERATOR)).toBeGreaterThan(HEARD);
  });

  it('E2E-66 calls a telephone: audio both ways, digits arrive, the telephone hangs up', async () => {
    const telephone = baresip(0);
    const closed = telephone.events.filter(({ type }) => type === 'CALL_CLOSED').length;
    const callId = await dials('9001');
    await isActive(callId);
    await operatorHears([TELEPHONE], [CITIZEN]);
    await desk.phone.sendDigits({ callId, digits: '42' });
    await expect.poll(() => telephone.digits()).toBe('42');
    telephone.command('hangup');
    expect((await desk.ended(callId)).endReason).toBe('caller-hung-up');
    await telephone.event('CALL_CLOSED', closed);
    expect(telephone.heard().tone(OPERATOR)).toBeGreaterThan(HEARD);
  });

  it('E2E-67 calls that come to nothing say why: busy, nobody there; early media is heard', async () => {
    const busy = await department({ refusesWith: '486 Busy Here' });
    expect((await desk.ended(await dials(busy.number))).endReason).toBe('busy');
    expect((await desk.ended(await dials('9988'))).endReason).toBe('not-reached');

    const heard = await department({ earlyMedia: true, ringsMilliseconds: 10_000 });
    const callId = await dials(heard.number);
    await desk.call('early media', (one) => one.id === callId && one.dialProgress === 'early-media');
    await operatorHears([DEPARTMENT]);
    await isActive(callId);
  });

  it('E2E-68 a blind transfer lands: two telephones talk, the seat is free', async () => {
    baresip(0).command('dial', 'sip:8001@pbx.test');
    const { id: callId } = await desk.answers();
    await operatorHears([TELEPHONE]);
    const target = await department();
    await desk.phone.transferBlind({ callId, target: target.number });
    await target.event('called');
    expect((await desk.ended(callId)).endReason).toBe('transferred');
    await expect
      .poll(async () => {
        const heard = await target.voice.listen(1_500);
        return [heard.tone(TELEPHONE), heard.tone(OPERATOR)].map(wordOf);
      })
      .toEqual(['heard', 'silent']);
    baresip(0).command('hangup');
    await target.event('ended');
  });

  it('E2E-69 a transfer that fails leaves the citizen here, and is said; taken up again, both are heard', async () => {
    const caller = await citizen({ transferStatus: '486 Busy Here' });
    const { id: callId } = await desk.answers();
    await desk.phone.transferBlind({ callId, target: '9001' });
    const failed = await desk.call('failed', (one) => one.id === callId && one.transfer?.state === 'failed');
    expect(failed.transfer?.statusCode).toBe(486);
    expect(failed.state).toBe('active');
    await desk.phone.resume({ callId });
    await expect.poll(async () => (await caller.voice.listen(1_000)).tone(OPERATOR)).toBeGreaterThan(HEARD);
    await operatorHears([CITIZEN]);
  });

  it('E2E-70 an attended transfer lands: the department is asked first, then has the citizen, by Replaces', async () => {
    const caller = await citizen({ transferMilliseconds: 1_500 });
    const { id: callId } = await desk.answers();
    const asked = await department({ calls: 2 });
    const consulted = await dials(asked.number, callId);
    await isActive(consulted);
    await operatorHears([DEPARTMENT], [CITIZEN]);
    const dialog = (await asked.event('called')).values;

    await desk.phone.transferAttended({ callId, toCallId: consulted });
    const { values } = await caller.event('referred');
    const [, escaped = ''] = /[?&]Replaces=([^&>]+)/i.exec(values['to'] ?? '') ?? [];
    const replaces = decodeURIComponent(escaped);
    const [replacedCallId, ...parameters] = replaces.split(';');
    expect(replacedCallId).toBe(dialog['callId']);
    // As the department sees it: its own tag is to-tag (RFC 3891 section 3).
    expect(parameters.sort()).toEqual([`from-tag=${dialog['fromTag']}`, `to-tag=${dialog['toTag']}`]);

    // What the citizen's exchange does then.
    const landed = await citizen({ seat: asked.number, headers: [`Replaces: ${replaces}`] });
    await landed.event('answered');
    expect((await asked.event('called', 1)).values['replaces']).toBe(replaces);
    expect((await desk.ended(callId)).endReason).toBe('transferred');
    await desk.ended(consulted);
    await caller.event('ended');
  });

  it('E2E-71 a conference of three: each hears the two others and not himself; one leaves, two go on', async () => {
    const caller = await citizen();
    const { id: callId } = await desk.answers();
    const asked = await department();
    const consulted = await dials(asked.number, callId);
    await isActive(consulted);
    await desk.phone.joinConference(null);
    // Operator, citizen, department, as heard by the citizen and by the department.
    let matrix: number[][] = [];
    await expect
      .poll(async () => {
        const heard = await Promise.all([caller.voice.listen(1_500), asked.voice.listen(1_500)]);
        matrix = heard.map((one) => [OPERATOR, CITIZEN, DEPARTMENT].map((tone) => one.tone(tone)));
        return matrix.map((row) => row.map(wordOf));
      })
      .toEqual([
        ['heard', 'silent', 'heard'],
        ['heard', 'heard', 'silent'],
      ]);
    const told = matrix.map((row) => row.map((tone) => tone.toFixed(3)));
    console.log(
      `  ${transport}: operator, citizen, department as heard by citizen, department: ${told.join(' · ')}`,
    );
    await operatorHears([CITIZEN, DEPARTMENT]);

    await desk.phone.hangUp({ callId: consulted });
    await asked.event('ended');
    await expect
      .poll(async () => {
        const alone = await caller.voice.listen(1_000);
        return [alone.tone(OPERATOR), alone.tone(DEPARTMENT)].map(wordOf);
      })
      .toEqual(['heard', 'silent']);
  });
});
