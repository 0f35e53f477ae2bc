import type { Page } from 'playwright-core';

/** What the operator writes for one call. */
export interface OrderText {
  readonly content: string;
  readonly aim: string;
  readonly place: string;
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
  /** Fills the whole order but the number, which came with the call. */
  fill(order: OrderText): Promise<void>;
  /** Settles when everything typed is acknowledged. */
  saved(): Promise<void>;
  /** Submits; settles with the number to read out. */
  submit(): Promise<string>;
  /** Settles when the order on screen has this delivery. */
  delivered(delivery: 'waiting' | 'received' | 'refused'): Promise<void>;
  hangUp(): Promise<void>;
  valueOf(field: string): Promise<string>;
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

export function createOperator(page: Page): Operator {
  const field = (name: string) => page.locator(`#field-${name}`);
  const saved = () => page.locator('[data-testid=save-state][data-state=saved]').waitFor();
  return {
    open: async (address) => {
      await page.goto(address);
      await page.locator('[data-testid=status-phone][data-state=registered]').waitFor();
      await field('content').waitFor();
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
    fill: async (order) => {
      await field('content').focus();
      await page.keyboard.type(order.content);
      for (const name of ['aim', 'place', 'title'] as const) {
        await page.keyboard.press('Tab');
        await page.keyboard.type(order[name]);
      }
      await page.keyboard.press('Tab');
      await page.keyboard.type(order.category);
      const list = page.locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden)');
      await list.locator('.ant-select-item-option').first().waitFor();
      await page.keyboard.press('Enter');
      await list.waitFor({ state: 'hidden' });
      // Handling: the second of two, then the unit that it asks for.
      await page.keyboard.press('Tab');
      await page.keyboard.press('ArrowRight');
      await field('leadUnit').waitFor();
      await page.keyboard.press('Tab');
      await page.keyboard.type(order.leadUnit);
      await page.keyboard.press('Escape');
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
      await page.keyboard.press('F8');
      await page.getByTestId('active').waitFor({ state: 'detached' });
    },
    valueOf: (name) => field(name).inputValue(),
  };
}
