import { randomBytes } from 'node:crypto';
import { expect } from 'vitest';
import type { MediaStatistics } from '#shared/contract/index.ts';
import { exchangeSettingsSchema } from '#shared/settings/index.ts';
import { createMemoryLog } from '../../../log/index.ts';
import type { MediaPage, MediaSessionChange } from '../../media-port.ts';
import { createRelay, type Relay, type RelayOptions } from '../index.ts';
import { openRtpPeer, type RtpPeer } from './rtp-peer.test-support.ts';
import { createWeriftPage, type WeriftPage } from './werift-page.test-support.ts';

export const CALL = '01890a5d-ac96-774b-bcce-b302099a8057';
export const LOOPBACK = '127.0.0.1';

const open: Array<() => void | Promise<void>> = [];

/** Ends what {@link setUp} opened; after each test. */
export async function closeAll(): Promise<void> {
  for (const close of open.splice(0).reverse()) await close();
}

let ids = 0;
export const newId = () => `01890a5d-ac96-774b-bcce-${(++ids).toString(16).padStart(12, '0')}`;

/** A relay between a page and a plain exchange, both on loopback. */
export interface RelaySeat {
  readonly relay: Relay;
  readonly web: WeriftPage;
  readonly exchange: RtpPeer;
  readonly page: MediaPage;
  readonly changes: MediaSessionChange[];
  readonly statistics: MediaStatistics[];
  readonly log: ReturnType<typeof createMemoryLog>;
}

export async function setUp(
  options: Partial<RelayOptions> & { srtp?: 'always' | 'when-offered'; rtpPorts?: [number, number] } = {},
): Promise<RelaySeat> {
  const web = createWeriftPage();
  const exchange = await openRtpPeer();
  const log = createMemoryLog();
  const { media } = exchangeSettingsSchema.parse({
    servers: ['sip:127.0.0.1'],
    domain: 'test.invalid',
    username: '1000',
    password: '',
    marks: [8_000, 12_000, 15_000],
    media: { rtpPorts: options.rtpPorts ?? [40_000, 48_000], srtp: options.srtp ?? 'when-offered' },
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

export const portOf = (sdp: string) => Number(/^m=audio (\d+)/m.exec(sdp)?.[1]);
export const last = (seat: RelaySeat) => {
  const session = [...seat.web.sessions.values()].at(-1);
  if (!session) throw new Error('The page has no session.');
  return session;
};
export const connected = (seat: RelaySeat) =>
  expect.poll(() => seat.changes.map(({ connection }) => connection)).toContain('connected');

/** Sends until the other side has heard as many; answers what was sent. */
export async function talk(
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
  await expect.poll(() => heard() - before).toBe(packets);
  return sent;
}
