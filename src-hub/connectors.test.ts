import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { WorkOrderFields } from '#shared/domain/index.ts';
import {
  type ConnectorRunner,
  createConnectorRunner,
  createHttpJsonConnector,
  readConnectors,
} from './connectors/index.ts';
import { createOrderDesk } from './orders/index.ts';
import {
  CITIZEN,
  serverParts,
  startTestHub,
  submission,
  type TestHub,
  testBook,
  testRules,
} from './testing/index.ts';

const UNIT = '市住建局';
const CONFIGURATION = {
  name: 'city',
  kind: 'http-json',
  tokenFile: 'city-token',
  units: [UNIT],
  since: '2026-01-01',
  fields: {
    callerName: 'requester_name',
    contactPhone: 'contact_number',
    appealType: 'request_type',
    appealSubject: 'title',
    remark: 'content',
    assignedDept: 'lead_unit',
  },
  codes: { request_type: { QZ: '2' } },
  states: { '10': 'received', '20': 'signed', '30': 'answered', '40': 'returned' },
} as const;

/** The other platform: keeps what it got, by its idempotency key, and says what the test tells it to say. */
interface Platform {
  readonly server: Server;
  readonly url: string;
  readonly orders: Map<string, { id: string; body: Record<string, unknown> }>;
  readonly requests: string[];
  state: { state: string; text?: string };
  /** Answers these statuses first, one a request. */
  failures: number[];
  /** Takes the next push and closes the line without an answer. */
  loseAnswer: boolean;
}

async function startPlatform(): Promise<Platform> {
  const bodyOf = async (request: IncomingMessage) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    return parts.length === 0 ? {} : (JSON.parse(Buffer.concat(parts).toString()) as Record<string, unknown>);
  };
  const server = createServer(async (request, response) => {
    const body = await bodyOf(request);
    platform.requests.push(`${request.method} ${request.url} ${request.headers.authorization}`);
    const failure = platform.failures.shift();
    if (failure !== undefined) {
      response.writeHead(failure).end('{}');
      return;
    }
    if (request.method === 'GET') {
      response.end(JSON.stringify(platform.state));
      return;
    }
    const key = String(request.headers['idempotency-key']);
    const known = request.method === 'PUT' ? undefined : platform.orders.get(key);
    const id = known?.id ?? `R-${platform.orders.size + 1}`;
    platform.orders.set(key, { id, body });
    if (platform.loseAnswer) {
      platform.loseAnswer = false;
      response.destroy();
      return;
    }
    response.end(JSON.stringify({ id }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const platform: Platform = {
    server,
    url,
    orders: new Map(),
    requests: [],
    state: { state: '10' },
    failures: [],
    loseAnswer: false,
  };
  return platform;
}

let hub: TestHub;
let platform: Platform;
let folder: string;
let runner: ConnectorRunner;
let seat: string;
beforeEach(async () => {
  hub = await startTestHub();
  platform = await startPlatform();
  folder = mkdtempSync(join(tmpdir(), 'connectors-'));
  seat = await hub.makeSeat(7);
  runner = makeRunner();
});
afterEach(async () => {
  await runner.stop();
  platform.server.close();
  platform.server.closeAllConnections();
  await hub.close();
  rmSync(folder, { recursive: true, force: true });
});

const clock = { wall: () => hub.time.now, monotonic: () => hub.time.now };
function makeRunner(): ConnectorRunner {
  const file = join(folder, 'connectors.json');
  writeFileSync(join(folder, 'city-token'), 'token-of-the-city\n');
  writeFileSync(file, JSON.stringify({ connectors: [{ ...CONFIGURATION, url: platform.url }] }));
  const duties = readConnectors(file).map(({ configuration, token }) => ({
    connector: createHttpJsonConnector(configuration, token, { fetch, schedule: serverParts.schedule }),
    units: configuration.units,
    since: 0,
    everyMilliseconds: 30_000,
    readMilliseconds: 300_000,
  }));
  const { storage } = hub;
  const write = (event: string, data?: TestHub['log'][number]['data']) => void hub.log.push({ event, data });
  return createConnectorRunner({
    duties,
    storage,
    desk: createOrderDesk({ storage, clock, book: testBook, rules: testRules, newId: serverParts.newId }),
    clock,
    random: () => 0.5,
    schedule: serverParts.schedule,
    log: { info: write, warn: write, error: write },
  });
}
const dispatch = async (fields: Partial<WorkOrderFields> = {}) => {
  const operation = submission();
  const payload = {
    ...operation.payload,
    fields: { ...operation.payload.fields, handling: 'dispatched' as const, leadUnit: UNIT, ...fields },
  };
  const batch = { protocol: 1, seat: 7, operations: [{ ...operation, payload }] };
  expect((await hub.ask(seat, 'POST', '/v1/operations', batch)).status).toBe(200);
  return operation.payload.orderId;
};
const taskOf = (id: string) => hub.storage.read.connectorTasks.find('city', id);
const stateOf = async (id: string) => (await hub.storage.read.orders.find(id))?.standing.state;
const later = async (milliseconds = 301_000) => {
  hub.time.now += milliseconds;
  await runner.round('city');
};

describe('a connector', () => {
  it('CO-1 pushes the orders of its units in the field names and codes of the file, once', async () => {
    const id = await dispatch();
    await dispatch({ leadUnit: '市城管局' });
    await runner.round('city');
    await runner.round('city');
    expect([...platform.orders.values()]).toEqual([
      {
        id: 'R-1',
        body: {
          callerName: CITIZEN.name,
          contactPhone: CITIZEN.number,
          appealType: '2',
          appealSubject: '幸福路暖气不热',
          remark: '',
          assignedDept: UNIT,
        },
      },
    ]);
    expect(platform.requests[0]).toBe('POST /orders Bearer token-of-the-city');
    expect(await taskOf(id)).toMatchObject({ state: 'sent', remoteId: 'R-1' });
  });

  it('CO-2 an answer that was lost: it is sent again under the same key, and is one order there', async () => {
    const id = await dispatch();
    platform.loseAnswer = true;
    await runner.round('city');
    expect(await taskOf(id)).toMatchObject({ state: 'waiting', attempts: 1, reason: 'unreachable' });
    await later();
    expect(platform.orders.size).toBe(1);
    expect(await taskOf(id)).toMatchObject({ state: 'sent', remoteId: 'R-1', attempts: 0, reason: null });
  });

  it('CO-3 waits longer each time, then tells a person; a clear no is told at once', async () => {
    const id = await dispatch();
    platform.failures = Array.from({ length: 12 }, () => 503);
    const waits: number[] = [];
    for (let tries = 0; tries < 11; tries += 1) {
      await later(3_600_001);
      waits.push(((await taskOf(id))?.nextAt ?? 0) - hub.time.now);
    }
    expect(waits.slice(0, 4)).toEqual([22_500, 45_000, 90_000, 180_000]);
    expect(Math.max(...waits)).toBe(2_700_000);
    await later(3_600_001);
    expect(await taskOf(id)).toMatchObject({ state: 'person', reason: 'http-503' });

    platform.failures = [422];
    const other = await dispatch();
    await later();
    expect(await taskOf(other)).toMatchObject({ state: 'person', reason: 'http-422', attempts: 0 });
  });

  it('CO-4 what the other platform says becomes the steps of the unit, each once', async () => {
    const id = await dispatch();
    await runner.round('city');
    platform.state = { state: '20' };
    await later();
    expect(await stateOf(id)).toBe('in-progress');
    platform.state = { state: '30', text: '已修好' };
    await later();
    await later();
    expect(await stateOf(id)).toBe('to-call-back');
    const events = await hub.storage.read.orders.events(id);
    expect(events.map(({ kind, actor }) => [kind, actor])).toEqual([
      ['sign', 'connector:city'],
      ['answer', 'connector:city'],
    ]);
    const returned = await dispatch();
    await later();
    platform.state = { state: '40', text: '不属本单位' };
    await later();
    expect(await stateOf(returned)).toBe('return-review');
  });

  it('CO-5 what cannot be understood needs a person, who sends it again or closes it', async () => {
    const id = await dispatch();
    await runner.round('city');
    platform.state = { state: '99' };
    await later();
    expect(await taskOf(id)).toMatchObject({ state: 'person', reason: 'unknown-state', remoteState: '99' });
    await hub.makeAccount('lead', 'supervisor');
    const lead = await hub.signIn('lead');
    const { body } = await hub.ask(lead, 'GET', '/v1/connectors/city/tasks');
    expect(body).toMatchObject({
      tasks: [{ orderId: id, number: '261122-007-001', reason: 'unknown-state' }],
    });
    platform.state = { state: '30' };
    const act = (what: string) => hub.ask(lead, 'POST', `/v1/connectors/city/tasks/${id}`, { act: what });
    expect((await act('again')).status).toBe(204);
    await runner.round('city');
    expect(await taskOf(id)).toMatchObject({ state: 'person', reason: 'answer-without-text' });
    expect((await act('close')).status).toBe(204);
    expect((await act('close')).status).toBe(409);
    expect((await hub.ask(lead, 'GET', '/v1/connectors')).body).toEqual({
      connectors: [{ name: 'city', counts: { done: 1 } }],
    });
  });

  it('CO-6 an amendment is sent after the order; an order that ended or went elsewhere is done', async () => {
    const id = await dispatch();
    await runner.round('city');
    const amend = {
      id: serverParts.newId(),
      kind: 'work-order.amend',
      subject: id,
      createdAt: hub.time.now,
      payload: {
        orderId: id,
        number: '261122-007-001',
        operator: '007',
        seat: 7,
        fields: { title: '改过的标题' },
      },
    };
    const answer = await hub.ask(seat, 'POST', '/v1/operations', {
      protocol: 1,
      seat: 7,
      operations: [amend],
    });
    expect(JSON.stringify(answer.body)).toContain('accepted');
    await later(1_000);
    expect(platform.requests.at(-1)).toContain('PUT /orders/R-1 ');
    expect(platform.orders.get(`${id}.1`)?.body['appealSubject']).toBe('改过的标题');
    await hub.makeAccount('lead', 'supervisor');
    const elsewhere = { kind: 'dispatch', unit: '市城管局' };
    await hub.ask(await hub.signIn('lead'), 'POST', `/v1/work-orders/${id}/steps`, elsewhere);
    await later();
    expect((await taskOf(id))?.state).toBe('done');
  });

  it('CO-7 of a confidential citizen nothing leaves, and nobody stands in the log', async () => {
    await dispatch({ confidential: true, content: `${CITIZEN.name}反映暖气不热` });
    await dispatch();
    platform.failures = [503];
    await runner.round('city');
    await later();
    const [secret] = [...platform.orders.values()].filter(({ body }) => body['callerName'] === '');
    expect(JSON.stringify(secret)).not.toContain(CITIZEN.name);
    expect(JSON.stringify(secret)).not.toContain(CITIZEN.number);
    const log = JSON.stringify(hub.log);
    for (const word of [CITIZEN.name, CITIZEN.number, 'token-of-the-city']) expect(log).not.toContain(word);
  });

  it('CO-8 a wrong file is named with what is wrong; plain HTTP to elsewhere is not taken', () => {
    const file = join(folder, 'wrong.json');
    const reading = (change: object) => {
      writeFileSync(
        file,
        JSON.stringify({ connectors: [{ ...CONFIGURATION, url: platform.url, ...change }] }),
      );
      return () => readConnectors(file);
    };
    expect(readConnectors(join(folder, 'none.json'))).toEqual([]);
    expect(reading({ url: 'http://platform.example.gov.cn' })).toThrow(/https/);
    expect(reading({ fields: { a: 'no_such_field' } })).toThrow(/fields/);
    expect(reading({ states: { '1': 'finished' } })).toThrow(/states/);
    expect(reading({ tokenFile: 'missing' })).toThrow(/missing/);
  });
});
