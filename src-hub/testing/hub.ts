import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance, InjectOptions } from 'fastify';
import { v7 as uuid } from 'uuid';
import { type HubRole, loginAnswerSchema } from '#shared/hub-protocol/index.ts';
import { createAccounts, digestOf } from '../accounts/index.ts';
import type { HubLogData } from '../log.ts';
import { createHubServer } from '../server.ts';
import { type HubStorage, type OutsideScope, openSqliteStorage } from '../storage/index.ts';
import { serverParts } from './parts.ts';

export const PASSWORD = 'a password of the test';

/** A whole hub on a file of its own, its time in the test's hand. */
export interface TestHub {
  readonly server: FastifyInstance;
  readonly storage: HubStorage;
  readonly time: { now: number };
  readonly log: Array<{ event: string; data: HubLogData | undefined }>;
  /** Makes an account with {@link PASSWORD}. */
  makeAccount(id: string, role: HubRole, unit?: string): Promise<void>;
  /** Signs in and answers the access token. */
  signIn(id: string): Promise<string>;
  /** Makes a seat and answers its token. */
  makeSeat(number: number, settings?: unknown): Promise<string>;
  makeKey(scope: OutsideScope): Promise<string>;
  ask(
    token: string | undefined,
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    url: string,
    body?: unknown,
  ): Promise<{ status: number; body: unknown }>;
  close(): Promise<void>;
}

type OpenStorage = (directory: string) => Promise<HubStorage>;
let openTestStorage: OpenStorage = (directory) =>
  openSqliteStorage({ file: join(directory, 'hub.db'), key: Buffer.alloc(32, 7) });

/** From here on this file's test hubs are kept by another engine. */
export function keepTestHubsIn(open: OpenStorage): void {
  openTestStorage = open;
}

export async function startTestHub(): Promise<TestHub> {
  const directory = mkdtempSync(join(tmpdir(), 'hub-test-'));
  const storage = await openTestStorage(directory);
  const time = { now: 1_790_000_000_000 };
  const clock = { wall: () => time.now, monotonic: () => time.now };
  const log: TestHub['log'] = [];
  const write = (event: string, data?: HubLogData) => void log.push({ event, data });
  const server = createHubServer({
    ...serverParts,
    storage,
    token: undefined,
    clock,
    log: { info: write, warn: write, error: write },
  });
  const accounts = createAccounts({ ...serverParts, storage, clock });
  const ask: TestHub['ask'] = async (token, method, url, body) => {
    const options: InjectOptions = {
      method,
      url,
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
      ...(body !== undefined && { payload: body as Record<string, unknown> }),
    };
    const answer = await server.inject(options);
    const isJson = String(answer.headers['content-type']).startsWith('application/json');
    return { status: answer.statusCode, body: isJson ? answer.json() : answer.body };
  };
  return {
    server,
    storage,
    time,
    log,
    ask,
    makeAccount: async (id, role, unit) => {
      const passwordHash = await accounts.hash(PASSWORD);
      await storage.transaction((stores) =>
        accounts.save(stores, { id, name: `${id}名`, role, unit: unit ?? null, passwordHash }, 'test'),
      );
    },
    signIn: async (id) => {
      const answer = await ask(undefined, 'POST', '/v1/login', { id, password: PASSWORD });
      return loginAnswerSchema.parse(answer.body).session.accessToken;
    },
    makeSeat: async (number, settings = null) => {
      const token = `lxq-seat-test-${number}`;
      await storage.transaction((stores) =>
        stores.seats.save({
          number,
          name: `${number}号`,
          tokenDigest: digestOf(token),
          settings,
          createdAt: time.now,
          revokedAt: null,
          lastSeenAt: null,
        }),
      );
      return token;
    },
    makeKey: async (scope) => {
      const key = `lxq-key-test-${scope}`;
      await storage.transaction((stores) =>
        stores.outsideKeys.save({
          id: uuid(),
          name: scope,
          scope,
          keyDigest: digestOf(key),
          createdAt: time.now,
          revokedAt: null,
        }),
      );
      return key;
    },
    close: async () => {
      await server.close();
      await storage.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
