import type { Browser, Page } from 'playwright-core';
import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emptyFields, impersonalRecordSchema } from '#shared/domain/index.ts';
import { askHub } from '../support/administrator.ts';
import { sampleCallRecord } from '../support/calls.ts';
import { openChromium, whyNotHere } from '../support/programs.ts';
import { Workplace } from '../support/workplace.ts';

const reason = whyNotHere();
if (reason !== undefined) console.warn(`!!! SKIPPED: the wallboard, end to end: ${reason}`);

/** A page's text by its test id, for polling. */
const textOf = (page: Page, id: string) => page.getByTestId(id).first().innerText();

describe.skipIf(reason !== undefined)('the hall, end to end', () => {
  const place = new Workplace({
    seat: 1,
    hub: true,
    role: 'supervisor',
    exchange: false,
    until: 'folders',
  });
  let browser: Browser;
  let wall: Page;

  const ask = async (method: string, path: string, body?: unknown) => {
    const response = await askHub(place.hub, place.hub.token, method, path, body);
    return response.status === 204 ? undefined : ((await response.json()) as Record<string, unknown>);
  };
  /** A seat hands something in. */
  const tell = async (number: number, kind: string, payload: object, subject: string = uuid()) => {
    const operations = [
      { id: uuid(), kind, subject, createdAt: Date.now(), payload: { seat: number, ...payload } },
    ];
    const answer = await ask('POST', '/v1/operations', { protocol: 1, seat: number, operations });
    expect(answer).toMatchObject({ results: [{ outcome: 'accepted' }] });
  };
  const state = (number: number, name: string) =>
    tell(number, 'seat.state', {
      state: name,
      reason: null,
      before: { state: 'offline', reason: null, milliseconds: 1 },
      by: null,
      link: { sequence: 1, hash: '0'.repeat(64) },
    });

  beforeAll(async () => {
    await place.setUp();
    const administrator = await place.administrator();
    const made = await administrator.ask('POST', '/v1/outside-keys', { name: '大厅', scope: 'board' });
    let page: Page;
    ({ browser, page } = await openChromium());
    wall = page;
    await wall.setViewportSize({ width: 1920, height: 1080 });
    await wall.goto(`${place.hub.url}/board/#key=${(made as { key: string }).key}`);
    await wall.getByTestId('board').waitFor();
  });
  afterAll(async () => {
    await browser?.close();
    await place.takeDown();
  });

  it('BD-1 BD-4 a call is answered and an order comes in: the numbers change by themselves', async () => {
    expect(new URL(wall.url()).hash).toBe('');
    await expect.poll(() => textOf(wall, 'tile-calls')).toContain('0');
    await Promise.all([state(7, 'ready'), state(8, 'talking'), state(9, 'after-call-work')]);
    await expect.poll(() => wall.locator('[data-seat="8"]').getAttribute('data-state')).toBe('talking');
    const record = sampleCallRecord({
      id: uuid(),
      ringAt: Date.now() - 4_000,
      queueAt: Date.now() - 6_000,
      queuedMilliseconds: 2_000,
      answerAt: Date.now(),
      answeredAfterMilliseconds: 6_000,
    });
    await tell(8, 'call.answered', { record: impersonalRecordSchema.parse(record) });
    const orderId = uuid();
    const fields = {
      ...emptyFields,
      title: '楼道灯不亮',
      categoryCode: '城乡建设/物业/公共设施',
      areaCode: '370402',
    };
    const order = {
      orderId,
      number: '261125-008-001',
      operator: '008',
      submittedAt: Date.now(),
      fields,
      call: null,
    };
    await tell(8, 'work-order.submit', order, orderId);
    await expect.poll(() => textOf(wall, 'tile-answered')).toMatch(/1$/);
    await expect.poll(() => textOf(wall, 'tile-rate')).toContain('100%');
    await expect.poll(() => textOf(wall, 'tile-orders')).toMatch(/1$/);
    expect(await textOf(wall, 'tile-waiting')).toContain('—');
  });

  it('BD-12 BD-13 the hub is killed: the board says how old it is; the hub is back: it is live again', async () => {
    await place.hub.end();
    await expect.poll(() => wall.getByTestId('board').getAttribute('data-stale')).toBe('true');
    expect(await textOf(wall, 'age')).toContain('数据停在');
    expect(await textOf(wall, 'tile-answered')).toMatch(/1$/);
    await place.startHub();
    await expect.poll(() => wall.getByTestId('board').getAttribute('data-link')).toBe('live');
    await expect.poll(() => textOf(wall, 'age')).toContain('实时');
  });

  it('SV-3 a seat asks for help: the supervisor sees it over the order and acknowledges; the seat hears of it', async () => {
    await place.startSeat(['--practice-paused']);
    await place.openWindow();
    const { page } = place;
    await page.goto(place.seat.address);
    await place.operator.signIn();

    const asked = await ask('POST', '/v1/help', { seat: 8, operator: '王芳', callId: null });
    const strip = page.getByTestId('help-strip');
    await strip.waitFor();
    expect(await strip.innerText()).toContain('王芳');
    await page.getByTestId('acknowledge').click();
    await strip.waitFor({ state: 'detached' });
    const heard = await ask('GET', '/v1/feeds/help?seat=8');
    expect(heard).toMatchObject({ items: [{ key: asked?.['id'], body: { acknowledged: { by: '李敏' } } }] });
  });
});
