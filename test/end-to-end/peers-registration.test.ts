import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { whyNoPeers } from '../peers/available.ts';
import { type Desk, type DeskOptions, openDesk } from '../peers/desk.ts';
import {
  CERTIFICATES,
  freePortPair,
  type Kamailio,
  type KamailioOptions,
  type SeatTransport,
  startKamailio,
} from '../peers/kamailio.ts';
import { whyNotHere } from '../support/programs.ts';

const reason = whyNotHere() ?? (await whyNoPeers());
if (reason !== undefined) console.warn(`!!! SKIPPED: registration with Kamailio: ${reason}`);

const REGISTERED = ({ registration }: { registration: { state: string } }) =>
  registration.state === 'registered';

/** The built seat against Kamailio, signalling alone: no browser is needed to register. */
describe.skipIf(reason !== undefined)('registration with Kamailio', () => {
  const closing: Array<() => Promise<void>> = [];
  afterEach(async ({ task }) => {
    for (const close of closing.splice(0).reverse()) await close();
    console.log(`  ${task.result?.state === 'pass' ? 'passed' : 'FAILED'}: ${task.name}`);
  });

  const exchange = async (options?: KamailioOptions): Promise<Kamailio> => {
    const kamailio = await startKamailio(options);
    closing.push(() => kamailio.end('SIGKILL'));
    return kamailio;
  };
  const desk = async (options: DeskOptions): Promise<Desk> => {
    const opened = await openDesk(options);
    closing.push(opened.close);
    return opened;
  };

  it.each<SeatTransport>(['ws', 'wss', 'tcp', 'tls', 'udp'])(
    'E2E-40 registers over %s',
    async (transport) => {
      const kamailio = await exchange();
      const seat = await desk({ user: '8001', servers: [kamailio.servers[transport]] });
      await seat.when('registered', REGISTERED);
      const [, proto] = await kamailio.line(/REGISTERED 8001 (\w+) /);
      expect(proto).toBe(transport);
    },
  );

  it.each<SeatTransport>(['wss', 'tls'])(
    'E2E-41 a server whose authority is not ours is refused over %s, and told by a code',
    async (transport) => {
      const kamailio = await exchange();
      const seat = await desk({
        user: '8001',
        servers: [kamailio.servers[transport]],
        exchange: { tls: { authorityFile: join(CERTIFICATES, 'other-authority.pem') } },
      });
      await seat.when('refused', ({ registration }) => registration.reason === 'tls-authority-unknown');
      expect(seat.state().registration.state).toBe('unreachable');
      expect(seat.logged()).toContain('tls-authority-unknown');
      expect(kamailio.requests('REGISTER', '8001')).toBe(0);
    },
  );

  it('E2E-42 a server that presents another name is refused, and told by a code', async () => {
    const kamailio = await exchange();
    const seat = await desk({
      user: '8001',
      servers: [kamailio.servers.tls],
      exchange: { tls: { authorityFile: join(CERTIFICATES, 'authority.pem'), serverName: 'other.test' } },
    });
    await seat.when('refused', ({ registration }) => registration.reason === 'tls-name-mismatch');
    expect(kamailio.requests('REGISTER', '8001')).toBe(0);
  });

  it('E2E-43 registers by digest with SHA-256', async () => {
    const kamailio = await exchange({ algorithm: 'SHA-256' });
    const seat = await desk({ user: '8001', servers: [kamailio.servers.udp] });
    await seat.when('registered', REGISTERED);
    expect(kamailio.requests('REGISTER', '8001')).toBe(2);
  });

  it('E2E-44 a wrong password is told once: one request without, one with it, and then no more', async () => {
    const kamailio = await exchange();
    const seat = await desk({
      user: '8001',
      servers: [kamailio.servers.tcp, kamailio.servers.ws],
      exchange: { password: 'wrong' },
    });
    await seat.when('failed', ({ registration }) => registration.state === 'failed');
    expect(seat.state().registration.statusCode).toBe(401);
    await delay(3_000);
    expect(kamailio.requests('REGISTER', '8001')).toBe(2);
  });

  it('E2E-45 refreshes its registration before it runs out, with a nonce that has grown old', async () => {
    const kamailio = await exchange({ nonceSeconds: 5 });
    const seat = await desk({
      user: '8001',
      servers: [kamailio.servers.udp],
      exchange: { registerExpiresSeconds: 30 },
    });
    await seat.when('registered', REGISTERED);
    await expect
      .poll(() => kamailio.lines.filter((line) => line.includes('REGISTERED 8001')).length)
      .toBeGreaterThan(1);
    expect(seat.state().registration.state).toBe('registered');
  });

  it.each<{ transport: SeatTransport; comesBack: boolean }>([
    { transport: 'ws', comesBack: false },
    { transport: 'tls', comesBack: false },
    { transport: 'tcp', comesBack: false },
    { transport: 'udp', comesBack: true },
  ])(
    'E2E-46 the first registrar falls silent over $transport: noticed, the second serves; back to the first: $comesBack',
    async ({ transport, comesBack }) => {
      const [one, two] = [await freePortPair(), await freePortPair()];
      const first = await exchange({ ports: one, pairedWith: two });
      const second = await exchange({ ports: two, pairedWith: one });
      const seat = await desk({
        user: '8001',
        servers: [first.servers[transport], second.servers[transport]],
      });
      await seat.when('registered', REGISTERED);
      expect(seat.state().registration).toMatchObject({ server: 1, servers: 2 });

      const frozen = performance.now();
      first.freeze(true);
      await seat.when('loss noticed', (state) => !REGISTERED(state) || state.registration.server === 2);
      const noticed = performance.now();
      await seat.when('at the second', (state) => REGISTERED(state) && state.registration.server === 2);
      const served = performance.now();
      console.log(
        `  ${transport}: silence noticed after ${Math.round(noticed - frozen)} ms, the second served ${Math.round(served - noticed)} ms later`,
      );
      // That each takes less than 5 s is proved in time of its own: TR-20, RG-2.

      if (!comesBack) return;
      first.freeze(false);
      await seat.when(
        'back at the first',
        (state) => REGISTERED(state) && state.registration.server === 1,
        180_000,
      );
      console.log(
        `  ${transport}: back at the first after ${Math.round((performance.now() - served) / 1_000)} s`,
      );
    },
  );
});
