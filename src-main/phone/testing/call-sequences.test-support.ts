import { expect } from 'vitest';
import type { MediaStatistics } from '#shared/contract/index.ts';
import { CodedError } from '#shared/domain/index.ts';
import type { PhoneCall } from '../call.ts';
import { SipRefusal } from '../leg.ts';
import { type AnyLeg, createFakeSeat, type FakeSeat, settle } from './fake-seat.test-support.ts';

const operators = [
  'answer',
  'reject',
  'hangUp',
  'hold',
  'resume',
  'join',
  'split',
  'mute',
  'transferBlind',
  'transferAttended',
] as const;
/** Whatever an operator, a page, the exchange and time can do to a seat's calls, one action each. */
export const actions = [
  ...operators,
  'cancel',
  'cancelElsewhere',
  'peerBye',
  'terminate',
  'mediaReady',
  'mediaRefused',
  'pageFails',
  'acceptSent',
  'acceptStuck',
  'placed',
  'notPlaced',
  'progress',
  'accepted',
  'refused',
  'disconnect',
  'connect',
  'pageLost',
  'pageBack',
  'reinvited',
  'reinviteCollided',
  'reinviteRefused',
  'reinviteUnanswered',
  'remoteHold',
  'remoteResume',
  'referTaken',
  'referRefused',
  'notifyRinging',
  'notifyOk',
  'notifyBusy',
  'packets',
  'secondsPass',
] as const;
export type Action = (typeof actions)[number] | 'ring' | 'dial';

/** What the operator asked for and has not been told the outcome of. */
interface Asked {
  readonly what: 'answer' | 'other';
  readonly call: PhoneCall;
}

export interface Run extends FakeSeat {
  readonly asked: Set<Asked>;
  packets: number;
}

export function createRun(): Run {
  return { ...createFakeSeat(), asked: new Set(), packets: 0 };
}

const expectedCodes = /^(wrong-state|no-such-call|media-failed|signalling-failed)$/;

function ask(run: Run, what: Asked['what'], call: PhoneCall, work: () => Promise<void>): void {
  const asked = { what, call };
  run.asked.add(asked);
  const done = () => void run.asked.delete(asked);
  const failed = (error: unknown) => {
    done();
    expect(error).toMatchObject({ code: expect.stringMatching(expectedCodes) });
  };
  work().then(done, failed);
}

function tryAction(work: () => void): void {
  try {
    work();
  } catch (error) {
    expect(error).toMatchObject({ code: expect.stringMatching(expectedCodes) });
  }
}

export const statistics = (sessionId: string, packetsReceived: number): MediaStatistics => ({
  sessionId,
  packetsSent: 0,
  packetsReceived,
  packetsLost: 0,
  jitterMilliseconds: 0,
  roundTripMilliseconds: null,
  remoteLossShare: null,
  codec: null,
  inboundLevel: 0,
  outboundLevel: 0,
});

export async function perform(run: Run, action: Action, index: number): Promise<void> {
  if (action === 'secondsPass') return run.time.pass(4_000);
  if (action === 'ring') return void run.ring();
  if (action === 'dial') {
    try {
      run.list.requireNoneBegins();
    } catch {
      return;
    }
    const { call } = run.dialled();
    return ask(run, 'other', call, () => run.list.place(call));
  }
  const call = run.all[index % Math.max(1, run.all.length)];
  if (!call) return;
  if (isOperators(action)) operate(run, action, call, index);
  else happen(run, action, call, run.legOf(call));
}

type OperatorAction = (typeof operators)[number];
const isOperators = (action: Action): action is OperatorAction =>
  operators.some((operator) => operator === action);

function operate(run: Run, action: OperatorAction, call: PhoneCall, index: number): void {
  const { list } = run;
  const other = run.all[(index + 1) % run.all.length] ?? call;
  switch (action) {
    case 'answer':
      if (call.state === 'answering') return;
      ask(run, 'answer', call, () => list.answer(call.id));
      break;
    case 'reject':
      tryAction(() => call.reject());
      break;
    case 'hangUp':
      tryAction(() => call.hangUp());
      break;
    case 'mute':
      tryAction(() => call.setMuted(!call.isMuted));
      break;
    case 'hold':
    case 'resume':
    case 'split':
      ask(run, 'other', call, () => list[action](call.id));
      break;
    case 'join':
      ask(run, 'other', call, () => list.join());
      break;
    case 'transferBlind':
      ask(run, 'other', call, async () => call.conversation.transferBlind('110', 'sip:110@test.invalid'));
      break;
    case 'transferAttended':
      if (other !== call)
        ask(run, 'other', call, async () => call.conversation.transferAttended(other.conversation));
      break;
  }
}

function happen(run: Run, action: Action, call: PhoneCall, leg: AnyLeg): void {
  const isEarly = leg.dialog === 'early';
  const isEstablished = leg.dialog === 'established';
  switch (action) {
    case 'cancel':
    case 'cancelElsewhere':
      if (leg.direction !== 'inbound' || !isEarly) return;
      leg.events.onCancelled(action === 'cancelElsewhere');
      leg.finish();
      break;
    case 'peerBye':
      if (!isEstablished) return;
      leg.events.onPeerHungUp();
      leg.finish();
      break;
    case 'terminate':
      if (leg.dialog !== 'unmade') leg.finish();
      break;
    case 'mediaReady':
      leg.preparing?.resolve();
      break;
    case 'mediaRefused':
      leg.preparing?.reject(new CodedError('sdp-refused', 'No.'));
      break;
    case 'pageFails':
      leg.preparing?.reject(new CodedError('media-failed', 'No page.'));
      break;
    case 'acceptSent':
    case 'acceptStuck':
      if (!leg.accepting || !isEarly) return;
      leg.dialog = 'established';
      // Stuck: the socket closed in that instant, and the 200 OK is sent again later.
      if (action === 'acceptSent') call.accepted(run.time.clock.monotonic());
      break;
    case 'placed':
      if (leg.dialog !== 'unmade' || !leg.placing) return;
      leg.dialog = 'early';
      leg.placing.resolve();
      break;
    case 'notPlaced':
      if (leg.dialog !== 'unmade' || !leg.placing) return;
      leg.dialog = 'over';
      leg.placing.reject(new CodedError('media-failed', 'No page.'));
      break;
    case 'progress':
      if (leg.direction === 'outbound' && isEarly) leg.events.onProgress('early-media');
      break;
    case 'accepted':
      if (leg.direction !== 'outbound' || !isEarly) return;
      leg.dialog = 'established';
      leg.events.onAccepted();
      break;
    case 'refused':
      if (leg.direction !== 'outbound' || !isEarly) return;
      leg.dialog = 'over';
      leg.events.onRefused(486);
      break;
    case 'disconnect':
    case 'connect':
      leg.connected = action === 'connect';
      break;
    case 'pageLost':
      call.mediaLost();
      break;
    case 'pageBack':
      if (call.state === 'active') call.conversation.pageConnected();
      break;
    case 'reinvited':
      leg.reinviting?.resolve();
      break;
    case 'reinviteCollided':
      leg.reinviting?.reject(new SipRefusal('INVITE', 491));
      break;
    case 'reinviteRefused':
      leg.reinviting?.reject(new SipRefusal('INVITE', 488));
      break;
    case 'reinviteUnanswered':
      leg.reinviting?.reject(new SipRefusal('INVITE', 408));
      break;
    case 'remoteHold':
    case 'remoteResume':
      if (isEstablished) leg.events.onRemoteHold(action === 'remoteHold');
      break;
    case 'referTaken':
      leg.referring?.resolve();
      break;
    case 'referRefused':
      leg.referring?.reject(new SipRefusal('REFER', 603));
      break;
    case 'notifyRinging':
    case 'notifyOk':
    case 'notifyBusy':
      if (!isEstablished) return;
      leg.onRefer?.({ notifyRinging: 180, notifyOk: 200, notifyBusy: 486 }[action]);
      break;
    case 'packets':
      if (call.state === 'active') call.conversation.counted(statistics(leg.mediaSessionId, ++run.packets));
      break;
  }
}

function checkInvariants(run: Run): void {
  const open = run.all.filter(
    (call) =>
      call.state === 'answering' || call.state === 'dialling' || (call.state === 'active' && !call.isCut),
  );
  const conference = run.list.conference();
  const isOneConversation = open.length <= 1 || open.every((call) => conference.includes(call));
  expect(isOneConversation, 'the operator speaks in one call or one conference').toBe(true);
  for (const call of run.all) {
    const leg = run.legOf(call);
    const last = run.rowsOf(call).at(-1);
    if (!last) throw new Error('A call without a row.');
    expect(leg.farewells).toBeLessThanOrEqual(1);
    if (call.state === 'active') expect(leg.dialog).toBe('established');
    if (call.state === 'ended') {
      expect(leg.dialog, 'no dialog is left behind').toBe('over');
      expect(last.endAt).not.toBeNull();
      const ours = ['operator-hung-up', 'rejected', 'cancelled'];
      const either = ['media-failed', 'transferred', 'signalling-failed'];
      if (leg.farewells === 1) expect([...ours, ...either]).toContain(last.endReason);
      else expect(['operator-hung-up', 'rejected']).not.toContain(last.endReason);
      expect(call.media).toBe('none');
    } else {
      expect(leg.dialog, 'a dead dialog ends its call').not.toBe('over');
      expect(last.endReason).toBeNull();
      expect(run.list.all()).toContain(call);
    }
    const answers = [...run.asked].filter((asked) => asked.what === 'answer' && asked.call === call);
    expect(answers, 'answer() is under way').toHaveLength(call.state === 'answering' ? 1 : 0);
    expect(last.answerAt !== null).toBe(last.answeredAfterMilliseconds !== null);
  }
  expect(run.list.all().filter((call) => call.state === 'ended').length).toBeLessThanOrEqual(1);
}

/** The machine's whole promise, for one sequence; `together`: in one turn of the event loop with the next. */
export async function play(steps: ReadonlyArray<readonly [Action, number, boolean]>): Promise<void> {
  const run = createRun();
  run.ring();
  for (const [action, index, together] of steps) {
    await perform(run, action, index);
    if (together) continue;
    await settle();
    checkInvariants(run);
  }
  for (const call of run.list.live()) void call.close();
  await run.time.pass(300_000);
  await settle();
  checkInvariants(run);
  expect(run.all.every((call) => call.state === 'ended')).toBe(true);
  expect(run.asked.size, 'everything asked for was told the outcome of').toBe(0);
  expect(run.time.next(), 'no timer is left behind').toBeUndefined();
}

/** Answers a ringing call, or lets an outbound one be answered. */
export async function activate(run: Run, call: PhoneCall): Promise<void> {
  const index = run.all.indexOf(call);
  const steps: Action[] =
    call.direction === 'inbound' ? ['answer', 'mediaReady', 'acceptSent'] : ['placed', 'accepted'];
  for (const action of steps) {
    await perform(run, action, index);
    await settle();
  }
  expect(call.state).toBe('active');
}
