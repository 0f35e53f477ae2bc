import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { WorkOrderFields } from '#shared/domain/index.ts';
import { operationResultsSchema } from '#shared/hub-protocol/index.ts';
import {
  CITIZEN,
  createTestBrowser,
  PASSWORD,
  startTestHub,
  submission,
  type TestBrowser,
  type TestHub,
  type TestPage,
} from './testing/index.ts';

const UNIT = '市住房和城乡建设局';
const OWN_PASSWORD = 'a password of my own';
let hub: TestHub;
let browser: TestBrowser;
let seat: string;
beforeEach(async () => {
  hub = await startTestHub();
  seat = await hub.makeSeat(7);
  await hub.makeAccount('zjj', 'unit', UNIT);
  await hub.makeAccount('zgj', 'unit', '市城市管理局');
  browser = createTestBrowser(hub.server);
});
afterEach(() => hub.close());

const login = async (id = 'zjj', password = PASSWORD, using = browser) =>
  using.submit(await using.open('/unit/login'), '/unit/login', { id, password });
const changePassword = async (using = browser) =>
  using.submit(await using.open('/unit/password'), '/unit/password', {
    before: PASSWORD,
    after: OWN_PASSWORD,
    again: OWN_PASSWORD,
  });
/** Signs in with a password of one's own. */
const enter = async (id = 'zjj', using = browser) => {
  await login(id, PASSWORD, using);
  expect((await changePassword(using)).location).toBe('/unit?done=password');
};
let sent = 0;
const dispatch = async (fields: Partial<WorkOrderFields> = {}, submittedAt?: number): Promise<string> => {
  const operation = submission();
  sent += 1;
  const payload = {
    ...operation.payload,
    number: `261125-007-${String(sent).padStart(3, '0')}`,
    ...(submittedAt !== undefined && { submittedAt }),
    fields: {
      ...operation.payload.fields,
      content: '暖气管道自十一月十五日起不热',
      handling: 'dispatched' as const,
      leadUnit: UNIT,
      ...fields,
    },
  };
  const answer = await hub.ask(seat, 'POST', '/v1/operations', {
    protocol: 1,
    seat: 7,
    operations: [{ ...operation, payload }],
  });
  expect(operationResultsSchema.parse(answer.body).results[0]?.outcome).toBe('accepted');
  return operation.payload.orderId;
};
const step = (page: TestPage, id: string, fields: Record<string, string>) =>
  browser.submit(page, `/unit/orders/${id}/steps`, fields);
const eventsOf = async (id: string) =>
  (await hub.storage.read.orders.events(id)).map(({ kind, actor }) => `${kind} by ${actor}`);

describe('signing in on the unit page', () => {
  it('UP-1 works without a script, in a page that runs none and stands in no frame', async () => {
    const page = await browser.open('/unit/login');
    expect(page.html).not.toMatch(/<script|\son\w+=|javascript:/i);
    expect(page.headers['content-security-policy']).toContain("default-src 'none'");
    expect(page.headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(page.headers['cache-control']).toBe('no-store');
    expect((await browser.open('/unit/style.css')).headers['content-type']).toContain('text/css');
  });

  it('UP-2 gives a cookie that scripts and other sites do not get, and bound to the host over TLS', async () => {
    const answer = await login();
    expect([answer.status, answer.location]).toEqual([303, '/unit']);
    const cookie = answer.setCookies.find((one) => one.startsWith('lxq-unit='));
    expect(cookie).toMatch(/; Path=\/; HttpOnly; SameSite=Lax$/);
  });

  it('UP-3 a form from elsewhere is not taken: no cookie, another token, another origin, another site', async () => {
    const fields = { id: 'zjj', password: PASSWORD };
    const stranger = createTestBrowser(hub.server);
    const page = await stranger.open('/unit/login');
    const tries = [
      createTestBrowser(hub.server).submit(page, '/unit/login', fields),
      stranger.submit(page, '/unit/login', { ...fields, form: 'x'.repeat(43) }),
      stranger.submit(page, '/unit/login', fields, { origin: 'https://evil.example' }),
      stranger.submit(page, '/unit/login', fields, { 'sec-fetch-site': 'cross-site' }),
    ];
    for (const answer of await Promise.all(tries)) expect(answer.status).toBe(400);
    const good = await stranger.submit(page, '/unit/login', fields, { origin: 'http://localhost:80' });
    expect(good.status).toBe(303);

    await enter();
    const id = await dispatch();
    const order = await browser.open(`/unit/orders/${id}`);
    const forged = await step(order, id, { kind: 'sign', form: 'x'.repeat(43) });
    expect(forged.status).toBe(400);
    expect(await eventsOf(id)).toEqual([]);
  });

  it('UP-4 a wrong password, an unknown account and another role stay outside, and the sixth try waits', async () => {
    expect((await login('zjj', 'wrong')).html).toContain('账号或密码不正确');
    expect((await login('nobody', 'wrong')).status).toBe(401);
    await hub.makeAccount('007', 'operator');
    expect((await login('007')).html).toContain('不是承办单位账号');
    expect((await browser.open('/unit')).status).toBe(401);
    for (let tries = 0; tries < 4; tries += 1) await login('zjj', 'wrong');
    expect((await login('zjj', PASSWORD)).status).toBe(429);
  });

  it('UP-5 a password that somebody else gave is changed first', async () => {
    await login();
    expect((await browser.open('/unit')).location).toBe('/unit/password');
    const page = await browser.open('/unit/password');
    const change = (before: string, after: string, again = after) =>
      browser.submit(page, '/unit/password', { before, after, again });
    expect((await change(PASSWORD, 'short')).html).toContain('至少 10 位');
    expect((await change(PASSWORD, OWN_PASSWORD, 'another one')).html).toContain('不一致');
    expect((await change('wrong', OWN_PASSWORD)).html).toContain('原密码不正确');
    expect((await changePassword()).status).toBe(303);
    expect((await browser.open('/unit')).status).toBe(200);
  });

  it('UP-6 ends half an hour after the last use, and what was typed meanwhile is kept', async () => {
    await enter();
    const id = await dispatch();
    await step(await browser.open(`/unit/orders/${id}`), id, { kind: 'sign' });
    for (let visits = 0; visits < 4; visits += 1) {
      hub.time.now += 20 * 60_000;
      expect((await browser.open('/unit')).status).toBe(200);
    }
    const order = await browser.open(`/unit/orders/${id}`);
    hub.time.now += 31 * 60_000;
    const late = await step(order, id, { kind: 'answer', text: '写了很久的答复' });
    expect(late.status).toBe(401);
    expect(late.html).toContain('刚才填写的内容已保留');
    const back = await browser.submit(late, '/unit/login', { id: 'zjj', password: OWN_PASSWORD });
    expect(back.html).toContain('写了很久的答复</textarea>');
    await step(back, id, { kind: 'answer', text: '写了很久的答复' });
    expect(await eventsOf(id)).toEqual(['sign by zjj', 'answer by zjj']);
    hub.time.now += 13 * 3_600_000;
    expect((await browser.open('/unit')).status).toBe(401);
  });

  it('UP-6 signing out ends the session at the hub too', async () => {
    await enter();
    const kept = new Map(browser.cookies);
    await browser.submit(await browser.open('/unit'), '/unit/logout', {});
    for (const [name, value] of kept) browser.cookies.set(name, value);
    expect((await browser.open('/unit')).status).toBe(401);
  });
});

describe('the orders of a unit', () => {
  it('UP-7 the soonest due first, with light, count and page; red and yellow by word too', async () => {
    await enter();
    const day = 86_400_000;
    await dispatch({ title: '很久以前的事' }, hub.time.now - 30 * day);
    await dispatch({ title: '今天的事' }, hub.time.now);
    await dispatch({ title: '别家的事', leadUnit: '市城市管理局' });
    await dispatch({ title: '明天到期', deadlineAt: hub.time.now + day / 2 });
    const { html } = await browser.open('/unit');
    const titles = ['很久以前的事', '明天到期', '今天的事'];
    const places = titles.map((title) => html.indexOf(title));
    expect(places.toSorted((one, other) => one - other)).toEqual(places);
    expect(places[0]).toBeGreaterThan(0);
    expect(html).not.toContain('别家的事');
    expect(html).toContain('已超期');
    expect(html).toContain('临期');
    expect(html).toContain('待办<span class="count">3</span>');
  });

  it('UP-7 more than a page goes on where it ended', async () => {
    await enter();
    for (let number = 0; number < 53; number += 1) await dispatch({ title: `第${number}件` });
    const first = await browser.open('/unit');
    const next = /href="(\/unit\?tab=todo&amp;after=[^"]+|\/unit\?tab=todo&after=[^"]+)"/.exec(
      first.html,
    )?.[1];
    const second = await browser.open(String(next).replace('&amp;', '&'));
    const count = (html: string) => html.match(/class="title"/g)?.length;
    expect([count(first.html), count(second.html)]).toEqual([50, 3]);
  });

  it('UP-8 a confidential caller never appears, in texts and steps neither', async () => {
    await enter();
    const secret = {
      confidential: true,
      content: `张小雨说,电话139 1234 5678,管道不热`,
      title: '张小雨家暖气',
    };
    const id = await dispatch(secret);
    await hub.makeAccount('lead', 'supervisor');
    const lead = await hub.signIn('lead');
    const supervise = { kind: 'supervise', text: `请联系${CITIZEN.name} ${CITIZEN.number}` };
    expect((await hub.ask(lead, 'POST', `/v1/work-orders/${id}/steps`, supervise)).status).toBe(200);
    const pages = [await browser.open('/unit'), await browser.open(`/unit/orders/${id}`)];
    for (const { html } of pages) {
      expect(html).not.toContain(CITIZEN.name);
      expect(html.replaceAll(/[\s-]/g, '')).not.toContain(CITIZEN.number);
    }
    expect(pages[1]?.html).toContain('要求保密');
    expect(pages[1]?.html).toContain('督办');

    const open = await browser.open(`/unit/orders/${await dispatch()}`);
    expect(open.html).toContain(CITIZEN.number);
    const audit = await hub.storage.read.audit.list(1, 100);
    expect(audit.filter(({ action, actor }) => action === 'order-read' && actor === 'zjj')).toHaveLength(2);
  });

  it('UP-9 a unit opens what it has or has had, and nothing else', async () => {
    const id = await dispatch();
    const other = createTestBrowser(hub.server);
    await enter('zgj', other);
    expect((await other.open(`/unit/orders/${id}`)).status).toBe(404);
    const [order] = await hub.storage.read.orders.list({ limit: 1 });
    const find = (using: TestBrowser) => using.open(`/unit/find?number=${order?.order.number}`);
    expect((await find(other)).location).toBe('/unit?missing=number');
    await enter();
    expect((await find(browser)).location).toBe(`/unit/orders/${id}`);
  });
});

describe('steps on the unit page', () => {
  it('UP-10 signing, asking for time, answering, handing back and passing down are events of the order', async () => {
    await enter();
    const id = await dispatch();
    const take = async (fields: Record<string, string>) => {
      const answer = await step(await browser.open(`/unit/orders/${id}`), id, fields);
      expect(answer.location).toBe(`/unit/orders/${id}?done=${fields['kind']}`);
    };
    await take({ kind: 'sign' });
    await take({ kind: 'extension-request', days: '5', text: '等配件' });
    expect((await browser.open(`/unit/orders/${id}`)).html).toContain('等待 12345 中心审核');
    await hub.makeAccount('lead', 'supervisor');
    const lead = await hub.signIn('lead');
    const decide = { kind: 'extension-decision', granted: true };
    expect((await hub.ask(lead, 'POST', `/v1/work-orders/${id}/steps`, decide)).status).toBe(200);
    await take({ kind: 'dispatch', unit: '市中区住建局', text: '请现场处理' });
    expect((await browser.open(`/unit/orders/${id}`)).html).toContain('本工单现由市中区住建局办理');

    const other = await dispatch();
    await step(await browser.open(`/unit/orders/${other}`), other, {
      kind: 'return-request',
      text: '属供热公司',
    });
    expect(await eventsOf(other)).toEqual(['return-request by zjj']);
    expect(await eventsOf(id)).toEqual([
      'sign by zjj',
      'extension-request by zjj',
      'extension-decision by lead',
      'dispatch by zjj',
    ]);
  });

  it('UP-11 what is missing is said at its field, and what was typed stays', async () => {
    await enter();
    const id = await dispatch();
    await step(await browser.open(`/unit/orders/${id}`), id, { kind: 'sign' });
    const page = await browser.open(`/unit/orders/${id}`);
    const blank = await step(page, id, { kind: 'extension-request', days: '99', text: '等<配件>' });
    expect(blank.status).toBe(422);
    expect(blank.html).toContain('<title>有误：');
    expect(blank.html).toContain('aria-invalid="true"');
    expect(blank.html).toContain('href="#extension-request-days"');
    expect(blank.html).toContain('等&lt;配件&gt;</textarea>');
    expect((await step(page, id, { kind: 'answer', text: '  ' })).status).toBe(422);
    expect((await step(page, id, { kind: 'answer', text: '字'.repeat(2001) })).status).toBe(422);
    const form = /name="form" value="([^"]+)"/.exec(page.html)?.[1] ?? '';
    expect((await step(page, id, { kind: 'close', text: '办结', form })).status).toBe(409);
    expect(await eventsOf(id)).toEqual(['sign by zjj']);
  });

  it('UP-10 more time than is left is refused with how much that is, and where none is left no form offers any', async () => {
    await enter();
    await hub.makeAccount('lead', 'supervisor');
    const lead = await hub.signIn('lead');
    const id = await dispatch();
    const take = async (fields: Record<string, string>) =>
      step(await browser.open(`/unit/orders/${id}`), id, fields);
    const ask = (days: string) => take({ kind: 'extension-request', days, text: '等配件' });
    const grant = () =>
      hub.ask(lead, 'POST', `/v1/work-orders/${id}/steps`, { kind: 'extension-decision', granted: true });
    await take({ kind: 'sign' });
    const tooMany = await ask('11');
    expect(tooMany.status).toBe(422);
    expect(tooMany.html).toContain('尚可申请 10 个');
    expect(tooMany.html).toContain('等配件</textarea>');
    expect(tooMany.html).toContain('href="#extension-request-days"');
    expect((await ask('6')).status).toBe(303);
    expect((await grant()).status).toBe(200);
    expect((await browser.open(`/unit/orders/${id}`)).html).toContain('max="4"');
    const added = await ask('5');
    expect(added.status).toBe(422);
    expect(added.html).toContain('尚可申请 4 个');
    expect((await ask('4')).status).toBe(303);
    expect((await grant()).status).toBe(200);
    const { html } = await browser.open(`/unit/orders/${id}`);
    expect(html).toContain('10 个工作日已全部用完');
    expect(html).not.toContain('name="days"');
    // A page that was open before: its form comes all the same.
    const form = /name="form" value="([^"]+)"/.exec(html)?.[1] ?? '';
    expect((await take({ kind: 'extension-request', days: '1', text: '等配件', form })).status).toBe(422);

    const urgent = await dispatch({ safetyFlags: ['life'] });
    await step(await browser.open(`/unit/orders/${urgent}`), urgent, { kind: 'sign' });
    expect((await browser.open(`/unit/orders/${urgent}`)).html).toContain('办理时限不可延期');
  });

  it('UP-12 a form sent twice has one effect; one that came too late has none and says so', async () => {
    await enter();
    const id = await dispatch();
    const page = await browser.open(`/unit/orders/${id}`);
    const twice = [await step(page, id, { kind: 'sign' }), await step(page, id, { kind: 'sign' })];
    expect(twice.map(({ status }) => status)).toEqual([303, 303]);
    expect(await eventsOf(id)).toEqual(['sign by zjj']);
    const late = await step(page, id, { kind: 'sign', step: '0199f000-0000-7000-8000-000000000000' });
    expect(late.status).toBe(409);
    expect(late.html).toContain('本次操作未生效');
  });

  it('UP-13 both languages, by the browser or by choice, and no text of a citizen becomes markup', async () => {
    const english = createTestBrowser(hub.server, 'en-US,en;q=0.9');
    expect((await english.open('/unit/login')).html).toContain('<html lang="en">');
    expect((await browser.open('/unit/login')).html).toContain('<html lang="zh-CN">');
    await browser.open('/unit/login?lang=en');
    expect((await browser.open('/unit/login')).html).toContain('Sign in');
    await enter();
    const id = await dispatch({ content: '<script>alert(1)</script>"\'&' });
    const { html } = await browser.open(`/unit/orders/${id}`);
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;');
    expect(html).not.toContain('<script');
  });
});
