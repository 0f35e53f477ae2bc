import { setImmediate as turn } from 'node:timers/promises';
import { v7 as uuid } from 'uuid';
import { type HubStorage, openPostgresStorage } from '#hub/index.ts';
import { serverParts } from '#hub/testing/index.ts';
import { emptyFields } from '#shared/domain/index.ts';

/** Sends one order as a seat sends it when a call ends. @throws when the hub does not accept it */
export async function post({
  url,
  token,
  seat,
}: {
  url: string;
  token: string;
  seat: number;
}): Promise<void> {
  const orderId = uuid();
  const answer = await fetch(`${url}/v1/operations`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      protocol: 1,
      seat,
      operations: [
        {
          id: uuid(),
          kind: 'work-order.submit',
          subject: orderId,
          createdAt: 1,
          payload: payload(orderId, seat),
        },
      ],
    }),
  });
  const { results } = (await answer.json()) as { results?: Array<{ outcome: string }> };
  if (results?.[0]?.outcome !== 'accepted') throw new Error(`The hub answered ${answer.status}.`);
}

function payload(orderId: string, seat: number) {
  const fields = {
    ...emptyFields,
    handling: 'dispatched',
    leadUnit: '市住建局',
    title: '临山小区供暖温度低',
    content: '临山小区三号楼供暖温度一直不足十六度,已持续一周,家中有老人和孩子。'.repeat(4),
  };
  const call = null;
  return { orderId, number: '261125-001-001', seat, operator: '007', submittedAt: Date.now(), fields, call };
}

/** A PostgreSQL that a run before has filled (`BENCH_DATABASE_URL`): to measure again without filling for half an hour. */
export function filledBase(): string | undefined {
  return process.env['BENCH_DATABASE_URL'];
}

export function openPostgres(url: string): Promise<HubStorage> {
  return openPostgresStorage({
    url,
    schedule: serverParts.schedule,
    random: Math.random,
    onNotice: () => undefined,
  });
}

/** Puts so many closed orders of earlier days into a base. */
export async function fill(storage: HubStorage, count: number): Promise<void> {
  const standing = {
    state: 'closed',
    unit: '市住建局',
    category: '城乡建设/物业管理/收费',
    area: '370402',
    isOpen: false,
    deadlineAt: null,
    answeredAt: 1,
  };
  for (let from = 0; from < count; from += 1_000) {
    await storage.transaction(async (unit) => {
      for (let n = from; n < Math.min(from + 1_000, count); n += 1) {
        const { orderId, ...order } = payload(uuid(), (n % 120) + 1);
        const fields = { ...emptyFields, title: order.fields.title, content: order.fields.content };
        await unit.orders.insert({ id: orderId, ...order, fields, receivedAt: n }, standing);
      }
    });
    // SQLite's calls never wait, and what they leave behind is only freed between two turns of the event loop.
    await turn();
  }
}
