import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance, InjectOptions } from 'fastify';
import {
  hubWorkOrderListSchema,
  type OperationResult,
  operationResultsSchema,
} from '#shared/hub-protocol/index.ts';
import { type HubStorage, openSqliteStorage } from '../index.ts';
import type { HubLogData } from '../log.ts';
import { createHubServer } from '../server.ts';
import { serverParts } from './parts.ts';

/** When the clock of {@link bareHub} begins, epoch milliseconds. */
export const NOW = 1_790_000_005_000;

/** What happens around each test; given, so that a bench may import this folder too. */
interface AroundEach {
  readonly beforeEach: (run: () => Promise<void>) => void;
  readonly afterEach: (run: () => Promise<void>) => void;
}

/** A hub without people, its clock stopped, asked without a socket; a new one for each test of a file. */
export function bareHub({ beforeEach, afterEach }: AroundEach) {
  let directory: string;
  let storage: HubStorage;
  let server: FastifyInstance;
  let now = NOW;
  let lines: Array<{ event: string; data: HubLogData | undefined }> = [];
  const log = Object.fromEntries(
    (['info', 'warn', 'error'] as const).map((level) => [
      level,
      (event: string, data?: HubLogData) => void lines.push({ event, data }),
    ]),
  ) as Record<'info' | 'warn' | 'error', (event: string, data?: HubLogData) => void>;
  const token = 'a-token-of-the-test';
  const clock = { wall: () => now, monotonic: () => now };

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'hub-server-'));
    storage = await openSqliteStorage({ file: join(directory, 'hub.db'), key: Buffer.alloc(32, 7) });
    now = NOW;
    lines = [];
    server = createHubServer({ ...serverParts, storage, token, clock, log });
  });
  afterEach(async () => {
    await server.close();
    await storage.close();
    rmSync(directory, { recursive: true, force: true });
  });

  const authorization = { authorization: `Bearer ${token}` };
  const inject = (options: InjectOptions) =>
    server.inject({ ...options, headers: { ...authorization, ...options.headers } });
  const post = (body: unknown) =>
    inject({ method: 'POST', url: '/v1/operations', payload: body as Record<string, unknown> });
  return {
    token,
    authorization,
    clock,
    log,
    get storage() {
      return storage;
    },
    get server() {
      return server;
    },
    /** What was logged. */
    get lines() {
      return lines;
    },
    /** Time passes. */
    pass: (milliseconds: number) => {
      now += milliseconds;
    },
    /** Asks as a seat does. */
    inject,
    post,
    send: async (...operations: unknown[]): Promise<OperationResult[]> => {
      const answer = await post({ protocol: 1, seat: 7, operations });
      if (answer.statusCode !== 200) throw new Error(`The hub answered ${answer.statusCode}: ${answer.body}`);
      return operationResultsSchema.parse(answer.json()).results;
    },
    stored: async () =>
      hubWorkOrderListSchema.parse((await inject({ url: '/v1/work-orders?limit=200' })).json()),
  };
}
