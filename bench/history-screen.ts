import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Practice } from '../src-main/practice/index.ts';
import { startExchange } from '../test/support/exchange.ts';
import { createOperator } from '../test/support/operator.ts';
import { makeDataFolder, openChromium, ROOT, startSeat } from '../test/support/programs.ts';

/** Until the seat has done all that the end of the call before asks of it. */
const REST_MILLISECONDS = 400;

/** An exchange whose citizens call from given numbers. */
export interface Ringers {
  readonly exchange: Practice;
  /** Of each citizen, in order. */
  readonly ids: readonly string[];
  stop(): Promise<void>;
}

export async function startRingers(numbers: readonly string[]): Promise<Ringers> {
  const assets = makeDataFolder();
  const shipped = join(ROOT, 'assets/practice');
  mkdirSync(join(assets.path, 'practice'));
  cpSync(join(shipped, 'departments.json'), join(assets.path, 'practice/departments.json'));
  const [citizen] = JSON.parse(readFileSync(join(shipped, 'callers.json'), 'utf8')) as Array<{ id: string }>;
  const citizens = numbers.map((callerNumber, n) => ({ ...citizen, id: `citizen-${n}`, callerNumber }));
  writeFileSync(join(assets.path, 'practice/callers.json'), JSON.stringify(citizens));
  const exchange = await startExchange({ assetsDirectory: assets.path, soundless: true });
  return {
    exchange,
    ids: citizens.map(({ id }) => id),
    stop: async () => {
      await exchange.stop();
      assets.remove();
    },
  };
}

/**
 * Rings a running seat at rest from each number, ms: `fromLookup` from the moment main begins to look the number up until the card
 * of the caller is painted, `fromRing` from the INVITE handed to the seat's socket until then. Both ends are on the wall
 * clock; main's moment comes with its answer and is whole milliseconds.
 */
export async function screenTimes(
  dataDirectory: string,
  { exchange, ids }: Ringers,
): Promise<{ fromLookup: number[]; fromRing: number[] }> {
  const seat = await startSeat(dataDirectory);
  const { browser, page } = await openChromium();
  const fromLookup: number[] = [];
  const fromRing: number[] = [];
  try {
    await createOperator(page).open(seat.address);
    for (const id of ids) {
      await delay(REST_MILLISECONDS);
      await page.evaluate(() => performance.clearMarks());
      const call = await exchange.placeCall(id);
      const { rangAfter } = await call.rung;
      if (rangAfter === null) throw new Error('The seat did not ring.');
      const invitedAt = performance.timeOrigin + performance.now() - rangAfter;
      await page.waitForFunction(() => performance.getEntriesByName('caller-visible').length > 0);
      const { asked, visible } = await page.evaluate(() => {
        const at = (name: string) =>
          performance.timeOrigin + (performance.getEntriesByName(name)[0]?.startTime ?? 0);
        return { asked: at('caller-asked'), visible: at('caller-visible') };
      });
      fromLookup.push(visible - asked);
      fromRing.push(visible - invitedAt);
      call.hangUp();
      await call.ended;
    }
    return { fromLookup, fromRing };
  } finally {
    await browser.close();
    await seat.end('SIGTERM');
  }
}
