import { afterEach, describe, expect, it } from 'vitest';
import { whyNoPeers } from '../peers/available.ts';
import { type Desk, openDesk, takeSeat } from '../peers/desk.ts';
import { type Kamailio, type SeatTransport, startKamailio } from '../peers/kamailio.ts';
import { startRtpEngine } from '../peers/rtpengine.ts';
import { callAsCitizen, type SippParty } from '../peers/sipp.ts';
import { whyNotHere } from '../support/programs.ts';

const reason = whyNotHere() ?? (await whyNoPeers());
if (reason !== undefined) console.warn(`!!! SKIPPED: calls that outlive the program: ${reason}`);

const OPERATOR = 1_500;
const CITIZEN = 440;
const HEARD = 0.03;

/** Both kinds of exchange: WebRTC with rtpengine between, and plain RTP straight from the seat's relay. */
const KINDS: ReadonlyArray<{ kind: string; transport: SeatTransport }> = [
  { kind: 'WebRTC over WebSocket', transport: 'ws' },
  { kind: 'plain RTP over UDP', transport: 'udp' },
];

describe.skipIf(reason !== undefined).each(KINDS)(
  'the program is killed, at an exchange of $kind',
  ({ transport }) => {
    const closing: Array<() => Promise<unknown>> = [];
    afterEach(async ({ task }) => {
      for (const close of closing.splice(0).reverse()) await close();
      console.log(`  ${task.result?.state === 'pass' ? 'passed' : 'FAILED'}: ${transport}: ${task.name}`);
    });

    const setUp = async (): Promise<{ desk: Desk; kamailio: Kamailio; citizen: SippParty }> => {
      const engine = await startRtpEngine();
      closing.push(() => engine.end());
      const kamailio = await startKamailio({ rtpenginePort: engine.port });
      closing.push(() => kamailio.end());
      const desk = await openDesk({
        user: '8001',
        servers: [kamailio.servers[transport]],
        frequency: OPERATOR,
      });
      closing.push(desk.close);
      await takeSeat(desk);
      const citizen = await callAsCitizen({
        exchangePort: kamailio.ports.plain,
        seat: '8001',
        frequency: CITIZEN,
      });
      closing.push(citizen.end);
      return { desk, kamailio, citizen };
    };
    const bothHear = async (desk: Desk, citizen: SippParty) => {
      await expect
        .poll(async () => (await citizen.voice.listen(1_000)).tone(OPERATOR))
        .toBeGreaterThan(HEARD);
      await expect.poll(async () => (await desk.hears([CITIZEN]))[0]).toBeGreaterThan(HEARD);
    };

    it('E2E-80 during a call: it is taken up again, both hear each other, and it ends by BYE', async () => {
      const { desk, citizen } = await setUp();
      const { id: callId } = await desk.answers();
      await bothHear(desk, citizen);
      const killed = performance.now();
      await desk.crash();
      expect(desk.state().calls).toEqual([expect.objectContaining({ id: callId, state: 'active' })]);
      await citizen.event('renegotiated');
      await desk.call('audio flows', (one) => one.id === callId && one.media === 'flowing');
      console.log(
        `  ${transport}: audio again ${Math.round(performance.now() - killed)} ms after the program was killed`,
      );
      await bothHear(desk, citizen);
      await desk.phone.hangUp({ callId });
      await citizen.event('ended');
    });

    it('E2E-81 while it rings: it rings again with the wait it had, and is answered', async () => {
      const { desk, citizen } = await setUp();
      const before = await desk.call('rings', ({ state }) => state === 'ringing');
      await desk.isKept(before.id);
      await desk.crash();
      const again = await desk.call('rings again', ({ state }) => state === 'ringing');
      expect(again.id).toBe(before.id);
      expect(again.waitedMilliseconds).toBeGreaterThan(before.waitedMilliseconds);
      await desk.answers();
      await citizen.event('answered');
      await bothHear(desk, citizen);
      await desk.phone.hangUp({ callId: again.id });
      await citizen.event('ended');
    });
  },
);
