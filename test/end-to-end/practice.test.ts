import { beforeEach, describe, it } from 'vitest';
import { whyNotHere } from '../support/programs.ts';
import { workplace } from '../support/workplace.ts';

const reason = whyNotHere();
if (reason !== undefined) console.warn(`!!! SKIPPED: the trainee's round, end to end: ${reason}`);

/** All that the phone can do, tried without a server: the built seat with the practice exchange in it. */
describe.skipIf(reason !== undefined)('a trainee', () => {
  const at = workplace({ exchange: false, flags: ['--practice-paused'] });
  beforeEach(async () => {
    await at.page.getByTestId('practice-controls').getByRole('button').first().click();
    await at.operator.rings();
    await at.operator.answer();
    await at.operator.hears();
  });

  const press = (testId: string) => at.page.getByTestId(testId).click();
  const caption = (text: string) =>
    at.page.getByTestId('captions').locator('li').filter({ hasText: text }).last().waitFor();
  const callTo = async (number: string, key: 'Enter' | 'Shift+Enter') => {
    await at.page.keyboard.press('F9');
    await at.page.getByTestId('dial-field').fill(number);
    await at.page.keyboard.press(key);
  };
  const over = () => at.page.getByTestId('active').waitFor({ state: 'detached' });

  it('PR-18 holds, presses keys, pauses the recording, asks a department, joins it and hands over', async () => {
    await at.page.keyboard.press('F3');
    await caption('已保持');
    await at.page.keyboard.press('F3');
    await caption('已恢复通话');
    await at.operator.hears();
    await press('keypad');
    await at.page.getByTestId('keypad-keys').getByRole('button', { name: '5' }).first().click();
    await caption('按键 5');
    await press('keypad');
    await press('recording');
    await caption('录音已暂停');
    await callTo('2002', 'Enter');
    await caption('听到回铃音');
    await caption('供热公司客服');
    await press('conference');
    await at.page.locator('[data-testid=active][data-mode=conference]').waitFor();
    await press('split');
    await at.page.locator('[data-testid=active][data-mode=talking]').waitFor();
    await press('transfer-here');
    await over();
  });

  it('PR-18 hands over at once; one that fails leaves the citizen here; a second one is answered', async () => {
    await callTo('000', 'Shift+Enter');
    await caption('市民还在线上');
    await at.page.locator('[data-testid=transfer-state][data-state=failed]', { hasText: '486' }).waitFor();
    await at.page.keyboard.press('F3');
    await at.operator.hears();
    await press('second-call');
    await at.page.getByTestId('answer-other').waitFor();
    await at.page.keyboard.press('F2');
    await at.page.getByTestId('resume-other').waitFor();
    await callTo('110', 'Shift+Enter');
    await caption('正在把市民转给110');
    await caption('已转到110');
  });
});
