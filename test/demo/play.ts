import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createOperator } from '../support/operator.ts';
import { LIFT_ORDER } from '../support/orders.ts';
import { makeDataFolder, openChromium, startSeat } from '../support/programs.ts';

export interface TimelineEntry {
  readonly step: string;
  /** Seconds since the window was opened. */
  readonly seconds: number;
}

/**
 * One call from the open window to the second ring, on the embedded practice exchange and hub, as a newcomer
 * sees it.
 *
 * @returns the timeline in order
 * @throws when any step does not come, or the answer took longer than the clock allows
 */
export async function playCall(options: {
  readonly locale: 'zh-CN' | 'en';
  readonly screens: string;
  readonly say: (entry: TimelineEntry) => void;
}): Promise<TimelineEntry[]> {
  mkdirSync(options.screens, { recursive: true });
  const data = makeDataFolder();
  const seat = await startSeat(data.path, ['--practice-caller', 'property-lift']);
  const { browser, page } = await openChromium({ locale: options.locale });
  const operator = createOperator(page);
  const timeline: TimelineEntry[] = [];
  const began = performance.now();
  const said = (step: string) => {
    const entry = { step, seconds: (performance.now() - began) / 1000 };
    timeline.push(entry);
    options.say(entry);
  };
  const picture = (name: string, colours: 'light' | 'dark' = 'light') =>
    page.screenshot({
      path: join(options.screens, `${name}.${options.locale}${colours === 'dark' ? '.dark' : ''}.png`),
    });
  try {
    await operator.open(seat.address);
    if (options.locale === 'en') await page.getByText('English', { exact: true }).click();
    said('registered');
    await page.getByTestId('idle').waitFor();
    await picture('idle');
    await operator.rings();
    said('rang');
    await page.waitForTimeout(700);
    await picture('ringing');
    await operator.answer();
    const after = await page.getByTestId('answered-after').innerText();
    said(`answered (${after.replace(/\s+/g, ' ').trim()})`);
    if (!((await page.getByTestId('answered-after').getAttribute('class')) ?? '').includes('is-within')) {
      throw new Error(`The answer came too late: ${after}`);
    }
    await operator.hears();
    await page.locator('[data-testid=captions] li').nth(1).waitFor();
    said('heard: the citizen speaks, and the microphone is sent');
    await operator.fill(LIFT_ORDER);
    said('saved: every keystroke is on the disk');
    // The word on screen changes calmly, a moment after the fact.
    await page.waitForTimeout(800);
    await picture('active');
    await page.emulateMedia({ colorScheme: 'dark' });
    await picture('active', 'dark');
    await page.emulateMedia({ colorScheme: 'light' });
    const number = await operator.submit();
    said(`submitted: number ${number}`);
    await operator.delivered('received');
    said('received by the hub');
    await picture('submitted');
    await operator.hangUp();
    said('hung up');
    await page.waitForTimeout(300);
    await picture('ended');
    await operator.rings();
    said('a second call rings');
    return timeline;
  } catch (error) {
    await picture('failed');
    throw error;
  } finally {
    await browser.close();
    await seat.end('SIGTERM');
    data.remove();
  }
}
