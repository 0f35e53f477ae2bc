import { setTimeout as delay } from 'node:timers/promises';
import type { BrowserContext, Page } from 'playwright-core';
import { startUdpExchange } from '../test/peers/udp-exchange.ts';
import { exchangeEntry, startExchange } from '../test/support/exchange.ts';
import { createOperator } from '../test/support/operator.ts';
import { makeDataFolder, openChromium, startSeat } from '../test/support/programs.ts';

const UI_KILLS = 5;
const MAIN_KILLS = 5;
/** A call whose voice is not there again by then is lost. */
const LIMIT_MILLISECONDS = 20_000;
/** Between two kills, so that each finds a call that flows. */
const PAUSE_MILLISECONDS = 2_000;

/** A call that is being talked on, as the exchange has it. */
interface TalkingCall {
  /** Voice packets of the seat so far. */
  packets(): number;
  /** Settles with BYE. */
  readonly ended: Promise<unknown>;
  isOver(): boolean;
}

interface Exchange {
  /** The seat's `exchange` settings. */
  readonly entry: unknown;
  call(): Promise<TalkingCall>;
  stop(): Promise<void>;
}

/**
 * Kills the screen, and then the main process, in the middle of calls, and looks from the exchange's side what becomes
 * of the voice. In the browser host the voice lives in a frame of the screen's page, so that a screen that crashes takes
 * it along: the gap is what it takes to open another one and to agree on new media. Electron keeps the voice in a window
 * of its own; it is not measured here.
 */
export async function run(): Promise<Record<string, number | Record<string, number>>> {
  console.log(
    `Crashes the screen ${UI_KILLS} times and kills the program ${MAIN_KILLS} times in calls of each kind of exchange.`,
  );
  const relay = await measure('plain RTP by the relay', startPlain);
  const webrtc = await measure('WebRTC', startWebRtc);
  return { ...relay, webrtc };
}

async function measure(kind: string, start: () => Promise<Exchange>): Promise<Record<string, number>> {
  const exchange = await start();
  const data = makeDataFolder({ exchange: exchange.entry });
  let seat = await startSeat(data.path);
  const { port } = new URL(seat.address);
  const opened = await openChromium();
  const screen = createScreen(opened.context, opened.page);
  const figures = { ui_kills: 0, ui_drops: 0, gap_ms: 0, main_kills: 0, main_recovered: 0, main_gap_ms: 0 };
  let call: TalkingCall | undefined;
  const talk = async () => {
    if (call && !call.isOver()) return call;
    call = await exchange.call();
    const operator = createOperator(screen.page());
    await operator.rings();
    await operator.answer();
    await operator.hears();
    await delay(PAUSE_MILLISECONDS);
    return call;
  };
  try {
    await createOperator(screen.page()).open(seat.address);
    for (; figures.ui_kills < UI_KILLS; figures.ui_kills++) {
      const talking = await talk();
      const gap = watchGap(talking);
      await screen.crash(seat.address);
      if (!(await flowsAgain(screen.page(), talking))) figures.ui_drops++;
      figures.gap_ms = Math.max(figures.gap_ms, gap());
      await delay(PAUSE_MILLISECONDS);
    }
    for (; figures.main_kills < MAIN_KILLS; figures.main_kills++) {
      const talking = await talk();
      const gap = watchGap(talking);
      await seat.end('SIGKILL');
      await screen.page().getByTestId('connection-lost').waitFor();
      seat = await startSeat(data.path, ['--port', port]);
      if (await flowsAgain(screen.page(), talking)) figures.main_recovered++;
      figures.main_gap_ms = Math.max(figures.main_gap_ms, gap());
      await delay(PAUSE_MILLISECONDS);
    }
    // What was recovered can be ended by the operator, and the exchange hears of it.
    const last = await talk();
    await screen.page().keyboard.press('F8');
    await last.ended;
  } finally {
    await opened.browser.close();
    await seat.end('SIGTERM');
    data.remove();
    await exchange.stop();
  }
  console.log(`  ${kind}: ${JSON.stringify(figures)}`);
  return figures;
}

/** The screen's page, which can be made to crash and be opened again as the seat's window would be. */
function createScreen(context: BrowserContext, first: Page) {
  let page = first;
  return {
    page: () => page,
    crash: async (address: string) => {
      const session = await context.newCDPSession(page);
      const crashed = new Promise<void>((resolve) => page.once('crash', () => resolve()));
      // A page that crashes answers nothing any more.
      session.send('Page.crash').catch(() => undefined);
      await crashed;
      const dead = page;
      page = await context.newPage();
      // The address's token was taken by the page before; the cookie is the context's.
      await page.goto(new URL(address).origin);
      dead.close().catch(() => undefined);
    },
  };
}

/** Whether the call is on screen with its voice again, and the exchange hears it. */
async function flowsAgain(page: Page, call: TalkingCall): Promise<boolean> {
  const end = performance.now() + LIMIT_MILLISECONDS;
  // Until then the screen shows what was.
  await page.getByTestId('connection-lost').waitFor({ state: 'detached' });
  const flowing = page.locator('[data-testid=media-state][data-media=flowing]');
  const isShown = await flowing.waitFor({ timeout: LIMIT_MILLISECONDS }).then(
    () => true,
    () => false,
  );
  const before = call.packets();
  while (isShown && performance.now() < end && !call.isOver()) {
    if (call.packets() > before + 25) return true;
    await delay(10);
  }
  return false;
}

/** Watches the voice at the exchange; the answer is its longest pause since then, ms. */
function watchGap(call: TalkingCall): () => number {
  let longest = 0;
  let packets = call.packets();
  let at = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    longest = Math.max(longest, now - at);
    if (call.packets() === packets) return;
    packets = call.packets();
    at = now;
  }, 5);
  return () => {
    clearInterval(timer);
    return Math.round(longest);
  };
}

async function startPlain(): Promise<Exchange> {
  const domain = 'pbx.test';
  const exchange = await startUdpExchange(domain);
  return {
    entry: { kind: 'sip', servers: [exchange.server], domain, username: '8001', password: 'none' },
    call: async () => {
      const call = await exchange.call();
      let over = false;
      void call.ended.then(() => {
        over = true;
      });
      return { packets: () => call.voice.packets, ended: call.ended, isOver: () => over };
    },
    stop: async () => exchange.close(),
  };
}

async function startWebRtc(): Promise<Exchange> {
  const practice = await startExchange({ hangUpAfterLastLineMilliseconds: 3_600_000 });
  return {
    entry: exchangeEntry(practice),
    call: async () => {
      const call = await practice.placeCall();
      return {
        packets: () => call.report().packetsReceived,
        ended: call.ended,
        isOver: () => call.report().state === 'ended',
      };
    },
    stop: () => practice.stop(),
  };
}
