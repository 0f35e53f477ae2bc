import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { startUdpExchange } from '../test/peers/udp-exchange.ts';
import { exchangeEntry, startExchange } from '../test/support/exchange.ts';
import { createOperator } from '../test/support/operator.ts';
import { makeDataFolder, openChromium, startSeat } from '../test/support/programs.ts';
import { percentile, tenth } from './percentile.ts';

const COLD_STARTS = 5;
/** `npm run bench -- answer 15` measures fewer, for a first look. */
const WARM_CALLS = Math.max(1, Number(process.argv[3]) || 60);
/** How long a call rings before the key is pressed: a person needs that long, and the seat gets ready meanwhile. */
const RINGS_MILLISECONDS = 1_200;
const LIMIT_MILLISECONDS = 10_000;

/** One call that rings and can be answered, at either kind of exchange. Times are `performance.now()` here. */
interface RingingCall {
  /** When the seat's 200 OK arrived. */
  readonly answered: Promise<number>;
  /** Ends it; settles when it has. */
  end(): Promise<void>;
}

interface Exchange {
  /** The seat's `exchange` settings. */
  readonly entry: unknown;
  /** Calls the seat; settles when it rings. */
  ring(): Promise<RingingCall>;
  stop(): Promise<void>;
}

interface Times {
  readonly ok: number;
  readonly audio: number;
}

/**
 * The operator's key until our 200 OK is at the exchange, and until the first sound of the citizen has been
 * played to the operator; both on the wall clock, as the page and the exchange are two processes.
 *
 * Cold is the first call of a seat that has just been opened; warm are the following ones. The WebRTC exchange is
 * the practice exchange with its own peer connection; the plain one is a socket that sends a tone.
 */
export async function run(): Promise<Record<string, number | Record<string, number>>> {
  console.log(
    `Answers ${WARM_CALLS} warm calls and the first of ${COLD_STARTS} starts at both kinds of exchange.`,
  );
  const direct = await measure('WebRTC', startWebRtc);
  const relay = await measure('plain RTP by the relay', startPlain);
  return { ...direct, relay };
}

async function measure(kind: string, start: () => Promise<Exchange>): Promise<Record<string, number>> {
  const exchange = await start();
  const cold: Times[] = [];
  let warm: Times[] = [];
  try {
    for (let count = 0; count < COLD_STARTS; count++) cold.push(...(await answerMany(exchange, 1)));
    warm = (await answerMany(exchange, WARM_CALLS + 1)).slice(1);
  } finally {
    await exchange.stop();
  }
  const figure = (times: readonly Times[], what: keyof Times, share: number) =>
    tenth(
      percentile(
        times.map((time) => time[what]),
        share,
      ),
    );
  const figures = {
    calls: warm.length,
    ok_p50_ms: figure(warm, 'ok', 0.5),
    ok_p99_ms: figure(warm, 'ok', 0.99),
    audio_p50_ms: figure(warm, 'audio', 0.5),
    audio_p99_ms: figure(warm, 'audio', 0.99),
    cold_ok_p50_ms: figure(cold, 'ok', 0.5),
    cold_ok_max_ms: figure(cold, 'ok', 1),
    cold_audio_p50_ms: figure(cold, 'audio', 0.5),
    cold_audio_max_ms: figure(cold, 'audio', 1),
  };
  console.log(`  ${kind}: ${JSON.stringify(figures)}`);
  return figures;
}

/** Opens a seat anew and answers so many calls in it. */
async function answerMany(exchange: Exchange, count: number): Promise<Times[]> {
  const data = makeDataFolder({ exchange: exchange.entry, shift: { afterCallWork: { seconds: 0 } } });
  const seat = await startSeat(data.path);
  const { browser, page } = await openChromium();
  const times: Times[] = [];
  try {
    await page.addInitScript(watch);
    await createOperator(page).open(seat.address);
    await page.locator('[data-testid=status-microphone][data-state=ready]').waitFor();
    for (let index = 0; index < count; index++) {
      times.push(await answerOne(exchange, page));
    }
  } finally {
    await browser.close();
    await seat.end('SIGTERM');
    data.remove();
  }
  return times;
}

async function answerOne(exchange: Exchange, page: Page): Promise<Times> {
  const call = await exchange.ring();
  await page.getByTestId('ringing').waitFor();
  await delay(RINGS_MILLISECONDS);
  await page.keyboard.press('F2');
  const okAt = performance.timeOrigin + (await within('200 OK', call.answered));
  const keyAt = await page.evaluate(() => window.keyAt ?? 0);
  const audioAt = await within('sound', firstSound(page, keyAt));
  await call.end();
  await page.getByTestId('active').waitFor({ state: 'detached' });
  return { ok: okAt - keyAt, audio: audioAt - keyAt };
}

/** Wall time of the first sound after a wall time, as the media page noted it. */
async function firstSound(page: Page, after: number): Promise<number> {
  const frame = page.frames().find((one) => one.url().includes('media.html'));
  if (!frame) throw new Error('There is no media page.');
  const found = await frame.waitForFunction((since) => window.sounds?.find((at) => at >= since), after);
  return (await found.jsonValue()) ?? 0;
}

function within<T>(what: string, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`${what}: not within ${LIMIT_MILLISECONDS} ms`)),
      LIMIT_MILLISECONDS,
    );
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

declare global {
  interface Window {
    /** Wall time of the last F2. */
    keyAt?: number;
    /** Wall times at which sound came out of a receiver that had been silent until then. */
    sounds?: number[];
  }
}

/** Runs in each page before its own scripts: notes the key, and when sound comes. */
function watch(): void {
  const SILENT_MILLISECONDS = 60;
  window.addEventListener(
    'keydown',
    (event) => {
      if (event.key === 'F2') window.keyAt = performance.timeOrigin + event.timeStamp;
    },
    { capture: true },
  );
  const sounds: number[] = [];
  window.sounds = sounds;
  const connections = new Set<RTCPeerConnection>();
  const lastHeard = new WeakMap<RTCRtpReceiver, number>();
  const Real = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Real {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      connections.add(this);
    }
  };
  setInterval(() => {
    for (const connection of connections) {
      if (connection.connectionState === 'closed') connections.delete(connection);
      for (const receiver of connection.getReceivers()) {
        // `timestamp` is when the last frame of the source was played out, wall time (WebRTC, section 5.3.2).
        const at = receiver.getSynchronizationSources()[0]?.timestamp;
        if (at === undefined || at === lastHeard.get(receiver)) continue;
        const before = lastHeard.get(receiver);
        lastHeard.set(receiver, at);
        if (before === undefined || at - before > SILENT_MILLISECONDS) sounds.push(at);
      }
    }
  }, 2);
}

async function startWebRtc(): Promise<Exchange> {
  const practice = await startExchange({ hangUpAfterLastLineMilliseconds: 600_000 });
  return {
    entry: exchangeEntry(practice),
    ring: async () => {
      const call = await practice.placeCall();
      const { rangAfter } = await call.rung;
      if (rangAfter === null) throw new Error('The seat did not ring.');
      const invitedAt = performance.now() - rangAfter;
      return {
        answered: call.answered.then(({ answeredAfter }) => {
          if (answeredAfter === null) throw new Error('The seat did not answer.');
          return invitedAt + answeredAfter;
        }),
        end: async () => {
          call.hangUp();
          await call.ended;
        },
      };
    },
    stop: () => practice.stop(),
  };
}

async function startPlain(): Promise<Exchange> {
  const domain = 'pbx.test';
  const exchange = await startUdpExchange(domain);
  return {
    entry: { kind: 'sip', servers: [exchange.server], domain, username: '8001', password: 'none' },
    ring: async () => {
      const call = await exchange.call();
      await call.rang;
      return {
        answered: call.answered,
        end: async () => {
          call.hangUp();
          await call.ended;
        },
      };
    },
    stop: async () => exchange.close(),
  };
}
