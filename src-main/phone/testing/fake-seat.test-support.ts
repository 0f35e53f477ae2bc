import { v7 } from 'uuid';
import type { CallRecord } from '#shared/domain/index.ts';
import { PhoneCall } from '../call.ts';
import { CallList } from '../call-list.ts';
import type { LegEvents } from '../leg.ts';
import { FakeLeg } from './fake-leg.test-support.ts';
import { createFakeTime } from './fake-time.test-support.ts';

export type AnyLeg = FakeLeg<'inbound'> | FakeLeg<'outbound'>;

/** A seat's calls over fake dialogs, in time that passes when told to. */
export function createFakeSeat() {
  const time = createFakeTime();
  const list = new CallList();
  const legs = new Map<PhoneCall, AnyLeg>();
  const rows = new Map<PhoneCall, CallRecord[]>();
  const all: PhoneCall[] = [];

  const add = (makeLeg: (events: LegEvents) => AnyLeg): { call: PhoneCall; leg: AnyLeg } => {
    const id = v7();
    const written: CallRecord[] = [];
    let leg: AnyLeg | undefined;
    const call: PhoneCall = new PhoneCall({
      id,
      sipCallId: id,
      identity: { callerNumber: '13800138000', callerName: null, dialledLine: null },
      line: null,
      exchangeCallId: null,
      consultsFor: null,
      recording: undefined,
      queueTimeBy: null,
      exchangeClock: null,
      times: {
        ring: { monotonic: time.clock.monotonic(), wall: time.clock.wall() },
        queuedMilliseconds: null,
      },
      leg: (events) => {
        leg = makeLeg(events);
        return leg;
      },
      clock: time.clock,
      schedule: time.schedule,
      random: () => 0.5,
      save: (record) => void written.push(record),
      onChanged: () => {
        if (call.state === 'ended') list.prune(call);
      },
    });
    if (!leg) throw new Error('No leg was made.');
    list.add(call);
    written.push(call.record());
    legs.set(call, leg);
    rows.set(call, written);
    all.push(call);
    return { call, leg };
  };

  return {
    time,
    list,
    all,
    legOf: (call: PhoneCall): AnyLeg => {
      const leg = legs.get(call);
      if (!leg) throw new Error('A call without a leg.');
      return leg;
    },
    rowsOf: (call: PhoneCall): CallRecord[] => rows.get(call) ?? [],
    ring: () => add((events) => new FakeLeg('inbound', events)),
    dialled: () => add((events) => new FakeLeg('outbound', events)),
  };
}
export type FakeSeat = ReturnType<typeof createFakeSeat>;

/** Lets every settled promise run its handlers. */
export const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
