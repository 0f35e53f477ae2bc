import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CDPSession, Page } from 'playwright-core';
import { digestOf } from '../src-hub/accounts/index.ts';
import { createHubServer } from '../src-hub/server.ts';
import { openSqliteStorage } from '../src-hub/storage/index.ts';
import { serverParts } from '../src-hub/testing/index.ts';
import { localDateAt } from '../src-shared/domain/index.ts';
import { openChromium, ROOT } from '../test/support/programs.ts';
import { type HallEvent, hallDay } from './board-day.ts';

const HOUR = 3_600_000;
const HOURS = Number(process.env['BOARD_HOURS'] ?? 24);
/** One look at the hall after the other, in simulated time. */
const STEP = 5_000;
/** Noon, so that the night and a midnight lie in the middle. */
const BEGIN = Date.parse('2026-11-25T12:00:00+08:00');
/** The line ends every quarter of an hour and is opened anew (BD-14): such a step brings no picture. */
const MOST_LOOKS = 150;
const TOKEN = 'lxq-bench-token-of-the-hall';
const KEY = 'lxq-key-bench-board';

/** Time that passes when the bench says so: the hub's clock and its timers. */
function simulatedTime(begin: number) {
  const timers = new Set<{ at: number; run: () => void }>();
  let now = begin;
  return {
    clock: { wall: () => now, monotonic: () => now - begin },
    schedule: (milliseconds: number, run: () => void) => {
      const timer = { at: now + milliseconds, run };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    passUntil: (end: number) => {
      for (;;) {
        const due = [...timers].filter(({ at }) => at <= end).sort((one, other) => one.at - other.at)[0];
        if (due === undefined) break;
        timers.delete(due);
        now = Math.max(now, due.at);
        due.run();
      }
      now = end;
    },
  };
}

/** A real hub on a file of its own in simulated time, with its pages. */
async function startHall() {
  const directory = mkdtempSync(join(tmpdir(), 'bench-board-'));
  const storage = await openSqliteStorage({ file: join(directory, 'hub.db'), key: Buffer.alloc(32, 7) });
  const time = simulatedTime(BEGIN);
  const silent = () => undefined;
  const server = createHubServer({
    ...serverParts,
    storage,
    token: TOKEN,
    clock: time.clock,
    schedule: time.schedule,
    mostRequestsAMinute: Number.MAX_SAFE_INTEGER,
    pages: join(ROOT, 'out/wallboard'),
    log: { info: silent, warn: silent, error: silent },
  });
  await storage.transaction((unit) =>
    unit.outsideKeys.save({
      id: serverParts.newId(),
      name: '大厅',
      scope: 'board',
      keyDigest: digestOf(KEY),
      createdAt: BEGIN,
      revokedAt: null,
    }),
  );
  const url = await server.listen({ port: 0, host: '127.0.0.1' });
  const tell = async ({ seat, operation }: HallEvent) => {
    const answer = await server.inject({
      method: 'POST',
      url: '/v1/operations',
      headers: { authorization: `Bearer ${TOKEN}` },
      payload: { protocol: 1, seat, operations: [operation] },
    });
    if (!answer.body.includes('"accepted"'))
      throw new Error(`The hub took no ${operation.kind}: ${answer.body}`);
  };
  const close = async () => {
    await server.close();
    await storage.close();
    rmSync(directory, { recursive: true, force: true });
  };
  return { url, time, tell, close };
}

/** What the page holds after a collection of garbage, and what it has worked so far. */
async function measure(session: CDPSession) {
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  const { nodes, jsEventListeners } = await session.send('Memory.getDOMCounters');
  return { heap: usedSize, nodes, listeners: jsEventListeners };
}
async function workedSeconds(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0;
}

const textOf = (page: Page, id: string) => page.getByTestId(id).locator('dd').innerText();
const curveOf = (page: Page) =>
  page.locator('.chart-curve canvas').evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());

/**
 * The wallboard's page in Chromium over 24 simulated hours at ten times the article's day, at a real hub: what it holds
 * at the end against the beginning, what a picture costs, and whether it still shows what is so.
 */
export async function run() {
  const events = hallDay(BEGIN, HOURS * HOUR);
  const hall = await startHall();
  const { browser, page } = await openChromium();
  try {
    await page.setViewportSize({ width: 1920, height: 1080 });
    await page.clock.install({ time: BEGIN });
    await page.goto(`${hall.url}/board/#key=${KEY}`);
    await page.clock.pauseAt(BEGIN + 10_000);
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable');

    let told = 0;
    let pictures = 0;
    let offeredToday = 0;
    let day = localDateAt(BEGIN);
    const shownAt = () =>
      page.evaluate(() =>
        Number(document.querySelector('[data-testid=board]')?.getAttribute('data-at') ?? 0),
      );
    const step = async (from: number) => {
      const until = from + STEP;
      let isNews = false;
      for (let event = events[told]; event !== undefined && event.at < until; event = events[told]) {
        await hall.tell(event);
        if (localDateAt(event.at) !== day) {
          day = localDateAt(event.at);
          offeredToday = 0;
        }
        if (event.operation.kind === 'call.answered' && localDateAt(event.ringAt) === day) offeredToday += 1;
        isNews = true;
        told += 1;
      }
      hall.time.passUntil(until);
      for (let look = 0; isNews && look < MOST_LOOKS; look += 1) {
        if ((await shownAt()) <= from) continue;
        pictures += 1;
        break;
      }
      await page.clock.runFor(STEP);
    };
    const hour = async (index: number) => {
      const worked = await workedSeconds(session);
      const drawn = pictures;
      for (let at = index * HOUR; at < (index + 1) * HOUR; at += STEP) await step(BEGIN + at);
      const perPicture = ((await workedSeconds(session)) - worked) / Math.max(1, pictures - drawn);
      return { ...(await measure(session)), milliseconds: perPicture * 1_000 };
    };

    // The first hour warms it up; the second is what the last is held against.
    await hour(0);
    const first = await hour(1);
    const before = await curveOf(page);
    let last = first;
    for (let index = 2; index < HOURS; index += 1) {
      last = await hour(index);
      const mib = (last.heap / 1_048_576).toFixed(1);
      console.log(
        `hour ${index + 1}: ${mib} MiB, ${last.nodes} nodes, ${last.milliseconds.toFixed(1)} ms a picture`,
      );
    }
    const calls = Number(await textOf(page, 'tile-calls'));
    if (calls !== offeredToday)
      throw new Error(`The board shows ${calls} calls since midnight: ${offeredToday}.`);
    if ((await curveOf(page)) === before) throw new Error('The curve is what it was hours ago.');
    const mib = (bytes: number) => Math.round(bytes / 104_857.6) / 10;
    return {
      hours: HOURS,
      calls: events.filter(({ operation }) => operation.kind === 'call.record').length,
      pictures,
      heap_start_mib: mib(first.heap),
      heap_end_mib: mib(last.heap),
      heap_ratio: last.heap / first.heap,
      nodes_start: first.nodes,
      nodes_end: last.nodes,
      listeners_start: first.listeners,
      listeners_end: last.listeners,
      picture_start_ms: first.milliseconds,
      picture_end_ms: last.milliseconds,
      picture_ratio: last.milliseconds / first.milliseconds,
    };
  } finally {
    await browser.close();
    await hall.close();
  }
}
