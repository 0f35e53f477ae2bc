import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import sirv from 'sirv';
import { build } from 'vite';
import type { Practice } from '../src-main/practice/index.ts';
import { exchangeEntry, startExchange } from '../test/support/exchange.ts';
import { createOperator } from '../test/support/operator.ts';
import { makeDataFolder, openChromium, ROOT, startSeat } from '../test/support/programs.ts';
import { percentile, tenth } from './percentile.ts';

const CALLS = 200;
/** A seat at rest has done all that the end of a call asks of it: written, delivered, drawn. */
const REST_MILLISECONDS = 400;

/**
 * INVITE handed to the seat's socket until the ringing call has been painted: the time of sending in this
 * process, which holds the exchange, against the page's `ring-visible` mark, both on the wall clock. The seat is at
 * rest, as when the next citizen comes; and once more with each call right behind the end of the one before. The peer
 * is a bare sip.js page in the same Chromium on the same exchange, at rest.
 */
export async function run(): Promise<Record<string, number>> {
  console.log(
    `Rings the seat ${CALLS} times at rest and ${CALLS} times in a row, then a bare sip.js page ${CALLS} times.`,
  );
  // The peer's sip.js knows no other digest.
  const exchange = await startExchange({ soundless: true, algorithms: ['MD5'] });
  const data = makeDataFolder({ exchange: exchangeEntry(exchange) });
  const seat = await startSeat(data.path);
  const { browser, page } = await openChromium();
  const peerPages = await servePeer();
  try {
    await createOperator(page).open(seat.address);
    const ours = await ringMany(exchange, page, REST_MILLISECONDS);
    const busy = await ringMany(exchange, page, 0);
    await seat.end('SIGTERM');
    await page.goto(peerPages.address(exchange.settings));
    await page.waitForFunction(() => document.title === 'registered');
    const peer = await ringMany(exchange, page, REST_MILLISECONDS);
    const p50 = percentile(ours, 0.5);
    return {
      calls: ours.length,
      p50_ms: tenth(p50),
      p99_ms: tenth(percentile(ours, 0.99)),
      busy_p50_ms: tenth(percentile(busy, 0.5)),
      busy_p99_ms: tenth(percentile(busy, 0.99)),
      peer_p50_ms: tenth(percentile(peer, 0.5)),
      peer_p99_ms: tenth(percentile(peer, 0.99)),
      peer_ratio: Math.round((p50 / percentile(peer, 0.5)) * 100) / 100,
    };
  } finally {
    await browser.close();
    peerPages.close();
    await exchange.stop();
    await seat.end();
    data.remove();
  }
}

async function ringMany(exchange: Practice, page: Page, rest: number): Promise<number[]> {
  const latencies: number[] = [];
  for (let count = 0; count < CALLS; count++) {
    await delay(rest);
    await page.evaluate(() => performance.clearMarks('ring-visible'));
    const call = await exchange.placeCall();
    const { rangAfter } = await call.rung;
    if (rangAfter === null) throw new Error('The seat did not ring.');
    // 180 has just come in; the INVITE was sent that much earlier.
    const invitedAt = performance.timeOrigin + performance.now() - rangAfter;
    await page.waitForFunction(() => performance.getEntriesByName('ring-visible').length > 0);
    const visible = await page.evaluate(() => {
      const [entry] = performance.getEntriesByName('ring-visible');
      return performance.timeOrigin + (entry?.startTime ?? 0);
    });
    latencies.push(visible - invitedAt);
    call.hangUp();
    await call.ended;
  }
  return latencies;
}

/** Builds the peer's page and serves it on loopback. */
async function servePeer() {
  const outDir = join(ROOT, 'out/bench');
  await build({
    configFile: false,
    logLevel: 'warn',
    root: join(import.meta.dirname, 'pages'),
    build: {
      outDir,
      emptyOutDir: true,
      target: 'chrome120',
      rolldownOptions: { input: join(import.meta.dirname, 'pages/peer.html') },
    },
  });
  const files = sirv(outDir);
  const server: Server = createServer((request, response) => files(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('The peer has no port.');
  return {
    address: ({ servers: [server], domain, username, password }: Practice['settings']) =>
      `http://127.0.0.1:${bound.port}/peer.html#${new URLSearchParams({ server, domain, username, password })}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
