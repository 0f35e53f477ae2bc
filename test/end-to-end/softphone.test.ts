import { describe, expect, it } from 'vitest';
import { whyNotHere } from '../support/programs.ts';
import { workplace } from '../support/workplace.ts';

const reason = whyNotHere();
if (reason !== undefined) console.warn(`!!! SKIPPED: the softphone's screen, end to end: ${reason}`);

/** The softphone as an operator has it: the built seat, a SIP exchange in this process, Chromium, and keys. */
describe.skipIf(reason !== undefined)('the softphone on screen', () => {
  const at = workplace();

  const mode = (wanted: string) => at.page.locator(`[data-testid=active][data-mode=${wanted}]`).waitFor();

  /** Answers a citizen and consults 110 about the call; settles when both are there and 110 is talked with. */
  const consult = async () => {
    await at.takeCall();
    await at.page.keyboard.press('F9');
    await at.page.getByTestId('dial-field').waitFor();
    await at.page.keyboard.type('110');
    await at.page.keyboard.press('Enter');
    await at.page.getByTestId('dialling').waitFor();
    await at.page.getByTestId('transfer-here').waitFor();
    await at.operator.hears();
  };

  it('E2E-77 one key holds and takes up, another mutes; the desk calls nobody by itself', async () => {
    await at.takeCall();
    await at.page.keyboard.press('F3');
    await mode('held');
    await at.page.keyboard.press('F3');
    await mode('talking');
    await at.page.keyboard.press('F7');
    await mode('muted');
    await at.page.keyboard.press('F7');
    await mode('talking');
    await at.page.keyboard.press('F9');
    await at.page.getByTestId('dial-field').waitFor();
    await at.page.keyboard.press('Enter');
    expect(await at.page.getByTestId('consult').isDisabled()).toBe(true);
    await at.page.keyboard.press('Escape');
    await at.page.getByTestId('desk').waitFor({ state: 'detached' });
    expect(at.exchange.dialledCalls()).toHaveLength(0);
  });

  it('E2E-78 a department is consulted, the citizen told, and then handed over to it', async () => {
    await consult();
    await at.page.keyboard.press('F3'); // to the citizen, to say who comes
    await at.page.locator('[data-testid=switch]:not([disabled])').waitFor();
    await at.page.keyboard.press('F3'); // and back
    await at.page.getByText('回到市民').waitFor();
    await at.page.locator('[data-testid=transfer-here]:not([disabled])').click();
    await at.page.getByTestId('ended').waitFor();
    expect(await at.page.getByTestId('active').count()).toBe(0);
  });

  it('E2E-79 citizen, department and operator talk all three, and are taken apart again', async () => {
    await consult();
    await at.page.getByTestId('conference').click();
    await mode('conference');
    await at.page.getByTestId('split').click();
    await mode('talking');
    expect(await at.page.getByTestId('call-item').count()).toBe(1);
    await at.page.getByTestId('transfer-here').waitFor();
  });
});
