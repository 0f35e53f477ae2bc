import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readCategoryTree, shippedCategories } from './categories.ts';
import { serviceCodeOf, servicesOf, xmlOf } from './open311/index.ts';
import { CITIZEN, startTestHub, submission, type TestHub } from './testing/index.ts';

const HEATING = '城乡建设/城市建设和市政管理/冬季采暖';
const CODE = serviceCodeOf(HEATING);
let hub: TestHub;
let key: string;
beforeEach(async () => {
  hub = await startTestHub();
  hub.time.now = Date.parse('2026-11-25T10:00:05+08:00');
  key = await hub.makeKey('open311');
});
afterEach(() => hub.close());

const get = async (path: string, given: string | undefined = key) => {
  const headers = given === '' ? {} : { authorization: `Bearer ${given}` };
  const answer = await hub.server.inject({ url: `/open311/v2/${path}`, headers });
  return { status: answer.statusCode, type: String(answer.headers['content-type']), text: answer.body };
};
const jsonOf = async (path: string) => JSON.parse((await get(path)).text) as Record<string, unknown>[];
const FORM = {
  service_code: CODE,
  address_string: '幸福家园 3 号楼',
  address_id: '370402006',
  description: '暖气不热,请联系张小雨 139 1234 5678',
  last_name: '张',
  first_name: '小雨',
  phone: '13912345678',
  email: 'zhang@example.com',
};
const post = async (
  form: Record<string, string>,
  more: { format?: string; headers?: Record<string, string>; key?: string | null } = {},
) => {
  const given = more.key === undefined ? key : more.key;
  const answer = await hub.server.inject({
    method: 'POST',
    url: `/open311/v2/requests.${more.format ?? 'json'}`,
    headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8', ...more.headers },
    payload: String(new URLSearchParams({ ...(given !== null && { api_key: given }), ...form })),
  });
  return { status: answer.statusCode, text: answer.body };
};
const handIn = async (form: Record<string, string> = FORM, headers?: Record<string, string>) => {
  const answer = await post(form, headers === undefined ? {} : { headers });
  expect(answer.status).toBe(201);
  return (JSON.parse(answer.text) as { service_request_id: string }[])[0]?.service_request_id ?? '';
};
const orderOf = async (number: string) => {
  const [found] = await hub.storage.read.orders.list({ number, limit: 1 });
  if (found === undefined) throw new Error('There is no such order.');
  return found.order;
};
/** An order that a seat wrote. */
const fromSeat = async (fields: object = {}) => {
  const token = await hub.makeSeat(7);
  const operation = submission();
  const payload = {
    ...operation.payload,
    number: '261125-007-009',
    fields: {
      ...operation.payload.fields,
      content: `${CITIZEN.name}的电话${CITIZEN.number},家住 3 号楼`,
      areaCode: '370402',
      streetCode: '370402006',
      place: '幸福家园 3 号楼 2 单元 301',
      categoryCode: HEATING,
      handling: 'dispatched' as const,
      leadUnit: '市住建局',
      ...fields,
    },
  };
  await hub.ask(token, 'POST', '/v1/operations', {
    protocol: 1,
    seat: 7,
    operations: [{ ...operation, payload }],
  });
  return { id: operation.payload.orderId, number: payload.number };
};

describe('Open311: services', () => {
  it('O3-1 every leaf of the category tree, by a code of its own that does not change', async () => {
    const categories = shippedCategories();
    expect(servicesOf(categories).size).toBe(new Set(categories).size);
    expect(CODE).toMatch(/^c[0-9a-f]{10}$/);
    const services = await jsonOf('services.json');
    expect(services.length).toBe(categories.length);
    expect(services.find((one) => one['service_code'] === CODE)).toEqual({
      service_code: CODE,
      service_name: '冬季采暖',
      description: '城乡建设 / 城市建设和市政管理 / 冬季采暖',
      metadata: true,
      type: 'realtime',
      keywords: '城乡建设,城市建设和市政管理',
      group: '城乡建设',
    });
    const body = { level1: '供水', level2: '水质', level3: '浑浊' };
    await hub.storage.transaction((unit) =>
      unit.feeds.put('categories', 'all', [{ key: '供水/水质/浑浊', body }]),
    );
    expect((await jsonOf('services.json')).map((one) => one['service_name'])).toEqual(['浑浊']);
    expect(readCategoryTree('level1,level2,level3\na,b,c\n')).toEqual(['a/b/c']);
  });

  it("O3-2 the specification's element names and content types, in JSON and XML, without a key", async () => {
    const xml = await get('services.xml', '');
    expect(xml.type).toBe('text/xml; charset=utf-8');
    expect(xml.text).toMatch(/^<\?xml version="1.0" encoding="utf-8"\?>\n<services><service><service_code>c/);
    expect((await get('services.json?jurisdiction_id=city.gov', '')).type).toBe(
      'application/json; charset=utf-8',
    );
    const definition = await get(`services/${CODE}.xml`, '');
    expect(definition.text).toContain(
      `<service_definition><service_code>${CODE}</service_code><attributes><attribute><variable>true</variable><code>request_type</code><datatype>singlevaluelist</datatype><required>false</required><datatype_description/><order>1</order><description>诉求类型</description><values><value><key>ZX</key>`,
    );
    const unknown = await get('services/c0.xml', '');
    expect([unknown.status, unknown.text]).toEqual([
      404,
      '<?xml version="1.0" encoding="utf-8"?>\n<errors><error><code>404</code><description>service_code was not found</description></error></errors>\n',
    ]);
    expect((await get('services.yaml', '')).status).toBe(404);
  });

  it('O3-2 text of any kind is well-formed XML', () => {
    expect(xmlOf('a', { b: '<&">\u0000\ud800𠮷', c: null, d: { item: 'e', items: ['1', '2'] } })).toBe(
      '<?xml version="1.0" encoding="utf-8"?>\n<a><b>&lt;&amp;&quot;&gt;\ufffd\ufffd𠮷</b><c/><d><e>1</e><e>2</e></d></a>\n',
    );
  });
});

describe('Open311: handing a request in', () => {
  it('O3-3 becomes an order that waits to be dispatched, with a number for the citizen', async () => {
    const number = await handIn();
    expect(number).toBe('261125-000-001');
    expect(await handIn()).toBe('261125-000-002');
    const { fields, operator, seat } = await orderOf(number);
    expect({ ...fields, operator, seat }).toMatchObject({
      operator: 'outside:open311',
      seat: 0,
      channel: 'OPEN311',
      callerName: '张小雨',
      callerNumber: '13912345678',
      areaCode: '370402',
      streetCode: '370402006',
      place: '幸福家园 3 号楼',
      categoryCode: HEATING,
      handling: 'dispatched',
      leadUnit: '',
      requestType: 'QZ',
    });
    expect(JSON.stringify(fields)).not.toContain('zhang@example.com');
    const [found] = await hub.storage.read.orders.list({ number, limit: 1 });
    expect(found?.standing.state).toBe('to-dispatch');
  });

  it('O3-3 answers in XML as the example of the specification', async () => {
    const answer = await post(FORM, { format: 'xml' });
    expect(answer.text).toBe(
      '<?xml version="1.0" encoding="utf-8"?>\n<service_requests><request><service_request_id>261125-000-001</service_request_id><service_notice>已受理,由 12345 中心派单办理</service_notice><account_id/></request></service_requests>\n',
    );
  });

  it('O3-4 what is missing or wrong is said, all of it, in the form of the specification', async () => {
    const said = async (form: Record<string, string>) => {
      const answer = await post(form);
      return [
        answer.status,
        (JSON.parse(answer.text) as { description: string }[]).map((one) => one.description),
      ];
    };
    expect(await said({ description: '' })).toEqual([
      400,
      [
        'service_code was not provided',
        'lat and long, address_string or address_id has to be provided',
        'description was not provided',
      ],
    ]);
    expect((await said({ ...FORM, service_code: 'c0' }))[0]).toBe(404);
    expect(await said({ ...FORM, lat: 'north' })).toEqual([400, ['lat: has a value that is not allowed']]);
    expect(await said({ ...FORM, 'attribute[urgency]': 'now' })).toEqual([
      400,
      ['attribute[urgency]: has a value that is not allowed'],
    ]);
    expect((await said({ ...FORM, description: '字'.repeat(4_001) }))[0]).toBe(400);
    expect(await hub.storage.read.orders.list({ limit: 1 })).toEqual([]);
  });

  it('O3-4 a description of 4,000 characters is kept whole', async () => {
    const number = await handIn({
      ...FORM,
      description: '字'.repeat(4_000),
      media_url: 'https://a.example/1.jpg',
    });
    const order = await orderOf(number);
    const [event] = await hub.storage.read.orders.events(order.id);
    const text = `${order.fields.content.split('\n')[0]}${JSON.stringify(event?.body ?? {}).replaceAll(/[^字]/g, '')}`;
    expect([...text].length).toBe(4_000);
    expect(order.fields.content).toContain('附件:https://a.example/1.jpg');
  });

  it('O3-5 with an Idempotency-Key it is one order, however often it comes; the token finds its id', async () => {
    const once = { 'idempotency-key': 'city-2026-000017' };
    const number = await handIn(FORM, once);
    expect(await handIn(FORM, once)).toBe(number);
    expect(await jsonOf('tokens/city-2026-000017.json')).toEqual([
      { service_request_id: number, token: 'city-2026-000017' },
    ]);
    expect((await get('tokens/other-000000.json')).status).toBe(404);
  });

  it('O3-6 without a good key it is 403 in the words of the specification, in form, query and header alike', async () => {
    for (const bad of [null, 'wrong-key']) {
      const answer = await post(FORM, { key: bad });
      expect([answer.status, JSON.parse(answer.text)]).toEqual([
        403,
        [{ code: 403, description: 'api_key is missing, wrong or not allowed here' }],
      ]);
    }
    expect((await get('requests.json', '')).status).toBe(403);
    expect((await get(`requests.json?api_key=${key}`, '')).status).toBe(200);
    expect((await get('requests.json', await hub.makeKey('metrics'))).status).toBe(403);
  });
});

describe('Open311: asking for requests', () => {
  it('O3-7 the own one with content and answer, without the names and numbers in them', async () => {
    const number = await handIn();
    const { id } = await orderOf(number);
    await hub.makeAccount('lead', 'supervisor');
    await hub.makeAccount('zjj', 'unit', '市住建局');
    const [lead, unit] = [await hub.signIn('lead'), await hub.signIn('zjj')];
    const step = async (token: string, who: string, body: object) =>
      expect((await hub.ask(token, 'POST', `/v1/${who}/${id}/steps`, body)).status).toBe(200);
    await step(lead, 'work-orders', { kind: 'dispatch', unit: '市住建局' });
    await step(unit, 'unit/orders', { kind: 'sign' });
    hub.time.now += 300_000;
    await step(unit, 'unit/orders', { kind: 'answer', text: '已告知张小雨(13912345678),今晚恢复' });
    const [told] = await jsonOf(`requests/${number}.json`);
    expect(told).toMatchObject({
      service_request_id: number,
      status: 'open',
      status_notes: '待回访: 已告知〔保密〕(〔保密〕),今晚恢复',
      service_name: '冬季采暖',
      service_code: CODE,
      agency_responsible: '市住建局',
      requested_datetime: '2026-11-25T10:00:05+08:00',
      updated_datetime: '2026-11-25T10:05:05+08:00',
      expected_datetime: '2026-11-26T10:00:05+08:00',
      address: '市中区光明路街道 幸福家园 3 号楼',
      address_id: '370402006',
    });
    expect(told?.['description']).toBe('暖气不热,请联系〔保密〕 〔保密〕');
  });

  it("O3-8 of others' requests nothing that could name anybody, and of confidential ones nothing at all", async () => {
    const { number } = await fromSeat();
    const { text } = await get(`requests/${number}.json`);
    for (const secret of [CITIZEN.name, CITIZEN.number, '3 号楼', '暖气不热'])
      expect(text).not.toContain(secret);
    expect(JSON.parse(text)).toMatchObject([{ address: '市中区光明路街道', description: null, lat: null }]);
    await fromSeat({ confidential: true });
    expect((await jsonOf('requests.json')).map((one) => one['description'])).toEqual([null]);
    const own = await handIn({ ...FORM, 'attribute[confidential]': 'true' });
    expect((await jsonOf(`requests/${own}.json`)).length).toBe(1);
    expect(JSON.stringify(hub.log)).not.toContain(CITIZEN.number);
  });

  it('O3-9 by ids, service, status and time; at most 90 days at once', async () => {
    const first = await handIn();
    hub.time.now += 10 * 86_400_000;
    const second = await handIn({ ...FORM, service_code: serviceCodeOf('城乡建设/城乡规划/违章建筑') });
    const ids = async (query: string) =>
      (await jsonOf(`requests.json?${query}`)).map((one) => one['service_request_id']);
    expect(await ids('')).toEqual([second, first]);
    expect(await ids(`service_code=${CODE}`)).toEqual([first]);
    expect(await ids('service_code=c0')).toEqual([]);
    expect(await ids('status=closed')).toEqual([]);
    expect(await ids('status=open,closed')).toEqual([second, first]);
    expect(await ids(`service_request_id=${second},${first}`)).toEqual([second, first]);
    expect(await ids('end_date=2026-11-26T00:00:00%2B08:00')).toEqual([first]);
    expect(await ids('start_date=2026-12-01T00:00:00Z')).toEqual([second]);
    expect((await get('requests.json?start_date=yesterday')).status).toBe(400);
    expect((await get('requests/261125-000-999.xml')).status).toBe(404);
    hub.time.now += 95 * 86_400_000;
    expect(await ids('')).toEqual([]);
  });
});
