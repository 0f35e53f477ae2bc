import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { createServer, type ViteDevServer } from 'vite';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { AreaHandlers, MediaStatistics, mediaArea } from '#shared/contract/index.ts';
import { exchangeSettingsSchema } from '#shared/settings/index.ts';
import { ALAW, MULAW, toAlaw } from '#test/peers/g711.ts';
import { loudness, sine, spokenTone, toneAmplitude, wavOf } from '#test/peers/tones.ts';
import { createMemoryLog } from '../../log/index.ts';
import type { MediaPage, MediaPort, MediaSessionChange } from '../media-port.ts';
import { createRelay, type Relay } from './index.ts';
import { openRtpPeer, type RtpPeer } from './testing/rtp-peer.test-support.ts';

const CHROMIUM =
  process.env['CHROMIUM'] ??
  ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);
if (CHROMIUM === undefined)
  process.stderr.write('SKIPPED relay.browser.test.ts: no Chromium; set CHROMIUM=/path\n');

const CALL = '01890a5d-ac96-774b-bcce-b302099a8057';
const LOOPBACK = '127.0.0.1';
const OPERATOR_TONE = 1_000;
const CITIZEN_TONE = 440;
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--autoplay-policy=no-user-gesture-required',
  '--use-fake-ui-for-media-stream',
  '--use-fake-device-for-media-stream',
];
const TEST_PAGE = `<!doctype html><title>media</title><script type="module">
  import { createMediaHandlers } from '/media/area.ts';
  window.media = createMediaHandlers((event, payload) => window.emitted(event, payload));
</script>`;

type Calls = AreaHandlers<typeof mediaArea>;
declare global {
  interface Window {
    media: Calls;
  }
}

/** The exchange's voice: a tone in packets of 20 ms by PCMA, from a chosen sender. */
function speak(exchange: RtpPeer, port: number): { ssrc: number; stop: () => void } {
  const voice = { ssrc: 1, stop: () => clearInterval(timer) };
  let at = 0;
  const timer = setInterval(() => {
    const payload = Buffer.from(Array.from(sine(CITIZEN_TONE, at, 160), toAlaw));
    at += 160;
    exchange.send({ address: LOOPBACK, port }, { payload, ssrc: voice.ssrc });
  }, 20);
  return voice;
}

/** The last second that came to the exchange. */
function heardBy(exchange: RtpPeer): Int16Array {
  const packets = exchange.heard
    .filter(({ payloadType }) => payloadType === 8 || payloadType === 0)
    .slice(-50);
  return Int16Array.from(
    packets.flatMap(({ payload, payloadType }) =>
      [...payload].map((code) => (payloadType === 8 ? ALAW : MULAW)[code] ?? 0),
    ),
  );
}

describe.skipIf(CHROMIUM === undefined)('relay with the media page in Chromium', () => {
  const folder = mkdtempSync(join(tmpdir(), 'relay-page-'));
  const ends: Array<() => void | Promise<void>> = [];
  let vite: ViteDevServer;
  let browser: Browser;

  beforeAll(async () => {
    writeFileSync(join(folder, 'tone.wav'), wavOf(spokenTone(OPERATOR_TONE, 48_000, 2), 48_000));
    vite = await createServer({
      configFile: false,
      root: join(import.meta.dirname, '../../../src-renderer'),
      cacheDir: join(import.meta.dirname, '../../../node_modules/.vite-relay-test'),
      logLevel: 'error',
      appType: 'custom',
      server: { host: LOOPBACK, port: 0, hmr: false, watch: null },
      plugins: [
        {
          name: 'test-page',
          configureServer: (server) => {
            server.middlewares.use('/test-page', (_request, response) => {
              response.setHeader('content-type', 'text/html');
              response.end(TEST_PAGE);
            });
          },
        },
      ],
    });
    await vite.listen();
    browser = await chromium.launch({
      executablePath: CHROMIUM ?? '',
      args: [...FLAGS, `--use-file-for-fake-audio-capture=${join(folder, 'tone.wav')}`],
    });
  });
  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end();
  });
  afterAll(async () => {
    await browser?.close();
    await vite?.close();
    rmSync(folder, { recursive: true });
  });

  const open = async () => {
    const page: Page = await browser.newPage();
    const changes: MediaSessionChange[] = [];
    const statistics: MediaStatistics[] = [];
    const listeners = new Map<string, Array<(payload: never) => void>>();
    const listen = (event: string) => (listener: (payload: never) => void) =>
      void listeners.set(event, [...(listeners.get(event) ?? []), listener]);
    await page.exposeFunction('emitted', (event: string, payload: unknown) => {
      for (const listener of listeners.get(event) ?? []) listener(payload as never);
    });
    await page.goto(`${vite.resolvedUrls?.local[0]}test-page`);
    await page.waitForFunction(() => 'media' in window);
    const call =
      (name: string) =>
      (input: unknown): Promise<unknown> =>
        page.evaluate(
          ([member, argument]) =>
            Reflect.apply(Reflect.get(window.media, String(member)), undefined, [argument]),
          [name, input],
        );
    const names = ['configure', 'prepare', 'answerOffer', 'createOffer', 'acceptAnswer', 'setSession'];
    const client = Object.fromEntries(
      [...names, 'sendDigits', 'close', 'ring', 'setHeadset'].map((name) => [name, call(name)]),
    ) as unknown as MediaPage;
    const media = {
      page: () => client,
      onPage: () => undefined,
      onMicrophone: () => undefined,
      onSession: listen('sessionChanged'),
      onStatistics: listen('statistics'),
    } as unknown as MediaPort;
    const settings = exchangeSettingsSchema.parse({
      servers: ['sip:127.0.0.1'],
      domain: 'test.invalid',
      username: '1000',
      password: '',
      marks: [8_000, 12_000, 15_000],
      media: { rtpPorts: [40_000, 48_000] },
    });
    let ids = 0;
    const relay: Relay = createRelay({
      media,
      settings: settings.media,
      localAddress: () => LOOPBACK,
      newId: () => `01890a5d-ac96-774b-bcce-${(++ids).toString(16).padStart(12, '0')}`,
      schedule: (milliseconds, run) => {
        const timer = setTimeout(run, milliseconds);
        return () => clearTimeout(timer);
      },
      random: Math.random,
      log: createMemoryLog(),
    });
    const exchange = await openRtpPeer();
    relay.port.onSession((change) => changes.push(change));
    relay.port.onStatistics((one) => statistics.push(one));
    ends.push(
      () => exchange.close(),
      () => page.close(),
      () => relay.stop(),
    );
    const port = relay.port.page();
    if (!port) throw new Error('There is no page.');
    await port.prepare(null);
    return { relay, page: port, exchange, changes, statistics };
  };
  const portOf = (sdp: string) => Number(/^m=audio (\d+)/m.exec(sdp)?.[1]);

  it('RL-1 RL-6 RL-8 RL-17 both hear each other, through another SSRC, keys, and a hold', async () => {
    const seat = await open();
    seat.relay.start();
    await expect.poll(() => seat.changes.at(-1)?.connection).toBe('connected');
    const { answer } = await seat.page.answerOffer({ sessionId: CALL, offer: seat.exchange.sdp() });
    const voice = speak(seat.exchange, portOf(answer));
    ends.push(voice.stop);
    const operatorHeard = () => toneAmplitude(heardBy(seat.exchange), OPERATOR_TONE);
    const level = () => seat.statistics.at(-1)?.inboundLevel ?? 0;
    await expect.poll(operatorHeard).toBeGreaterThan(0.05);
    await expect.poll(level).toBeGreaterThan(0.1);
    expect(seat.statistics.at(-1)).toMatchObject({ sessionId: CALL, packetsLost: 0 });

    voice.ssrc = 2;
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    await expect.poll(level).toBeGreaterThan(0.1);

    expect(await seat.page.sendDigits({ sessionId: CALL, digits: '19' })).toEqual({ sent: true });
    const events = () =>
      seat.exchange.heard
        .filter(({ payloadType, marker }) => payloadType === 101 && marker)
        .map(({ payload }) => payload[0]);
    await expect.poll(events).toEqual([1, 9]);

    await seat.page.createOffer({ sessionId: CALL, direction: 'inactive' });
    await seat.page.acceptAnswer({
      sessionId: CALL,
      answer: seat.exchange.sdp({ formats: '8 101', direction: 'inactive' }),
    });
    // What was on its way when the hold began has come by then.
    await expect.poll(level).toBeLessThan(0.01);
    const before = seat.exchange.heard.length;
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(seat.exchange.heard.length).toBe(before);
    await seat.page.createOffer({ sessionId: CALL, direction: 'sendrecv' });
    await seat.page.acceptAnswer({ sessionId: CALL, answer: seat.exchange.sdp({ formats: '8 101' }) });
    await expect.poll(level).toBeGreaterThan(0.1);
    seat.exchange.heard.length = 0;
    await expect.poll(operatorHeard).toBeGreaterThan(0.05);
    expect(seat.changes.map(({ connection }) => connection)).not.toContain('failed');
  });

  it('RL-7 an exchange that knows PCMU in packets of 40 ms is spoken to so', async () => {
    const seat = await open();
    const offer = seat.exchange.sdp({ formats: '0', lines: ['a=ptime:40'] });
    await seat.page.answerOffer({ sessionId: CALL, offer });
    await expect.poll(() => toneAmplitude(heardBy(seat.exchange), OPERATOR_TONE)).toBeGreaterThan(0.05);
    const last = seat.exchange.heard.slice(-20);
    expect(new Set(last.map(({ payloadType, payload }) => `${payloadType} ${payload.length}`))).toEqual(
      new Set(['0 320']),
    );
  });

  it('RL-18 a warm session sends silence until a call takes it', async () => {
    const seat = await open();
    seat.relay.start();
    await expect.poll(() => seat.changes.at(-1)?.connection).toBe('connected');
    await seat.page.setSession({ sessionId: CALL, muted: true, heard: true, mixedWith: [] });
    await seat.page.answerOffer({ sessionId: CALL, offer: seat.exchange.sdp() });
    await expect.poll(() => seat.exchange.heard.length).toBeGreaterThan(50);
    expect(loudness(heardBy(seat.exchange))).toBeLessThan(0.001);
    await seat.page.setSession({ sessionId: CALL, muted: false, heard: true, mixedWith: [] });
    await expect.poll(() => toneAmplitude(heardBy(seat.exchange), OPERATOR_TONE)).toBeGreaterThan(0.05);
  });
});
