import { setTimeout as delay } from 'node:timers/promises';
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
  /** The operator hears each of `heard` and none of `silent`. */
  const operatorHears = async (heard: readonly number[], silent: readonly number[] = []) => {
    const levels = await desk.hears([...heard, ...silent]);
    const told = JSON.stringify(levels);
    for (const level of levels.slice(0, heard.length)) expect(level, told).toBeGreaterThan(HEARD);
    for (const level of levels.slice(heard.length)) expect(level, told).toBeLessThan(SILENT);
  };

  it('E2E-60 a citizen calls: audio both ways, reports by RTCP, either side hangs up', async () => {
    const caller = await citizen({ headers: ['P-Asserted-Identity: <sip:15400000001@pbx.test>'] });
    const call = await desk.answers();
    expect(call.callerNumber).toBe('15400000001');
    expect(call.dialledLine).toBe('12345');
    const heard = await caller.voice.listen(1_500);
    expect(heard.packets).toBeGreaterThan(60);
    expect(heard.tone(OPERATOR)).toBeGreaterThan(HEARD);
    await operatorHears([CITIZEN], [DEPARTMENT]);
    await expect.poll(() => caller.voice.controlPackets, { timeout: 10_000 }).toBeGreaterThan(0);
    await desk.phone.hangUp({ callId: call.id });
    await caller.event('ended');

    const leaving = await citizen({ leavesAfterMilliseconds: 500 });
    const second = await desk.answers();
    await leaving.event('left');
    expect((await desk.ended(second.id)).endReason).toBe('caller-hung-up');
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
    expect((await caller.voice.listen(1_000)).tone(OPERATOR)).toBeGreaterThan(HEARD);
  });

  it('E2E-63 digits arrive as telephone-event, and as INFO where that was not agreed on', async () => {
    const caller = await citizen();
    const call = await desk.answers();
    await desk.phone.sendDigits({ callId: call.id, digits: '19*#' });
    await expect.poll(() => caller.voice.digits, { timeout: 10_000 }).toBe('19*#');
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
    await delay(300);
    expect((await caller.voice.listen(1_000)).tone(OPERATOR)).toBeLessThan(SILENT);
    await operatorHears([], [CITIZEN]);

    await desk.phone.resume({ callId });
    expect((await caller.event('renegotiated', 1)).values['direction']).toBe('sendrecv');
    await delay(300);
    expect((await caller.voice.listen(1_000)).tone(OPERATOR)).toBeGreaterThan(HEARD);
    await operatorHears([CITIZEN]);

    await desk.phone.setMuted({ callId, muted: true });
    await delay(200);
    expect((await caller.voice.listen(1_000)).tone(OPERATOR)).toBeLessThan(SILENT);
    await operatorHears([CITIZEN]);
    await desk.phone.setMuted({ callId, muted: false });
    await delay(200);
    expect((await caller.voice.listen(1_000)).tone(OPERATOR)).toBeGreaterThan(HEARD);
  });

  it('E2E-65 a second citizen is answered: the first is held, and hears nothing of it', async () => {
    const first = await citizen();
    const one = await desk.answers();
    const second = await citizen({ caller: '13800000002', frequency: DEPARTMENT });
    const two = await desk.answers();
    expect(desk.state().calls.find(({ id }) => id === one.id)?.hold).toBe('local');
    await delay(300);
    await operatorHears([DEPARTMENT], [CITIZEN]);
    const [heardByFirst, heardBySecond] = await Promise.all([
      first.voice.listen(1_000),
      second.voice.listen(1_000),
    ]);
    expect(heardByFirst.tone(OPERATOR)).toBeLessThan(SILENT);
    expect(heardByFirst.tone(DEPARTMENT)).toBeLessThan(SILENT);
    expect(heardBySecond.tone(OPERATOR)).toBeGreaterThan(HEARD);

    await desk.phone.hangUp({ callId: two.id });
    await second.event('ended');
    await desk.phone.resume({ callId: one.id });
    await delay(300);
    expect((await first.voice.listen(1_000)).tone(OPERATOR)).toBeGreaterThan(HEARD);
  });

  it('E2E-66 calls a telephone: audio both ways, digits arrive, the telephone hangs up', async () => {
    const telephone = baresip(0);
    const closed = telephone.events.filter(({ type }) => type === 'CALL_CLOSED').length;
    const callId = await dials('9001');
    await isActive(callId);
    await operatorHears([TELEPHONE], [CITIZEN]);
    await desk.phone.sendDigits({ callId, digits: '42' });
    await expect.poll(() => telephone.digits(), { timeout: 10_000 }).toBe('42');
    telephone.command('hangup');
    expect((await desk.ended(callId)).endReason).toBe('caller-hung-up');
    await telephone.event('CALL_CLOSED', closed);
    expect(telephone.heard().tone(OPERATOR)).toBeGreaterThan(HEARD);
  });

  it('E2E-67 calls that come to nothing say why: busy, nobody there; early media is heard', async () => {
    const busy = await department({ refusesWith: '486 Busy Here' });
    expect((await desk.ended(await dials(busy.number))).endReason).toBe('busy');
    expect((await desk.ended(await dials('9988'))).endReason).toBe('not-reached');

    const heard = await department({ earlyMedia: true, ringsMilliseconds: 3_000 });
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
    const heard = await target.voice.listen(1_500);
    expect(heard.tone(TELEPHONE)).toBeGreaterThan(HEARD);
    expect(heard.tone(OPERATOR)).toBeLessThan(SILENT);
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
    await delay(300);
    expect((await caller.voice.listen(1_000)).tone(OPERATOR)).toBeGreaterThan(HEARD);
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
    await delay(1_000);
    const [byCitizen, byDepartment] = await Promise.all([
      caller.voice.listen(1_500),
      asked.voice.listen(1_500),
      operatorHears([CITIZEN, DEPARTMENT]),
    ]);
    const matrix = [byCitizen, byDepartment].map((heard) =>
      [OPERATOR, CITIZEN, DEPARTMENT].map((tone) => Math.round(heard.tone(tone) * 1_000) / 1_000),
    );
    const told = `operator, citizen, department as heard by citizen, department: ${JSON.stringify(matrix)}`;
    console.log(`  ${transport}: ${told}`);
    expect(byCitizen.tone(OPERATOR), told).toBeGreaterThan(HEARD);
    expect(byCitizen.tone(DEPARTMENT), told).toBeGreaterThan(HEARD);
    expect(byCitizen.tone(CITIZEN), told).toBeLessThan(SILENT);
    expect(byDepartment.tone(OPERATOR), told).toBeGreaterThan(HEARD);
    expect(byDepartment.tone(CITIZEN), told).toBeGreaterThan(HEARD);
    expect(byDepartment.tone(DEPARTMENT), told).toBeLessThan(SILENT);

    await desk.phone.hangUp({ callId: consulted });
    await asked.event('ended');
    await delay(300);
    const alone = await caller.voice.listen(1_000);
    expect(alone.tone(OPERATOR)).toBeGreaterThan(HEARD);
    expect(alone.tone(DEPARTMENT)).toBeLessThan(SILENT);
  });
});
