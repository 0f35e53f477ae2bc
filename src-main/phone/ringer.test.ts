import { v7 } from 'uuid';
import { describe, expect, it } from 'vitest';
import { createMemoryLog } from '../log/index.ts';
import { PhoneCall } from './call.ts';
import { CallList } from './call-list.ts';
import { Ringer } from './ringer.ts';
import { FakeLeg } from './testing/fake-leg.test-support.ts';
import { createFakeTime, type FakeTime } from './testing/fake-time.test-support.ts';
import { createFakePage } from './testing/media-page.test-support.ts';

function createBench() {
  const time = createFakeTime();
  const page = createFakePage();
  const calls = new CallList();
  const ringer = new Ringer({
    calls,
    marks: [8_000, 12_000, 15_000],
    port: page.port,
    schedule: time.schedule,
    log: createMemoryLog(),
  });
  const sounds = () => page.calls.filter((call) => call.call === 'ring').map((call) => call.value);
  const ring = (queuedMilliseconds: number | null = null) => {
    const call = createCall(time, queuedMilliseconds, () => ringer.update());
    calls.add(call);
    ringer.update();
    return call;
  };
  return { time, page, ringer, sounds, ring };
}

function createCall(time: FakeTime, queuedMilliseconds: number | null, onChanged: () => void): PhoneCall {
  return new PhoneCall({
    id: v7(),
    sipCallId: 'x',
    identity: { callerNumber: null, callerName: null, dialledLine: null },
    queueTimeBy: null,
    exchangeClock: null,
    times: {
      ring: { monotonic: time.clock.monotonic(), wall: time.clock.wall() },
      queuedMilliseconds,
    },
    line: null,
    exchangeCallId: null,
    consultsFor: null,
    recording: undefined,
    leg: (events) => Object.assign(new FakeLeg('inbound', events), { prepareMedia: async () => undefined }),
    clock: time.clock,
    schedule: time.schedule,
    random: () => 0,
    save: () => undefined,
    onChanged,
  });
}

describe('the ringer', () => {
  it('AC-4 grows as the marks pass and falls silent when the call is refused', async () => {
    const bench = createBench();
    const call = bench.ring();
    expect(bench.sounds()).toEqual(['calm']);
    await bench.time.pass(7_999);
    expect(bench.sounds()).toEqual(['calm']);
    await bench.time.pass(1);
    expect(bench.sounds()).toEqual(['calm', 'soon']);
    await bench.time.pass(7_000);
    expect(bench.sounds()).toEqual(['calm', 'soon', 'urgent', 'overdue']);
    await bench.time.pass(60_000);
    call.reject();
    expect(bench.sounds()).toEqual(['calm', 'soon', 'urgent', 'overdue', 'silent']);
    expect(bench.time.next()).toBeUndefined();
  });

  it('AC-4 begins where the citizen’s wait in the queue has come to', async () => {
    const bench = createBench();
    bench.ring(11_500.5);
    expect(bench.sounds()).toEqual(['soon']);
    await bench.time.pass(500);
    expect(bench.sounds()).toEqual(['soon', 'urgent']);
  });

  it('sounds as the most pressing of several calls', () => {
    const bench = createBench();
    bench.ring(13_000);
    bench.ring();
    expect(bench.sounds()).toEqual(['urgent']);
  });

  it('is silent while a call is active, whatever else rings', async () => {
    const bench = createBench();
    const call = bench.ring();
    const answer = call.answer();
    await bench.time.pass(0);
    call.accepted(bench.time.clock.monotonic());
    await answer;
    bench.ring(14_000);
    expect(bench.sounds()).toEqual(['calm', 'silent']);
    call.hangUp();
    expect(bench.sounds()).toEqual(['calm', 'silent', 'urgent']);
  });

  it('RD-4 sounds a test ring calmly, and never into a call', async () => {
    const bench = createBench();
    bench.ringer.test(true);
    bench.ringer.test(false);
    expect(bench.sounds()).toEqual(['calm', 'silent']);
    const call = bench.ring();
    const answer = call.answer();
    await bench.time.pass(0);
    call.accepted(bench.time.clock.monotonic());
    await answer;
    bench.ringer.test(true);
    expect(bench.sounds()).toEqual(['calm', 'silent', 'calm', 'silent']);
  });

  it('tells a page that came later', () => {
    const bench = createBench();
    bench.page.disconnect();
    bench.ring();
    expect(bench.sounds()).toEqual([]);
    bench.page.connect();
    bench.ringer.pageConnected();
    expect(bench.sounds()).toEqual(['calm']);
  });
});
