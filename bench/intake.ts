import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { createOperator } from '../test/support/operator.ts';
import { makeDataFolder, openChromium, startSeat } from '../test/support/programs.ts';
import { HEARD, type HeardOrder } from './intake-orders.ts';
import { createTypist, type Typist } from './typist.ts';

/** What stands in the fields when an order is ready: the plain form has to hold exactly the same. */
interface WrittenOrder {
  readonly content: string;
  readonly place: string;
  readonly occurred: string;
  readonly aim: string;
  readonly respondent: string;
  readonly title: string;
  readonly category: string;
  readonly leadUnit: string;
}

/**
 * The same eight orders, written by a scripted typist into the seat (the built program in Chromium, with its templates,
 * place search and suggestions) and, letter for letter the same, into a plain form with neither. The caller's number is
 * typed on both sides, although at the seat it comes with the call. A comparison of keys and of seconds at five keys a
 * second, the seat's own answering times included.
 */
export async function run(): Promise<Record<string, number>> {
  const data = makeDataFolder({ seat: 7 });
  const seat = await startSeat(data.path, ['--practice-paused']);
  const { browser, page } = await openChromium();
  try {
    await createOperator(page).open(seat.address);
    let keys = 0;
    let plainKeys = 0;
    let seconds = 0;
    let plainSeconds = 0;
    for (const heard of HEARD) {
      const ours = createTypist(page);
      const written = await writeAtSeat(page, ours, heard);
      const plainPage = await page.context().newPage();
      await plainPage.setContent(readFileSync(join(import.meta.dirname, 'pages/plain-form.html'), 'utf8'));
      const plain = createTypist(plainPage);
      await writePlainly(plainPage, plain, heard, written);
      await plainPage.close();
      console.log(
        `  ${heard.topic}: ${ours.keys()} keys, ${ours.seconds().toFixed(1)} s; plain ${plain.keys()} keys, ${plain.seconds().toFixed(1)} s`,
      );
      keys += ours.keys();
      seconds += ours.seconds();
      plainKeys += plain.keys();
      plainSeconds += plain.seconds();
    }
    const hundredth = (value: number) => Math.round(value * 100) / 100;
    return {
      keystroke_ratio: hundredth(keys / plainKeys),
      time_ratio: hundredth(seconds / plainSeconds),
      keys,
      plain_keys: plainKeys,
      orders: HEARD.length,
    };
  } finally {
    await browser.close();
    await seat.end('SIGTERM');
    data.remove();
  }
}

async function writeAtSeat(page: Page, typist: Typist, heard: HeardOrder): Promise<WrittenOrder> {
  const textIn = (name: string) => page.locator(`#field-${name}`).inputValue();
  await typist.press('F4', 'Shift+Tab', 'Shift+Tab');
  await typist.type(heard.callerName);
  await typist.press('Tab');
  await typist.type(heard.callerNumber);
  await typist.press('Tab', 'Control+k');
  await typist.type(heard.template);
  await typist.press('Enter');
  for (const blank of heard.blanks) {
    await typist.type(blank);
    await typist.press('Tab'); // to the next blank; after the last one to the place
  }
  await typist.type(heard.place.letters);
  await typist.wait(() => page.getByRole('listbox').getByRole('option').first().waitFor());
  await typist.press('Enter');
  await typist.type(heard.place.address);
  // What can be read from the text is taken with one key; what can't is typed.
  await typist.press('Control+0');
  for (const [name, said] of [
    ['occurredText', heard.occurred],
    ['respondentName', heard.respondent],
  ] as const) {
    const needed = (await page.locator(`#field-${name}`).count()) > 0 && (await textIn(name)) === '';
    if (!needed) continue;
    await reach(page, typist, name);
    await typist.type(said);
  }
  await reach(page, typist, 'handling');
  await typist.press('2');
  if ((await textIn('leadUnit')) !== heard.leadUnit) {
    await reach(page, typist, 'leadUnit');
    await chooseUnit(page, typist, heard.leadUnit);
  }
  const written = {
    content: await textIn('content'),
    place: await textIn('place'),
    occurred: await textIn('occurredText'),
    respondent:
      (await page.locator('#field-respondentName').count()) > 0 ? await textIn('respondentName') : '',
    aim: await textIn('aim'),
    title: await textIn('title'),
    category: (await textIn('categoryCode')).split(' › ').at(-1) ?? '',
    leadUnit: await textIn('leadUnit'),
  };
  await typist.press('Control+Enter');
  await typist.wait(() => page.getByTestId('order-number').first().waitFor());
  return written;
}

async function reach(page: Page, typist: Typist, field: string): Promise<void> {
  for (let tabs = 0; tabs < 12; tabs += 1) {
    if ((await page.evaluate(() => document.activeElement?.getAttribute('data-field'))) === field) return;
    await typist.press('Tab');
  }
  throw new Error(`No Tab leads to ${field}.`);
}

/** The digit of a suggestion where the unit is among them, else its name as far as the list needs it. */
async function chooseUnit(page: Page, typist: Typist, unit: string): Promise<void> {
  const options = page.getByRole('listbox').getByRole('option');
  const offered = await options.allInnerTexts();
  const at = offered.findIndex((text) => text.includes(unit));
  if (at >= 0) {
    await typist.press(String(at + 1));
    return;
  }
  await typist.type(unit.slice(1, 3));
  await typist.wait(() => options.filter({ hasText: unit }).first().waitFor());
  const texts = await options.allInnerTexts();
  for (let index = 0; index <= texts.findIndex((text) => text.includes(unit)); index += 1)
    await typist.press('ArrowDown');
  await typist.press('Enter');
}

async function writePlainly(
  page: Page,
  typist: Typist,
  heard: HeardOrder,
  written: WrittenOrder,
): Promise<void> {
  await page.locator('#requestType').focus();
  await typist.press('ArrowDown', 'ArrowDown');
  const texts = [heard.callerName, heard.callerNumber, written.content, written.place, written.occurred];
  for (const text of [...texts, written.aim, written.respondent, written.title, written.category]) {
    await typist.press('Tab');
    await typist.type(text);
  }
  await typist.press('Tab', 'ArrowDown', 'Tab');
  await typist.type(written.leadUnit);
  await typist.press('Tab', 'Enter');
  const same = await page.evaluate(() => [
    document.querySelector<HTMLTextAreaElement>('#content')?.value,
    document.querySelector<HTMLInputElement>('#title')?.value,
    document.title,
  ]);
  if (same[0] !== written.content || same[1] !== written.title || same[2] !== 'submitted')
    throw new Error('The plain form does not hold the same order.');
}
