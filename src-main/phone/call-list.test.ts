import fc from 'fast-check';
import { v7 } from 'uuid';
import { describe, expect, it } from 'vitest';
import { type CallRecord, CodedError } from '#shared/domain/index.ts';
import { PhoneCall } from './call.ts';
import { CallList } from './call-list.ts';
import type { Leg, LegEvents } from './sip-leg.ts';

/** Lets every settled promise run its handlers. */
const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

type Pending = { resolve: () => void; reject: (error: unknown) => void };

/**
 * A dialog that behaves as sip.js and the caller do: it can be cancelled or refused while early, and ended by
 * BYE once the 200 OK was made; nothing happens in it once it is over.
 */
class FakeLeg implements Leg {
  readonly mediaSessionId = v7();
  readonly events: LegEvents;
  dialog: 'early' | 'established' | 'over' = 'early';
  connected = true;
  refusals = 0;
  byes = 0;
  preparing: Pending | undefined;
  accepting: Pending | undefined;
  renegotiating: Pending | undefined;

  constructor(events: LegEvents) {
    this.events = events;
  }

  isConnected(): boolean {
    return this.connected;
  }
  prepareMedia(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.preparing = { resolve, reject };
    });
  }
  accept(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.accepting = { resolve, reject };
    });
  }
  reject(): void {
    if (this.dialog === 'established') void this.bye();
    if (this.dialog === 'over') return;
    this.refusals++;
    this.finish();
    this.accepting?.reject(new Error('Refused.'));
  }
  bye(): Promise<void> {
    if (this.dialog === 'established') {
      this.byes++;
      this.finish();
    }
    return Promise.resolve();
  }
  renegotiate(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.renegotiating = { resolve, reject };
    });
  }
  closeMedia(): void {
    this.preparing?.reject(new CodedError('media-failed', 'Closed.'));
  }

  /** sip.js tells of the end in the same stack. */
  finish(): void {
    if (this.dialog === 'over') return;
    this.dialog = 'over';
    this.events.onTerminated();
  }
}

const actions = [
  'answer',
  'reject',
  'hangUp',
  'cancel',
  'cancelElsewhere',
  'peerBye',
  'terminate',
  'mediaReady',
  'mediaRefused',
  'pageFails',
  'acceptSent',
  'acceptStuck',
  'disconnect',
  'connect',
  'pageLost',
  'pageBack',
  'renegotiated',
  'renegotiationRefused',
  'packets',
] as const;
type Action = (typeof actions)[number] | 'ring';

interface Seat {
  readonly list: CallList;
  readonly legs: Map<string, FakeLeg>;
  readonly rows: Map<string, CallRecord[]>;
  /** answer() calls that have not settled. */
  readonly answering: Set<{ readonly callId: string }>;
  readonly all: PhoneCall[];
  now: number;
  packets: number;
}

function createSeat(): Seat {
  return {
    list: new CallList(),
    legs: new Map(),
    rows: new Map(),
    answering: new Set(),
    all: [],
    now: 0,
    packets: 0,
  };
}

function ring(seat: Seat): void {
  const id = v7();
  const rows: CallRecord[] = [];
  seat.rows.set(id, rows);
  const call: PhoneCall = new PhoneCall({
    id,
    sipCallId: id,
    identity: { callerNumber: '13800138000', callerName: null, dialledLine: null },
    times: { ring: { monotonic: seat.now, wall: 1_000_000 + seat.now }, queuedMilliseconds: null },
    leg: (events) => {
      const leg = new FakeLeg(events);
      seat.legs.set(id, leg);
      return leg;
    },
    clock: { monotonic: () => seat.now, wall: () => 1_000_000 + seat.now },
    schedule: () => () => undefined,
    random: () => 0,
    save: (record) => void rows.push(record),
    onChanged: () => {
      if (call.state === 'ended') seat.list.prune(call);
    },
  });
  seat.list.add(call);
  rows.push(call.record());
  seat.all.push(call);
}

function tryAction(run: () => void): void {
  try {
    run();
  } catch (error) {
    expect(error).toMatchObject({ code: expect.stringMatching(/^(wrong-state|no-such-call)$/) });
  }
}

function perform(seat: Seat, action: Action, index: number): void {
  seat.now += 7;
  if (action === 'ring') {
    ring(seat);
    return;
  }
  const call = seat.all[index % Math.max(1, seat.all.length)];
  const leg = call && seat.legs.get(call.id);
  if (!call || !leg) return;
  const { id } = call;
  switch (action) {
    case 'answer': {
      const started = { callId: id };
      seat.answering.add(started);
      const done = () => void seat.answering.delete(started);
      seat.list.answer(id).then(done, done);
      break;
    }
    case 'reject':
      tryAction(() => seat.list.reject(id));
      break;
    case 'hangUp':
      tryAction(() => seat.list.hangUp(id));
      break;
    case 'cancel':
    case 'cancelElsewhere':
      if (leg.dialog !== 'early') return;
      leg.events.onCancelled(action === 'cancelElsewhere');
      leg.finish();
      leg.accepting?.resolve();
      break;
    case 'peerBye':
      if (leg.dialog !== 'established') return;
      leg.events.onPeerHungUp();
      leg.finish();
      break;
    case 'terminate':
      leg.finish();
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
      if (!leg.accepting || leg.dialog === 'over') return;
      leg.dialog = 'established';
      // Stuck: the socket closed in that instant, and the 200 OK is sent again later.
      if (action === 'acceptSent') call.accepted(seat.now);
      leg.accepting.resolve();
      break;
    case 'disconnect':
      leg.connected = false;
      break;
    case 'connect':
      leg.connected = true;
      break;
    case 'pageLost':
      call.mediaLost();
      break;
    case 'pageBack':
      call.renegotiate();
      break;
    case 'renegotiated':
      leg.renegotiating?.resolve();
      break;
    case 'renegotiationRefused':
      leg.renegotiating?.reject(new Error('491'));
      break;
    case 'packets':
      call.mediaCounted({
        sessionId: leg.mediaSessionId,
        packetsSent: 0,
        packetsReceived: ++seat.packets,
        packetsLost: 0,
        jitterMilliseconds: 0,
        roundTripMilliseconds: null,
        remoteLossShare: null,
        codec: null,
        inboundLevel: 0,
        outboundLevel: 0,
      });
      break;
  }
}

function checkInvariants(seat: Seat): void {
  const engaged = seat.all.filter((call) => call.state === 'answering' || call.state === 'active');
  expect(engaged.length, 'one call at a time').toBeLessThanOrEqual(1);
  for (const call of seat.all) {
    const leg = seat.legs.get(call.id);
    const rows = seat.rows.get(call.id) ?? [];
    const last = rows.at(-1);
    if (!leg || !last) throw new Error('A call without a row.');
    if (call.state === 'active') expect(leg.dialog).toBe('established');
    if (call.state === 'ended') {
      expect(leg.dialog, 'no dialog is left behind').toBe('over');
      expect(leg.refusals + leg.byes).toBeLessThanOrEqual(1);
      expect(last.endAt).not.toBeNull();
      const ours = leg.refusals + leg.byes === 1;
      const reasons = ['operator-hung-up', 'rejected', ...(leg.refusals === 1 ? ['media-failed'] : [])];
      if (ours) expect(reasons, 'the row says that we ended it').toContain(last.endReason);
      else expect(['operator-hung-up', 'rejected']).not.toContain(last.endReason);
      expect(call.media).toBe('none');
    } else {
      expect(leg.dialog, 'a dead dialog ends its call').not.toBe('over');
      expect(last.endReason).toBeNull();
    }
    const answers = [...seat.answering].filter(({ callId }) => callId === call.id);
    expect(answers, 'answer() is under way').toHaveLength(call.state === 'answering' ? 1 : 0);
    expect(last.answerAt !== null).toBe(last.answeredAfterMilliseconds !== null);
    const listed = seat.list.all().includes(call);
    if (call.state !== 'ended') expect(listed).toBe(true);
  }
  expect(seat.list.all().filter((call) => call.state === 'ended').length).toBeLessThanOrEqual(1);
}

describe('the call machine (docs/spec/call.md)', () => {
  it('CA-1, CA-7: no sequence of actions and events leaves a stuck call, a lost BYE or two active calls', async () => {
    // What carries a call to its answer comes more often, so that most runs see several calls answered.
    const forward = fc.constantFrom<Action>('ring', 'answer', 'mediaReady', 'acceptSent');
    const action = fc.oneof(forward, fc.constantFrom<Action>(...actions));
    const step = fc.tuple(action, fc.nat({ max: 2 }), fc.boolean());
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 60, size: 'max' }), async (steps) => {
        const seat = createSeat();
        ring(seat);
        for (const [action, index, inOneTurnWithTheNext] of steps) {
          perform(seat, action, index);
          if (inOneTurnWithTheNext) continue;
          await settle();
          checkInvariants(seat);
        }
        for (const call of seat.list.live()) void call.close();
        await settle();
        checkInvariants(seat);
        expect(seat.all.every((call) => call.state === 'ended')).toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  it('CA-4 becomes active when the 200 OK has left, not when it was meant to', async () => {
    const seat = createSeat();
    ring(seat);
    const [call] = seat.all;
    if (!call) throw new Error('No call.');
    perform(seat, 'answer', 0);
    perform(seat, 'mediaReady', 0);
    await settle();
    perform(seat, 'acceptStuck', 0);
    await settle();
    expect(call.state).toBe('answering');
    expect(seat.answering.size).toBe(1);
    call.accepted(seat.now);
    await settle();
    expect(call.state).toBe('active');
    expect(seat.answering.size).toBe(0);
  });

  it('CA-9 gives media another try after a refused re-INVITE', async () => {
    const seat = createSeat();
    ring(seat);
    const [call] = seat.all;
    const leg = call && seat.legs.get(call.id);
    if (!call || !leg) throw new Error('No call.');
    for (const action of ['answer', 'mediaReady'] as const) {
      perform(seat, action, 0);
      await settle();
    }
    perform(seat, 'acceptSent', 0);
    perform(seat, 'pageLost', 0);
    perform(seat, 'pageBack', 0);
    perform(seat, 'renegotiationRefused', 0);
    await settle();
    expect(call.media).toBe('failed');
    perform(seat, 'pageBack', 0);
    perform(seat, 'renegotiated', 0);
    await settle();
    expect(call.media).toBe('connecting');
    perform(seat, 'packets', 0);
    expect(call.media).toBe('flowing');
  });
});
