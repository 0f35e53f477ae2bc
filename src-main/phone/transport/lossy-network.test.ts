import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { systemClock, systemSchedule } from '../testing/seat.test-support.ts';
import type { OpenLink } from './link.ts';
import { startBareSeat } from './testing/bare-seat.test-support.ts';
import { testTransportOptions } from './testing/test-transport.test-support.ts';
import { UdpPeer } from './testing/udp-peer.test-support.ts';
import { Unreliable } from './unreliable.ts';

const CALLS = 200;
const LOSS = 0.2;
const TALK_MILLISECONDS = 2_000;
const BETWEEN_CALLS_MILLISECONDS = 50;
/** Longer than all calls and every timer after them. */
const ALL_MILLISECONDS = 300_000;

// sip.js's own timers count as well, so all of it runs on fake time.
beforeEach(() => {
  vi.useFakeTimers({
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date', 'performance'],
  });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Uniform in [0, 1), the same for the same seed (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A seat and a peer with a network between that loses every fifth message and brings the others late and mixed. */
async function start(seed: number) {
  const random = seeded(seed);
  const wire = (deliver: (message: string) => void) => (message: string) => {
    if (random() >= LOSS) systemSchedule(5 + 20 * random(), () => deliver(message));
  };
  let unreliable: Unreliable | undefined;
  let begun = 0;
  const peer: UdpPeer = new UdpPeer({
    schedule: systemSchedule,
    transmit: wire((message) => unreliable?.receive(message)),
    talkMilliseconds: TALK_MILLISECONDS,
    hangsUp: () => begun++ % 4 < 2,
  });
  const transmit = wire((message) => peer.receive(message));
  const openLink: OpenLink = async ({ target, events, schedule }) => {
    const opened = new Unreliable({ schedule, transmit, deliver: events.onMessage });
    unreliable = opened;
    return {
      protocol: 'UDP',
      local: { address: '192.0.2.9', port: 5060 },
      remote: { address: target.host, port: target.port },
      send: (message) => opened.send(message),
      ping: transmit,
      close: async () => opened.stop(),
      destroy: () => opened.stop(),
    };
  };

  const faults: unknown[] = [];
  const seat = await startBareSeat({
    transport: {
      ...testTransportOptions('sip:192.0.2.1', { clock: systemClock, schedule: systemSchedule }),
      onMessageRefused: (error) => void faults.push(error),
      openLink,
      random,
    },
    answerMilliseconds: 300,
    talkMilliseconds: TALK_MILLISECONDS,
    hangsUp: (callId) => peer.calls.get(callId)?.hangsUp === false,
    onDisconnected: (error) => void faults.push(error),
  });
  return { seat, peer, faults, remembered: () => unreliable?.size };
}

describe('a network that loses every fifth message each way (docs/spec/transport.md)', () => {
  it.each([1, 2, 3])(
    'TR-38 carries 200 calls: all complete, none is doubled, nothing stays (seed %i)',
    async (seed) => {
      const { seat, peer, faults, remembered } = await start(seed);
      for (let call = 0; call < CALLS; call++) {
        if (call % 2 === 0) seat.dial();
        else peer.call(seat.contact);
        await vi.advanceTimersByTimeAsync(BETWEEN_CALLS_MILLISECONDS);
      }
      await vi.advanceTimersByTimeAsync(ALL_MILLISECONDS);

      expect(faults).toEqual([]);
      expect(seat.calls.filter(({ direction }) => direction === 'inbound')).toHaveLength(CALLS / 2);
      expect(new Set(seat.calls.map(({ callId }) => callId)).size).toBe(CALLS);
      expect(
        seat.calls.filter(({ isUp, isOver, refusals }) => !isUp || !isOver || refusals.length > 0),
      ).toEqual([]);

      const calls = [...peer.calls.values()];
      expect(calls).toHaveLength(CALLS);
      expect(calls.filter(({ isUp, isOver }) => !isUp || !isOver)).toEqual([]);
      expect(calls.filter(({ invites }) => invites.size > 1)).toEqual([]);
      expect(calls.filter(({ byes, hangsUp }) => byes.size !== (hangsUp ? 0 : 1))).toEqual([]);

      const { userAgentClients, userAgentServers, dialogs } = seat.userAgent.userAgentCore;
      expect([userAgentClients.size, userAgentServers.size, dialogs.size]).toEqual([0, 0, 0]);
      expect([remembered(), peer.repeating]).toEqual([0, 0]);
      await seat.userAgent.transport.disconnect();
      // What is still on the wire arrives nowhere.
      await vi.advanceTimersByTimeAsync(100);
      expect(vi.getTimerCount()).toBe(0);
    },
  );
});
