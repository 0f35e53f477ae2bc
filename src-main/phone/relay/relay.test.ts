import { randomBytes } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import type { MediaStatistics } from '#shared/contract/index.ts';
import { createMemoryLog } from '../../log/index.ts';
import type { MediaPage, MediaSessionChange } from '../media-port.ts';
import { exchangeSettingsSchema } from '../settings.ts';
import { createRelay, type Relay, type RelayOptions } from './index.ts';
import { openRtpPeer, type RtpPeer } from './testing/rtp-peer.test-support.ts';
import { createWeriftPage, type WeriftPage } from './testing/werift-page.test-support.ts';

const CALL = '01890a5d-ac96-774b-bcce-b302099a8057';
const LOOPBACK = '127.0.0.1';

const open: Array<() => void | Promise<void>> = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

let ids = 0;
const newId = () => `01890a5d-ac96-774b-bcce-${(++ids).toString(16).padStart(12, '0')}`;

interface Seat {
  readonly relay: Relay;
  readonly web: WeriftPage;
  readonly exchange: RtpPeer;
  readonly page: MediaPage;
  readonly changes: MediaSessionChange[];
  readonly statistics: MediaStatistics[];
  readonly log: ReturnType<typeof createMemoryLog>;
}

async function setUp(
  options: Partial<RelayOptions> & { srtp?: 'always' | 'when-offered' } = {},
): Promise<Seat> {
  const web = createWeriftPage();
  const exchange = await openRtpPeer();
  const log = createMemoryLog();
  const { media } = exchangeSettingsSchema.parse({
    servers: ['sip:127.0.0.1'],
    domain: 'test.invalid',
    username: '1000',
    password: '',
    marks: [8_000, 12_000, 15_000],
    media: { rtpPorts: [40_000, 48_000], srtp: options.srtp ?? 'when-offered' },
  });
  const relay = createRelay({
    media: web.port,
    settings: media,
    localAddress: () => LOOPBACK,
    newId,
    schedule: (milliseconds, run) => {
      const timer = setTimeout(run, milliseconds);
      return () => clearTimeout(timer);
    },
    random: Math.random,
    log,
    ...options,
  });
  const page = relay.port.page();
  if (!page) throw new Error('There is no page.');
  const changes: MediaSessionChange[] = [];
  const statistics: MediaStatistics[] = [];
  relay.port.onSession((change) => changes.push(change));
  relay.port.onStatistics((one) => statistics.push(one));
  open.push(
    () => exchange.close(),
    () => web.close(),
    () => relay.stop(),
  );
  return { relay, web, exchange, page, changes, statistics, log };
}

const portOf = (sdp: string) => Number(/^m=audio (\d+)/m.exec(sdp)?.[1]);
const last = (seat: Seat) => {
  const session = [...seat.web.sessions.values()].at(-1);
  if (!session) throw new Error('The page has no session.');
  return session;
};
const connected = (seat: Seat) =>
  expect
    .poll(() => seat.changes.map(({ connection }) => connection), { timeout: 5_000 })
    .toContain('connected');

/** Sends until the other side has heard as many; answers what was sent. */
async function talk(
  send: (payload: Buffer) => void,
  heard: () => number,
  packets: number,
): Promise<Buffer[]> {
  const sent: Buffer[] = [];
  const before = heard();
  for (let count = 0; count < packets; count++) {
    const payload = randomBytes(160);
    sent.push(payload);
    send(payload);
    await new Promise((resolve) => setImmediate(resolve));
  }
  await expect.poll(() => heard() - before, { timeout: 3_000 }).toBe(packets);
  return sent;
}

describe('relay', () => {
  it('RL-1 RL-3 passes payloads through, both ways, bit by bit', async () => {
    const seat = await setUp();
    const { answer } = await seat.page.answerOffer({ sessionId: CALL, offer: seat.exchange.sdp() });
    expect(answer).toMatch(/^m=audio \d+ RTP\/AVP 8 101\r$/m);
    await connected(seat);
    const ours = { address: LOOPBACK, port: portOf(answer) };
    const session = last(seat);
    const spoken = await talk(
      (payload) => session.send({ payload }),
      () => seat.exchange.heard.length,
      60,
    );
    expect(seat.exchange.heard.map(({ payload }) => payload)).toEqual(spoken);
    expect(new Set(seat.exchange.heard.map(({ payloadType }) => payloadType))).toEqual(new Set([8]));
    const citizen = await talk(
      (payload) => seat.exchange.send(ours, { payload }),
      () => session.heard.length,
      60,
    );
    expect(session.heard.map(({ payload }) => payload)).toEqual(citizen);
    seat.web.emitStatistics([...seat.web.sessions.keys()].at(-1) ?? '');
    await expect.poll(() => seat.statistics.length).toBe(1);
    expect(seat.statistics[0]).toMatchObject({
      sessionId: CALL,
      packetsSent: 60,
      packetsReceived: 60,
      packetsLost: 0,
      inboundLevel: 0.5,
      codec: 'PCMA',
    });
  });
});
