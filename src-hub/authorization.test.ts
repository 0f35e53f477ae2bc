import { join } from 'node:path';
import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type HubRole, hubRoleSchema } from '#shared/hub-protocol/index.ts';
import type { Access } from './routes/index.ts';
import { createRoutes, openApiOf } from './routes/index.ts';
import { outsideScopeSchema } from './storage/index.ts';
import { startTestHub, type TestHub } from './testing/index.ts';

/** Everybody who can ask. `none` has no token. */
const WHO = ['none', 'seat', ...hubRoleSchema.options, 'open311', 'metrics', 'board', 'exchange'] as const;
type Who = (typeof WHO)[number];

const EVERYBODY: readonly Who[] = WHO;
const STAFF: readonly Who[] = ['operator', 'official', 'scribe', 'supervisor', 'editor', 'administrator'];
const PEOPLE: readonly Who[] = [...STAFF, 'unit'];
const LEADS: readonly Who[] = ['supervisor', 'administrator'];
const ADMINISTRATOR: readonly Who[] = ['administrator'];

/**
 * Who may use which route, written down a second time and by hand: a route that is new, or whose rights changed,
 * has to be thought about here too.
 */
const MATRIX: Readonly<Record<string, readonly Who[]>> = {
  'POST /v1/operations': ['seat'],
  'GET /v1/feeds/:name': ['seat', ...STAFF],
  'PUT /v1/feeds/:name': ['supervisor', 'editor', 'administrator'],
  'GET /v1/script-reports': ['supervisor', 'editor', 'administrator'],
  'GET /v1/events': ['seat', ...STAFF],
  'POST /v1/login': EVERYBODY,
  'POST /v1/refresh': EVERYBODY,
  'POST /v1/logout': PEOPLE,
  'GET /v1/me': PEOPLE,
  'POST /v1/password': PEOPLE,
  'GET /v1/provisioning': ['seat'],
  'GET /v1/work-orders': ['seat', ...LEADS],
  'GET /v1/work-orders/:id': ['seat', ...LEADS],
  'GET /v1/work-orders/:id/history': LEADS,
  'POST /v1/work-orders/:id/steps': LEADS,
  'POST /v1/callers/orders': ['seat'],
  'GET /v1/unit/orders': ['unit'],
  'GET /v1/unit/orders/:id': ['unit'],
  'POST /v1/unit/orders/:id/steps': ['unit'],
  'GET /unit/style.css': EVERYBODY,
  'GET /unit/login': EVERYBODY,
  'POST /unit/login': EVERYBODY,
  'POST /unit/logout': ['unit'],
  'GET /unit/password': ['unit'],
  'POST /unit/password': ['unit'],
  'GET /unit': ['unit'],
  'GET /unit/find': ['unit'],
  'GET /unit/orders/:id': ['unit'],
  'POST /unit/orders/:id/steps': ['unit'],
  'GET /v1/board': ['board', ...LEADS],
  'GET /v1/board/layout': ['board', ...LEADS],
  'GET /v1/board/events': ['board', ...LEADS],
  'PUT /v1/queue': ['exchange'],
  'GET /v1/supervision': LEADS,
  'GET /v1/supervision/events': LEADS,
  'POST /v1/help': ['seat'],
  'DELETE /v1/help/:id': ['seat'],
  'POST /v1/help/:id/acknowledge': LEADS,
  'GET /board': EVERYBODY,
  'GET /board/': EVERYBODY,
  'GET /board/assets/:file': EVERYBODY,
  'GET /open311/v2/services.:format': EVERYBODY,
  'GET /open311/v2/services/:code.:format': EVERYBODY,
  'POST /open311/v2/requests.:format': ['open311'],
  'GET /open311/v2/requests.:format': ['open311'],
  'GET /open311/v2/requests/:id.:format': ['open311'],
  'GET /open311/v2/tokens/:id.:format': ['open311'],
  'GET /v1/connectors': LEADS,
  'GET /v1/connectors/:connector/tasks': LEADS,
  'POST /v1/connectors/:connector/tasks/:id': LEADS,
  'GET /v1/tables/:table.:format': ADMINISTRATOR,
  'POST /v1/tables/:table': ADMINISTRATOR,
  'POST /v1/calendar': LEADS,
  'GET /v1/accounts': LEADS,
  'PUT /v1/accounts/:id': ADMINISTRATOR,
  'DELETE /v1/accounts/:id': ADMINISTRATOR,
  'GET /v1/seats': LEADS,
  'PUT /v1/seats/:number': ADMINISTRATOR,
  'PUT /v1/seats/:number/settings': ADMINISTRATOR,
  'GET /v1/seats/:number/settings': ADMINISTRATOR,
  'PUT /v1/seat-settings': ADMINISTRATOR,
  'DELETE /v1/seats/:number': ADMINISTRATOR,
  'GET /v1/outside-keys': ADMINISTRATOR,
  'POST /v1/outside-keys': ADMINISTRATOR,
  'DELETE /v1/outside-keys/:id': ADMINISTRATOR,
  'GET /v1/audit': LEADS,
  'GET /healthz': EVERYBODY,
  'GET /metrics': ['administrator', 'metrics'],
  'GET /openapi.json': EVERYBODY,
};

/** Values that fit the parameters of any route and name nothing that is there. */
const addressOf = (url: string) =>
  url
    .replace(':name', 'units')
    .replace(':file', 'none.js')
    .replace(':number', '998')
    .replace(':format', 'json')
    .replace(':connector', 'city')
    .replace(':table', 'units')
    .replace(':code', 'c0')
    .replace(':id', url.includes('accounts') ? 'nobody' : uuid());

let hub: TestHub;
const tokens = new Map<Who, string | undefined>();
beforeAll(async () => {
  hub = await startTestHub();
  tokens.set('none', undefined);
  tokens.set('seat', await hub.makeSeat(7));
  for (const scope of outsideScopeSchema.options) tokens.set(scope, await hub.makeKey(scope));
  for (const role of hubRoleSchema.options) {
    await hub.makeAccount(role, role, role === 'unit' ? '市住建局' : undefined);
    tokens.set(role, await hub.signIn(role));
  }
});
afterAll(() => hub.close());

// The services are not used: only what the routes say of themselves is read.
const routes = createRoutes({} as Parameters<typeof createRoutes>[0]);

describe('who may do what', () => {
  it('HU-2 every route stands in the matrix, and nothing else does', () => {
    expect(routes.map(({ method, url }) => `${method} ${url}`).toSorted()).toEqual(
      Object.keys(MATRIX).toSorted(),
    );
  });

  it.each(Object.entries(MATRIX))('HU-2 %s: %j', async (name, allowed) => {
    const [method, url] = name.split(' ') as ['GET', string];
    for (const who of WHO) {
      // Signing out would end the session of the rows below; the event line would never end.
      if (allowed.includes(who) && (url === '/v1/logout' || url.endsWith('/events'))) continue;
      const body = method === 'GET' || url.startsWith('/v1/seats/') ? undefined : {};
      const { status, body: answer } = await hub.ask(tokens.get(who), method, addressOf(url), body);
      const code = (answer as { code?: string }).code;
      // Open311 knows one refusal, without a code of ours.
      const refused = url.startsWith('/open311')
        ? [403, undefined]
        : who === 'none'
          ? [401, 'unauthorized']
          : [403, 'not-allowed'];
      if (allowed.includes(who)) expect([who, status, code]).not.toEqual([who, ...refused]);
      else expect([who, status, code]).toEqual([who, ...refused]);
    }
  });

  it('HU-2 every kind of access is somebody in the matrix', () => {
    const kinds = new Set<Access | 'none'>(['none', 'seat', ...outsideScopeSchema.options]);
    for (const role of hubRoleSchema.options satisfies readonly HubRole[]) kinds.add(role);
    expect(new Set(WHO)).toEqual(kinds);
  });
});

describe('the OpenAPI document', () => {
  it('HU-1 is served, and the one in docs is current (vitest -u writes it)', async () => {
    const document = openApiOf(routes);
    expect((await hub.ask(undefined, 'GET', '/openapi.json')).body).toEqual(
      JSON.parse(JSON.stringify(document)),
    );
    await expect(`${JSON.stringify(document, null, 2)}\n`).toMatchFileSnapshot(
      join(import.meta.dirname, '../docs/openapi/hub.json'),
    );
  });
});
