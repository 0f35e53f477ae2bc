import { describe, expect, it } from 'vitest';
import { createMemoryLog } from '../log/index.ts';
import { createHeadsetControl } from './headset.ts';
import { createFakeSeat, settle } from './testing/fake-seat.test-support.ts';
import { createFakePage } from './testing/media-page.test-support.ts';

function createBench() {
  const seat = createFakeSeat();
  const page = createFakePage();
  const headset = createHeadsetControl({ calls: seat.list, port: page.port, log: createMemoryLog() });
  const shown = () =>
    page.calls.flatMap((call) => (call.call === 'setHeadset' ? [JSON.parse(call.value ?? '')] : []));
  const press = async (button: 'answer' | 'hang-up' | 'mute') => {
    headset.pressed(button);
    await settle();
    headset.update();
  };
  /** Lets the ringing call be answered. */
  const answered = async (ringing: ReturnType<typeof seat.ring>) => {
    ringing.leg.preparing?.resolve();
    await settle();
    ringing.leg.dialog = 'established';
    ringing.call.accepted(seat.time.clock.monotonic());
    headset.update();
  };
  return { seat, headset, shown, press, answered };
}

describe('a headset’s buttons and lamps', () => {
  it('MD-9 answer, mute and hang up as the keys on screen do', async () => {
    const { seat, headset, shown, press, answered } = createBench();
    const ringing = seat.ring();
    headset.update();
    await press('answer');
    await answered(ringing);
    expect(ringing.call.state).toBe('active');
    await press('mute');
    expect(ringing.call.isMuted).toBe(true);
    await press('mute');
    await press('hang-up');
    expect(ringing.call.state).toBe('ended');
    expect(shown()).toEqual([
      { ringing: true, inCall: false, muted: false },
      { ringing: false, inCall: true, muted: false },
      { ringing: false, inCall: true, muted: true },
      { ringing: false, inCall: true, muted: false },
      { ringing: false, inCall: false, muted: false },
    ]);
  });

  it('MD-9 do nothing where they mean nothing, and refuse a call that is being answered', async () => {
    const { seat, press } = createBench();
    await press('answer');
    await press('mute');
    await press('hang-up');
    const { call } = seat.ring();
    await press('hang-up');
    expect(call.state).toBe('ringing');
    await press('answer');
    await press('hang-up');
    expect(call).toMatchObject({ state: 'ended' });
  });

  it('MD-9 are shown to a new page again', () => {
    const { headset, shown } = createBench();
    headset.update();
    headset.update();
    headset.pageConnected();
    expect(shown()).toHaveLength(2);
  });
});
