import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { createServer, type ViteDevServer } from 'vite';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  type AreaHandlers,
  DEFAULT_SOUND_SETTINGS,
  type DeviceReport,
  type MediaStatistics,
  type mediaArea,
} from '#shared/contract/index.ts';
import { FarEnd } from '#test/support/far-end.ts';
import { MICROPHONE_PERIOD, microphoneTone } from '#test/support/microphone-tone.ts';
import type { Standing } from './outgoing.ts';

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
];
/** As both hosts open the page. */
const SOUND_ALLOWED = '--autoplay-policy=no-user-gesture-required';
const GRANTED = ['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream'];
const TEST_PAGE = `<!doctype html><title>media</title><script type="module">
  import { createMediaHandlers } from '/media/area.ts';
  window.emitted = [];
  window.media = createMediaHandlers((event, payload) => window.emitted.push({ event, payload }));
</script>`;
const SESSION = '01890a5d-ac96-774b-bcce-b302099a8057';
const OTHER_SESSION = '01890a5d-ac96-774b-bcce-b302099a8058';

const folders: string[] = [];
/** Flags that make a sine tone the microphone. */
const tone = () => {
  const { flags, folder } = microphoneTone();
  folders.push(folder);
  return flags;
};

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
  // A browser left open goes on measuring and playing beside the tests that follow.
  afterEach(async () => {
    await Promise.all(ends.splice(0).map((end) => end.close()));
    await Promise.all(browsers.splice(0).map((browser) => browser.close()));
  });
  afterAll(async () => {
    await vite?.close();
    for (const folder of folders) rmSync(folder, { recursive: true });
  });

  const newPage = async (flags: string[], sound: string): Promise<Page> => {
    const browser = await chromium.launch({
      executablePath: CHROMIUM ?? '',
      args: [...FLAGS, sound, ...flags],
    });
    browsers.push(browser);
    const page = await browser.newPage();
    // A browser that starts on a busy machine takes its time; how long is not what is asserted.
    page.setDefaultTimeout(120_000);
    return page;
  };
  const open = async (flags: string[]): Promise<Page> => {
    const page = await newPage(flags, SOUND_ALLOWED);
    await page.goto(`${url}test-page`);
    await page.waitForFunction(() => 'media' in window);
    return page;
  };
  const farEnd = (period?: number) => {
    const end = new FarEnd(period);
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
    await expect.poll(() => end.received).toBeGreaterThan(50);
    expect(end.loudest).toBeGreaterThan(40);
    await expect.poll(async () => (await statisticsOf(page)).at(-1)?.packetsReceived).toBeGreaterThan(50);
    const statistics = await statisticsOf(page);
    expect(statistics.some((one) => one.outboundLevel > 0.001)).toBe(true);
    expect(statistics.some((one) => one.inboundLevel > 0.1)).toBe(true);
    expect(statistics.at(-1)?.packetsSent).toBeGreaterThan(50);
    expect(await connectionsOf(page)).toEqual(['connecting', 'connected']);
    await page.evaluate((sessionId) => window.media.close({ sessionId }), SESSION);
    expect((await connectionsOf(page)).at(-1)).toBe('closed');
  });

  it('MD-12 an answer made while it rings begins no connection, and once given audio flows both ways', async () => {
    const page = await open(GRANTED);
    const end = farEnd();
    await page.evaluate(() => window.media.prepare(null));
    const call = [SESSION, await end.offer()] as const;
    await page.evaluate(([sessionId, offer]) => window.media.expectOffer({ sessionId, offer }), call);
    expect(await connectionsOf(page)).toEqual([]);
    const { answer } = await page.evaluate(
      ([sessionId, offer]) => window.media.answerOffer({ sessionId, offer }),
      call,
    );
    expect(answer).toMatch(/^a=candidate:/m);
    await end.accept(answer);
    await expect.poll(() => end.received).toBeGreaterThan(50);
    await expect.poll(async () => (await statisticsOf(page)).at(-1)?.packetsReceived).toBeGreaterThan(50);
    expect(await connectionsOf(page)).toEqual(['connecting', 'connected']);
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
    await page.evaluate(
      ([sessionId, answer]) => window.media.acceptAnswer({ sessionId, answer, provisional: false }),
      [SESSION, await end.answer(offer)] as const,
    );
    await expect.poll(() => end.received).toBeGreaterThan(25);
    await expect
      .poll(async () => (await statisticsOf(page)).some((one) => one.inboundLevel > 0.1))
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
    await expect.poll(() => end.received).toBeGreaterThan(50);
    expect(end.loudest).toBeLessThan(4);
    await expect
      .poll(async () => (await statisticsOf(page)).some((one) => one.inboundLevel > 0.1))
      .toBe(true);
  });

  const talk = async (page: Page, end: FarEnd, sessionId: string) => {
    const offer = await end.offer();
    const { answer } = await page.evaluate(
      ([id, sdp]) => window.media.answerOffer({ sessionId: id, offer: sdp }),
      [sessionId, offer] as const,
    );
    await end.accept(answer);
    await expect.poll(() => end.received).toBeGreaterThan(25);
  };
  const stand = (page: Page, sessionId: string, standing: Standing) =>
    page.evaluate(
      ([id, one]) => window.media.setSession({ sessionId: id, ...one, mixedWith: [...one.mixedWith] }),
      [sessionId, standing] as const,
    );

  it('MD-3 a muted session hears silence at once, and packets flow on', async () => {
    const page = await open([...GRANTED, ...tone()]);
    const end = farEnd();
    await page.evaluate(() => window.media.prepare(null));
    await talk(page, end, SESSION);
    await expect.poll(() => end.hears(MICROPHONE_PERIOD)).toBeGreaterThan(0.5);
    await stand(page, SESSION, { muted: true, heard: true, mixedWith: [] });
    await new Promise((resolve) => setTimeout(resolve, 300));
    end.loudest = 0;
    const before = end.received;
    await expect.poll(() => end.received - before).toBeGreaterThan(25);
    expect(end.loudest).toBeLessThan(4);
    await stand(page, SESSION, { muted: false, heard: true, mixedWith: [] });
    await expect.poll(() => end.hears(MICROPHONE_PERIOD)).toBeGreaterThan(0.5);
  });

  it('MD-5 in a conference each hears the operator and the other, and not itself', async () => {
    const page = await open([...GRANTED, ...tone()]);
    const citizen = farEnd(16);
    const lawyer = farEnd(10);
    await page.evaluate(() => window.media.prepare(null));
    await talk(page, citizen, SESSION);
    await talk(page, lawyer, OTHER_SESSION);
    expect(citizen.hears(10)).toBeLessThan(0.05);
    await stand(page, SESSION, { muted: false, heard: true, mixedWith: [OTHER_SESSION] });
    await stand(page, OTHER_SESSION, { muted: false, heard: true, mixedWith: [SESSION] });
    await expect.poll(() => citizen.hears(10)).toBeGreaterThan(0.2);
    await expect.poll(() => lawyer.hears(16)).toBeGreaterThan(0.2);
    await expect.poll(() => lawyer.hears(MICROPHONE_PERIOD)).toBeGreaterThan(0.02);
    expect(citizen.hears(16)).toBeLessThan(0.05);
    expect(lawyer.hears(10)).toBeLessThan(0.05);
    await page.evaluate((sessionId) => window.media.close({ sessionId }), OTHER_SESSION);
    await expect.poll(() => citizen.hears(10)).toBeLessThan(0.05);
    await expect.poll(() => citizen.hears(MICROPHONE_PERIOD)).toBeGreaterThan(0.5);
  });

  it('MD-6 hold is offered in the same session, and taken back', async () => {
    const page = await open(GRANTED);
    const end = farEnd();
    await page.evaluate(() => window.media.prepare(null));
    await talk(page, end, SESSION);
    for (const direction of ['sendonly', 'sendrecv'] as const) {
      const { offer } = await page.evaluate(
        ([sessionId, wanted]) => window.media.createOffer({ sessionId, direction: wanted }),
        [SESSION, direction] as const,
      );
      expect(offer).toContain(`a=${direction}`);
      await page.evaluate(
        ([sessionId, answer]) => window.media.acceptAnswer({ sessionId, answer, provisional: false }),
        [SESSION, await end.answer(offer)] as const,
      );
      const before = end.received;
      await expect.poll(() => end.received - before).toBeGreaterThan(10);
    }
  });

  it('MD-6 early media is heard, and goes on when the final answer repeats it', async () => {
    const page = await open(GRANTED);
    const end = farEnd();
    await page.evaluate(() => window.media.prepare(null));
    const { offer } = await page.evaluate(
      (sessionId) => window.media.createOffer({ sessionId, direction: 'sendrecv' }),
      SESSION,
    );
    const answer = await end.answer(offer);
    const accept = (provisional: boolean) =>
      page.evaluate(
        ([sessionId, sdp, early]) =>
          window.media.acceptAnswer({ sessionId, answer: sdp, provisional: early }),
        [SESSION, answer, provisional] as const,
      );
    const packets = async () => (await statisticsOf(page)).at(-1)?.packetsReceived ?? 0;
    await accept(true);
    await expect.poll(packets).toBeGreaterThan(25);
    await accept(false);
    const before = await packets();
    await expect.poll(packets).toBeGreaterThan(before + 25);
    expect(await connectionsOf(page)).toEqual(['connecting', 'connected']);
  });

  it('MD-7 digits arrive as events of RFC 4733, in order', async () => {
    const page = await open(GRANTED);
    const end = farEnd();
    await page.evaluate(() => window.media.prepare(null));
    await talk(page, end, SESSION);
    const send = (digits: string) =>
      page.evaluate(([sessionId, tones]) => window.media.sendDigits({ sessionId, digits: tones }), [
        SESSION,
        digits,
      ] as const);
    expect(await send('1*')).toEqual({ sent: true });
    expect(await send('0#')).toEqual({ sent: true });
    await expect.poll(() => end.events).toEqual([1, 10, 0, 11]);
  });

  it('MD-10 the microphone is measured and the devices are told', async () => {
    const page = await open([...GRANTED, ...tone()]);
    await page.evaluate(() => window.media.prepare(null));
    const last = (event: string) =>
      page.evaluate((name) => window.emitted.filter((one) => one.event === name).at(-1)?.payload, event);
    await expect
      .poll(async () => ((await last('microphoneLevel')) as { level: number } | undefined)?.level)
      .toBeGreaterThan(0.05);
    await expect
      .poll(async () => (await last('devicesChanged')) as DeviceReport | undefined)
      .toMatchObject({ soundAllowed: true, microphone: { fallback: false } });
    const report = (await last('devicesChanged')) as DeviceReport;
    const other = report.microphones.at(-1);
    expect(report.microphones.length).toBeGreaterThan(1);
    await page.evaluate(
      ([sound, identity]) =>
        window.media.configure({ sound: { ...sound, microphone: identity ?? null }, iceServers: [] }),
      [DEFAULT_SOUND_SETTINGS, other?.identity] as const,
    );
    await expect
      .poll(async () => ((await last('devicesChanged')) as DeviceReport).microphone.using)
      .toEqual(other);
  });

  it('MD-11 a browser that lets no sound out is told, and does at the first gesture', async () => {
    const page = await newPage(
      ['--deny-permission-prompts'],
      '--autoplay-policy=document-user-activation-required',
    );
    await page.goto(`${url}test-page`);
    const tools = await page.context().newCDPSession(page);
    // Playwright's own `evaluate` counts as a gesture.
    const isSoundAllowed = async () => {
      const expression = `window.emitted?.findLast(({ event }) => event === 'devicesChanged')?.payload.soundAllowed`;
      const { result } = await tools.send('Runtime.evaluate', { expression, userGesture: false });
      return result.value as boolean | undefined;
    };
    await expect.poll(isSoundAllowed).toBe(false);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await isSoundAllowed()).toBe(false);
    await page.mouse.click(10, 10);
    await expect.poll(isSoundAllowed).toBe(true);
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
