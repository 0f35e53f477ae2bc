import fc from 'fast-check';
import { Core } from 'sip.js';
import { describe, expect, it } from 'vitest';
import { createMemoryLog } from '../log/index.ts';
import { startConversation } from './conversation.ts';
import type { SipServer } from './sip-server.ts';

const actions = fc.oneof(
  fc.record({
    kind: fc.constant('hold'),
    direction: fc.constantFrom('sendonly', 'inactive', 'sendrecv', ''),
  }),
  fc.record({
    kind: fc.constant('refer'),
    to: fc.constantFrom('110', '000', '001', '999', 'a?Replaces=x%3Bto-tag%3Dy%3Bfrom-tag%3Dz'),
  }),
  fc.record({
    kind: fc.constant('pass'),
    milliseconds: fc.constantFrom(100, 2_000, 19_000, 31_000, 301_000),
  }),
  fc.record({ kind: fc.constantFrom('ack', 'ackTimeout', 'bye', 'end', 'heard', 'digit') }),
);
type Action = typeof actions extends fc.Arbitrary<infer T> ? T : never;

/** A conversation on a dialog that only counts, and time that passes when told to. */
function bench(isOurs: boolean) {
  let now = 0;
  let heardAt = 0;
  const timers = new Set<{ readonly at: number; readonly run: () => void }>();
  const sent: string[] = [];
  const ended: string[] = [];
  const schedule = (milliseconds: number, run: () => void) => {
    const timer = { at: now + milliseconds, run };
    timers.add(timer);
    return () => void timers.delete(timer);
  };
  const session = {
    callId: 'c',
    localTag: 'l',
    remoteTag: 'r',
    sessionState: isOurs ? Core.SessionState.Confirmed : Core.SessionState.AckWait,
    delegate: undefined as Core.SessionDelegate | undefined,
    bye: () => sent.push('BYE'),
    notify: () => sent.push('NOTIFY'),
  };
  const speaking = { name: { 'zh-CN': '甲', en: 'A' }, answers: 'speaks', ringMilliseconds: 1_500 } as const;
  const departments = new Map<string, object>([
    ['110', { ...speaking, number: '110', ringBack: 'by-status', utterances: [] }],
    ['000', { name: speaking.name, number: '000', answers: 'is-busy' }],
    ['001', { name: speaking.name, number: '001', answers: 'never' }],
  ]);
  const description = async () => 'v=0\r\n';
  const options = {
    server: { core: { configuration: { contact: '<sip:x@y>' } } } as unknown as SipServer,
    session,
    audio: {
      media: { offer: description, accept: async () => undefined, answer: description },
      play: () => {
        heardAt = now;
      },
      silentFor: () => now - heardAt,
    },
    person: {},
    expectMedia: true,
    targets: { department: (number: string) => departments.get(number), takeOver: () => undefined },
    schedule,
    log: createMemoryLog(),
    onEvent: () => undefined,
    onEnded: (by: string) => ended.push(by),
  };
  const conversation = startConversation(options as unknown as Parameters<typeof startConversation>[0]);
  const request = (more: object) =>
    ({ accept: () => undefined, reject: () => undefined, ...more }) as unknown as Core.IncomingInviteRequest &
      Core.IncomingReferRequest &
      Core.IncomingInfoRequest &
      Core.IncomingByeRequest;
  const pass = (milliseconds: number) => {
    const end = now + milliseconds;
    for (;;) {
      const next = [...timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      timers.delete(next);
      now = next.at;
      next.run();
    }
    now = end;
  };
  let acknowledged = isOurs;
  let left = false;
  const act = async (action: Action) => {
    const { delegate } = session;
    // The core hands over nothing of a dialog that a BYE has ended.
    if (action.kind === 'pass') pass(action.milliseconds);
    else if (action.kind === 'end') conversation.end('caller');
    else if (action.kind === 'heard') heardAt = now;
    else if (left) return;
    else if (action.kind === 'hold') {
      const body = action.direction === '' ? '' : `a=${action.direction}\r\n`;
      delegate?.onInvite?.(request({ message: { body } }));
    } else if (action.kind === 'refer') {
      delegate?.onRefer?.(request({ message: { cseq: 1, getHeader: () => `<sip:${action.to}@b.invalid>` } }));
    } else if (action.kind === 'digit') {
      const message = { body: '1', hasHeader: () => false, getHeader: () => 'application/dtmf' };
      delegate?.onInfo?.(request({ message }));
    } else if (action.kind === 'bye') {
      left = true;
      delegate?.onBye?.(request({}));
    } else if (action.kind === 'ack') {
      acknowledged = true;
      delegate?.onAck?.({ message: { body: '' } as Core.IncomingRequestMessage });
    } else if (action.kind === 'ackTimeout' && !acknowledged) {
      acknowledged = true;
      delegate?.onAckTimeout?.();
    }
    await Promise.resolve();
  };
  return {
    act,
    pass,
    sent,
    ended,
    timers,
    mayBye: () => acknowledged,
    left: () => left,
    end: () => conversation.end('caller'),
    acknowledge: () => act({ kind: 'ack' }),
  };
}

describe('any sequence of what a seat asks for', () => {
  it('PR-19 a conversation ends once, says nothing afterwards, leaves no timer, and can always be ended', async () => {
    await fc.assert(
      fc.asyncProperty(fc.boolean(), fc.array(actions, { maxLength: 25 }), async (isOurs, sequence) => {
        const seat = bench(isOurs);
        for (const action of sequence) {
          const before = seat.sent.length;
          const wasOver = seat.ended.length > 0;
          await seat.act(action);
          expect(seat.ended.length).toBeLessThanOrEqual(1);
          if (wasOver) expect(seat.sent.slice(before)).not.toContain('NOTIFY');
          if (seat.sent.includes('BYE')) expect(seat.mayBye()).toBe(true);
          if (seat.ended.length === 1) expect(seat.timers.size).toBe(0);
        }
        seat.end();
        await seat.acknowledge();
        expect(seat.ended).toHaveLength(1);
        expect(seat.timers.size).toBe(0);
        // One BYE at least, from either side; of ours one at most.
        const byes = seat.sent.filter((one) => one === 'BYE').length;
        expect(byes).toBeLessThanOrEqual(1);
        expect(byes === 1 || seat.left()).toBe(true);
        seat.pass(1_000_000);
        expect(seat.ended).toHaveLength(1);
      }),
      {
        numRuns: 500,
        examples: [
          // A transfer that is asked for while our BYE still waits for the ACK.
          [
            false,
            [
              { kind: 'pass', milliseconds: 301_000 },
              { kind: 'refer', to: '110' },
            ],
          ],
        ],
      },
    );
  });
});
