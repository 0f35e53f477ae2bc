import type { Page } from 'playwright-core';
import type { Person } from './programs.ts';

/** What the operator writes for one call. */
export interface OrderText {
  readonly content: string;
  readonly aim: string;
  readonly place: string;
  /** When, in the citizen's words. */
  readonly occurredText: string;
  readonly title: string;
  /** What is typed to find the category; the first hit is taken. */
  readonly category: string;
  readonly leadUnit: string;
}

/** An operator at the keyboard: only keys, and eyes on what the screen says. */
export interface Operator {
  /** Opens the seat; settles when the phone is registered and the form can be typed into. */
  open(address: string): Promise<void>;
  /** Settles when the screen rings. */
  rings(): Promise<void>;
  answer(): Promise<void>;
  /** Settles when the screen says that audio is connected. */
  hears(): Promise<void>;
  /** Types into one field and leaves the cursor there. */
  write(field: string, text: string): Promise<void>;
  /** Goes on with Tab until the cursor stands in a field; back with Shift+Tab. */
  reach(field: string, back?: boolean): Promise<void>;
  /** Fills the whole order but the number, which came with the call. */
  fill(order: OrderText): Promise<void>;
  /** Goes on with Tab until what a selector says has the focus. */
  tabTo(selector: string, back?: boolean): Promise<void>;
  /** Signs in by the form that is there, or unlocks; nothing where the seat asks for neither. */
  signIn(): Promise<void>;
  /** Settles when everything typed is acknowledged. */
  saved(): Promise<void>;
  /** Submits; settles with the number to read out. */
  submit(): Promise<string>;
  /** Settles when the order on screen has this delivery. */
  delivered(delivery: 'waiting' | 'received' | 'refused'): Promise<void>;
  hangUp(): Promise<void>;
  /** Opens a page of the menu by its digit. @param name as the menu shows it */
  openPage(name: string): Promise<void>;
  valueOf(field: string): Promise<string>;
}

/** No way with Tab is longer. */
const MOST_TABS = 60;

async function tabTo(page: Page, selector: string, back = false): Promise<void> {
  for (let tabs = 0; tabs < MOST_TABS; tabs += 1) {
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted) === true, selector)) return;
    await page.keyboard.press(back ? 'Shift+Tab' : 'Tab');
  }
  throw new Error(`No Tab leads to ${selector}.`);
}

/** Signs in; a seat that knows who works here, as after a restart, is only unlocked. */
async function signIn(page: Page, { id, password, pin }: Person): Promise<void> {
  const form = page.getByTestId('sign-in');
  await form.or(page.getByTestId('agent')).waitFor();
  const locked = page.getByTestId('locked');
  if (await locked.isVisible()) {
    await locked.locator('[name=unlock]').fill(password);
    await page.keyboard.press('Enter');
    await locked.waitFor({ state: 'detached' });
  }
  if (!(await form.isVisible())) return;
  const fields = { operator: id, password, ...(pin !== undefined && { pin }) };
  for (const [name, text] of Object.entries(fields)) {
    // Who was known here before stands in the first field, and the cursor in the second.
    const isThere = (await form.locator(`[name=${name}]`).inputValue()) === text;
    if (isThere) continue;
    await tabTo(page, `[name=${name}]`);
    await page.keyboard.press('Control+a');
    await page.keyboard.type(text);
  }
  await page.keyboard.press('Enter');
  await form.waitFor({ state: 'detached' });
}

/** Proves what the screen asks for, as an operator does at the beginning of a shift. */
async function prove(page: Page): Promise<void> {
  await page.getByTestId('ring-test').click();
  if (await page.getByTestId('ring-heard').isVisible()) await page.getByTestId('ring-heard').click();
  const microphone = page.getByTestId('mic-override');
  // A microphone that shows no signal soon is overridden; one that does in that instant needs it no more.
  await microphone
    .waitFor({ state: 'hidden', timeout: 15_000 })
    .catch(() => microphone.click({ timeout: 15_000 }).catch(() => undefined));
  await page.getByTestId('ready').click();
  await page.getByTestId('ready-check').waitFor({ state: 'hidden' });
}

/** @param person who signs in, where the seat asks (docs/spec/shift.md) */
export function createOperator(page: Page, person?: Person): Operator {
  const field = (name: string) => page.locator(`#field-${name}`);
  const reach = (name: string, back = false) =>
    tabTo(page, `[data-field="${name}"], #field-${name}, #${name}`, back);
  const saved = () => page.locator('[data-testid=save-state][data-state=saved]').waitFor();
  return {
    open: async (address) => {
      await page.goto(address);
      if (person) await signIn(page, person);
      await page.locator('[data-testid=status-phone][data-state=registered]').waitFor();
      await page.locator('[data-testid=intake][data-restored=true]').waitFor();
      // A seat at a real exchange asks for proof before it takes calls (docs/spec/readiness.md).
      if (await page.getByTestId('ready-check').isVisible()) await prove(page);
    },
    rings: () => page.getByTestId('ringing').waitFor(),
    answer: async () => {
      await page.keyboard.press('F2');
      await page.getByTestId('active').waitFor();
    },
    hears: () => page.locator('[data-testid=media-state][data-media=flowing]').waitFor(),
    write: async (name, text) => {
      await field(name).focus();
      await page.keyboard.type(text);
    },
    reach,
    tabTo: (selector, back) => tabTo(page, selector, back),
    signIn: () => (person ? signIn(page, person) : Promise.resolve()),
    fill: async (order) => {
      await field('content').focus();
      await page.keyboard.type(order.content);
      for (const name of ['place', 'occurredText', 'aim', 'title'] as const) {
        await reach(name);
        await page.keyboard.type(order[name]);
      }
      await reach('categoryCode');
      await page.keyboard.type(order.category);
      await page.getByRole('listbox').getByRole('option').first().waitFor();
      await page.keyboard.press('Enter');
      // Handling: the second of five, then the unit that it asks for.
      await reach('handling');
      await page.keyboard.press('2');
      await reach('leadUnit');
      await page.keyboard.type(order.leadUnit);
      await saved();
    },
    saved,
    submit: async () => {
      await page.keyboard.press('Control+Enter');
      return (await page.getByTestId('order-number').first().innerText()).trim();
    },
    delivered: (delivery) =>
      page.locator(`[data-testid=delivery][data-delivery=${delivery}]`).first().waitFor(),
    hangUp: async () => {
      // For a moment after the answer nothing hangs up: a key meant for the ring must not end the call.
      await page.locator('[data-testid=hang-up]:enabled').waitFor();
      await page.keyboard.press('F8');
      await page.getByTestId('active').waitFor({ state: 'detached' });
    },
    openPage: async (name) => {
      await page.keyboard.press('F10');
      const line = page.locator('.page-menu button', { hasText: name });
      await page.keyboard.press(await line.locator('.keycap').innerText());
      await page.locator('.dialog-pages').waitFor({ state: 'detached' });
    },
    valueOf: (name) => field(name).inputValue(),
  };
}
