import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { createServer, type ViteDevServer } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MediaStreamTrack, RTCPeerConnection, RtpHeader, RtpPacket, usePCMA } from 'werift';
import type { AreaHandlers, MediaStatistics, mediaArea } from '#shared/contract/index.ts';

/** Serves the media area in the page and keeps what it emits; the test calls it by name. */
declare global {
  interface Window {
    media: AreaHandlers<typeof mediaArea>;
    emitted: Array<{ event: string; payload: unknown }>;
  }
}

const CHROMIUM =
  process.env['CHROMIUM'] ??
  ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);
if (CHROMIUM === undefined)
  process.stderr.write('SKIPPED media.browser.test.ts: no Chromium; set CHROMIUM=/path\n');

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--autoplay-policy=no-user-gesture-required',
];
const GRANTED = ['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream'];
const TEST_PAGE = `<!doctype html><title>media</title><script type="module">
  import { createMediaHandlers } from '/media/area.ts';
  window.emitted = [];
  window.media = createMediaHandlers((event, payload) => window.emitted.push({ event, payload }));
</script>`;
const SESSION = '01890a5d-ac96-774b-bcce-b302099a8057';

/** The far end: a tone by PCMA over loopback, and a count of what comes back. */
class FarEnd {
  readonly peer = new RTCPeerConnection({
    // biome-ignore lint/correctness/useHookAtTopLevel: werift's codec, no hook of React's
    codecs: { audio: [usePCMA()], video: [] },
    iceServers: [],
    iceLite: true,
    iceUseIpv6: false,
    iceInterfaceAddresses: { udp4: '127.0.0.1' },
    iceAdditionalHostAddresses: ['127.0.0.1'],
  });
  readonly track = new MediaStreamTrack({ kind: 'audio' });
  received = 0;
  loudest = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor() {
    this.peer.onTrack.subscribe((track) => {
      track.onReceiveRtp.subscribe(({ payload }) => {
        this.received++;
        // Distance from the A-law code of silence, whatever its sign.
        for (const code of payload) this.loudest = Math.max(this.loudest, (code ^ 0x55) & 0x7f);
      });
    });
    this.peer.addTransceiver(this.track, { direction: 'sendrecv' });
    let sequenceNumber = 0;
    this.#timer = setInterval(() => {
      // A square tone of 500 Hz at a quarter of full scale.
      const payload = Buffer.from(Array.from({ length: 160 }, (_, index) => (index % 16 < 8 ? 0xb5 : 0x35)));
      const header = new RtpHeader({ payloadType: 8, sequenceNumber, timestamp: sequenceNumber * 160 });
      sequenceNumber++;
      if (this.peer.connectionState === 'connected') this.track.writeRtp(new RtpPacket(header, payload));
    }, 20);
  }
  local(): string {
    const sdp = this.peer.localDescription?.sdp ?? '';
    return sdp.replace('a=ice-lite\r\n', '').replace(/^t=.*$/m, '$&\r\na=ice-lite');
  }
  async offer(): Promise<string> {
    await this.peer.setLocalDescription(await this.peer.createOffer());
    return this.local();
  }
  async answer(offer: string): Promise<string> {
    await this.peer.setRemoteDescription({ type: 'offer', sdp: withoutCandidates(offer) });
    await this.peer.setLocalDescription(await this.peer.createAnswer());
    return this.local();
  }
  async accept(answer: string): Promise<void> {
    await this.peer.setRemoteDescription({ type: 'answer', sdp: withoutCandidates(answer) });
  }
  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.peer.close();
  }
}

const withoutCandidates = (sdp: string) => sdp.replace(/^a=candidate:.*\r\n/gm, '');

describe.skipIf(CHROMIUM === undefined)('the media page in Chromium', () => {
  let vite: ViteDevServer;
  let url = '';
  const browsers: Browser[] = [];
  const ends: FarEnd[] = [];

  beforeAll(async () => {
    vite = await createServer({
      configFile: false,
      root: join(import.meta.dirname, '..'),
      cacheDir: join(import.meta.dirname, '..', '..', 'node_modules', '.vite-media-test'),
      logLevel: 'error',
      appType: 'custom',
      server: { host: '127.0.0.1', port: 0, hmr: false, watch: null },
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
    url = vite.resolvedUrls?.local[0] ?? '';
  }, 60_000);
  afterAll(async () => {
    await Promise.all(ends.map((end) => end.close()));
    await Promise.all(browsers.map((browser) => browser.close()));
    await vite?.close();
  });

  const open = async (flags: string[]): Promise<Page> => {
    const browser = await chromium.launch({ executablePath: CHROMIUM ?? '', args: [...FLAGS, ...flags] });
    browsers.push(browser);
    const page = await browser.newPage();
    await page.goto(`${url}test-page`);
    await page.waitForFunction(() => 'media' in window);
    return page;
  };
  const farEnd = () => {
    const end = new FarEnd();
    ends.push(end);
    return end;
  };
  const statisticsOf = (page: Page) =>
    page.evaluate(() =>
      window.emitted
        .filter(({ event }) => event === 'statistics')
        .map(({ payload }) => payload as MediaStatistics),
    );
  const connectionsOf = (page: Page) =>
    page.evaluate(() =>
      window.emitted
        .filter(({ event }) => event === 'sessionChanged')
        .map(({ payload }) => (payload as { connection: string }).connection),
    );

  it('answers an offer with PCMA, and audio flows both ways', async () => {
    const page = await open(GRANTED);
    const end = farEnd();
    expect(await page.evaluate(() => window.media.prepare(null))).toEqual({ microphone: 'ready' });
    const { answer } = await page.evaluate(
      ([sessionId, offer]) => window.media.answerOffer({ sessionId, offer }),
      [SESSION, await end.offer()] as const,
    );
    expect(answer).toMatch(/^m=audio \d+ UDP\/TLS\/RTP\/SAVPF 8\b/m);
    expect(answer).toMatch(/^a=candidate:/m);
    expect(answer).not.toContain('.local');
    await end.accept(answer);
    await expect.poll(() => end.received, { timeout: 10_000 }).toBeGreaterThan(50);
    expect(end.loudest).toBeGreaterThan(40);
    await expect
      .poll(async () => (await statisticsOf(page)).at(-1)?.packetsReceived, { timeout: 10_000 })
      .toBeGreaterThan(50);
    const statistics = await statisticsOf(page);
    expect(statistics.some((one) => one.outboundLevel > 0.001)).toBe(true);
    expect(statistics.some((one) => one.inboundLevel > 0.1)).toBe(true);
    expect(statistics.at(-1)?.packetsSent).toBeGreaterThan(50);
    expect(await connectionsOf(page)).toEqual(['connecting', 'connected']);
    await page.evaluate((sessionId) => window.media.close({ sessionId }), SESSION);
    expect((await connectionsOf(page)).at(-1)).toBe('closed');
  });

  it('offers with PCMA first, and takes the answer', async () => {
    const page = await open(GRANTED);
    const end = farEnd();
    await page.evaluate(() => window.media.prepare(null));
    const { offer } = await page.evaluate(
      (sessionId) => window.media.createOffer({ sessionId, direction: 'sendrecv' }),
      SESSION,
    );
    expect(offer).toMatch(/^m=audio \d+ UDP\/TLS\/RTP\/SAVPF 8 0 /m);
    await page.evaluate(([sessionId, answer]) => window.media.acceptAnswer({ sessionId, answer }), [
      SESSION,
      await end.answer(offer),
    ] as const);
    await expect.poll(() => end.received, { timeout: 10_000 }).toBeGreaterThan(25);
    await expect
      .poll(async () => (await statisticsOf(page)).some((one) => one.inboundLevel > 0.1), { timeout: 10_000 })
      .toBe(true);
  });

  it('without a microphone the call is heard and silence is sent', async () => {
    const page = await open(['--deny-permission-prompts']);
    const end = farEnd();
    const { microphone } = await page.evaluate(() => window.media.prepare(null));
    expect(['denied', 'missing']).toContain(microphone);
    const { answer } = await page.evaluate(
      ([sessionId, offer]) => window.media.answerOffer({ sessionId, offer }),
      [SESSION, await end.offer()] as const,
    );
    await end.accept(answer);
    await expect.poll(() => end.received, { timeout: 10_000 }).toBeGreaterThan(50);
    expect(end.loudest).toBeLessThan(4);
    await expect
      .poll(async () => (await statisticsOf(page)).some((one) => one.inboundLevel > 0.1), { timeout: 10_000 })
      .toBe(true);
  });

  it('rings and falls silent without throwing', async () => {
    const page = await open(GRANTED);
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(error.message));
    for (const urgency of ['calm', 'soon', 'urgent', 'overdue', 'silent'] as const) {
      expect(await page.evaluate((one) => window.media.ring({ urgency: one }), urgency)).toBeNull();
    }
    expect(faults).toEqual([]);
  });
});
