import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { v7 as uuid } from 'uuid';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  hubWorkOrderListSchema,
  MAXIMUM_BATCH,
  type Operation,
  operationResultsSchema,
} from '#shared/hub-protocol/index.ts';
import { CITIZEN, submission } from './testing/index.ts';

/** The program itself, in processes of its own; Node runs the TypeScript as it is. */
let directory: string;
let ends: Map<ChildProcess, Promise<unknown>>;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'hub-main-'));
  ends = new Map();
});
afterEach(async () => {
  await Promise.all([...ends.keys()].map((child) => exitOf(child, 'SIGKILL')));
  rmSync(directory, { recursive: true, force: true });
});

/** Waits until a child and its output have ended, after a signal if one is given. */
async function exitOf(child: ChildProcess, signal?: NodeJS.Signals): Promise<number | null> {
  if (signal) child.kill(signal);
  await ends.get(child);
  return child.exitCode;
}

function spawnHub(...flags: string[]) {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts'), ...flags], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  ends.set(child, new Promise((resolve) => child.once('close', resolve)));
  const output = { out: '', error: '' };
  child.stdout.on('data', (part: Buffer) => {
    output.out += part.toString();
  });
  child.stderr.on('data', (part: Buffer) => {
    output.error += part.toString();
  });
  return { child, output };
}

async function startHub(...flags: string[]) {
  const { child, output } = spawnHub('--data', directory, '--port', '0', ...flags);
  const line = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve);
    child.once('exit', () => reject(new Error(output.error)));
  });
  return { child, output, url: (JSON.parse(line) as { listening: string }).listening };
}

const token = () => readFileSync(join(directory, 'token'), 'utf8').trim();
const send = (url: string, operations: readonly Operation[]) =>
  fetch(`${url}/v1/operations`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token()}`, 'content-type': 'application/json' },
    body: JSON.stringify({ protocol: 1, seat: 7, operations }),
  });
const list = async (url: string) => {
  const answer = await fetch(`${url}/v1/work-orders?limit=200`, {
    headers: { authorization: `Bearer ${token()}` },
  });
  return hubWorkOrderListSchema.parse(await answer.json());
};

describe('hub program', () => {
  it('HM-1 prints one line, makes its secrets for this user only, and ends kindly on SIGTERM', async () => {
    const hub = await startHub();
    expect((await send(hub.url, [submission()])).status).toBe(200);
    for (const name of ['token', 'hub.key', 'hub.db', 'hub.db-wal', 'first-password']) {
      expect([name, statSync(join(directory, name)).mode & 0o777]).toEqual([name, 0o600]);
    }
    expect(await exitOf(hub.child, 'SIGTERM')).toBe(0);
    expect(hub.output.out).toBe(`${JSON.stringify({ listening: hub.url })}\n`);
    for (const secret of [CITIZEN.number, CITIZEN.name, token()])
      expect(hub.output.error).not.toContain(secret);

    const again = await startHub();
    expect((await list(again.url)).orders.length).toBe(1);
  });

  it('HM-2 ends when its parent is gone, if asked to', async () => {
    const { child } = await startHub('--with-parent');
    child.stdin?.end();
    expect(await exitOf(child)).toBe(0);
  });

  it('HM-3 tells what is wrong in one sentence and a code', async () => {
    const first = await startHub();
    const port = new URL(first.url).port;
    const file = join(directory, 'file');
    writeFileSync(file, 'not a folder');
    const other = mkdtempSync(join(directory, 'other-'));
    const noKey = mkdtempSync(join(directory, 'no-key-'));
    writeFileSync(join(noKey, 'hub.db'), 'x');
    const badToken = join(directory, 'bad-token');
    writeFileSync(badToken, 'short');
    chmodSync(badToken, 0o600);
    const cases: Array<[string[], number, RegExp]> = [
      [['--data', other, '--port', port], 98, new RegExp(`Port ${port} .*--port N`)],
      [['--data', join(file, 'below')], 97, /data folder .*--data DIR/],
      [[], 2, /data/],
      [['--data', other, '--port', 'eighty'], 2, /port/],
      [['--data', other, '--nonsense'], 2, /nonsense/],
      [['--data', noKey], 1, /hub\.key is missing/],
      [['--data', other, '--port', '0', '--token-file', badToken], 1, /token/],
    ];
    await Promise.all(
      cases.map(async ([flags, code, message]) => {
        const { child, output } = spawnHub(...flags);
        expect([flags, await exitOf(child)]).toEqual([flags, code]);
        expect(output.error).toMatch(message);
        expect(output.out).toBe('');
      }),
    );
  });

  it('HM-4 killed during a batch and sent the same again: everything exactly once', async () => {
    let expected = 0;
    let unanswered = 0;
    for (const delay of [0, 1, 2, 4, 8, 16]) {
      const batch = Array.from({ length: MAXIMUM_BATCH / 5 }, () => submission());
      const victim = await startHub();
      const first = send(victim.url, batch).then(
        (answer) => answer.json() as Promise<unknown>,
        () => undefined,
      );
      // The kill's moment is the experiment: real time on purpose.
      await new Promise((resolve) => setTimeout(resolve, delay));
      await exitOf(victim.child, 'SIGKILL');
      const answered = await first.catch(() => undefined);
      if (answered === undefined) unanswered += 1;

      const hub = await startHub();
      expect([expected, expected + batch.length]).toContain((await list(hub.url)).orders.length);
      const { results } = operationResultsSchema.parse(await (await send(hub.url, batch)).json());
      expect(results.every(({ outcome }) => outcome === 'accepted')).toBe(true);
      if (answered !== undefined) expect(operationResultsSchema.parse(answered).results).toEqual(results);
      const under = batch.map((operation) => ({ ...operation, id: uuid() }));
      expect((await send(hub.url, under)).status).toBe(200);
      expected += batch.length;
      const all = await list(hub.url);
      expect(all.orders.length).toBe(expected);
      expect(new Set(all.orders.map(({ id }) => id)).size).toBe(expected);
      await exitOf(hub.child, 'SIGKILL');
    }
    expect(unanswered).toBeGreaterThan(0);
  });

  it('SV-5 the seat that started it gets a supervisor’s account, whose password is another one at each start', async () => {
    const file = join(directory, 'seat-supervisor');
    const login = async (url: string, body: string) => {
      const headers = { 'content-type': 'application/json' };
      const answer = await fetch(`${url}/v1/login`, { method: 'POST', headers, body });
      const { session } = (await answer.json()) as { session?: { accessToken: string } };
      return { status: answer.status, token: session?.accessToken ?? '' };
    };
    const first = await startHub('--seat-supervisor', file);
    const written = readFileSync(file, 'utf8');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const { token: access } = await login(first.url, written);
    const headers = { authorization: `Bearer ${access}` };
    expect((await fetch(`${first.url}/v1/supervision`, { headers })).status).toBe(200);
    expect((await fetch(`${first.url}/v1/tables/users.csv`, { headers })).status).toBe(403);
    await exitOf(first.child, 'SIGTERM');
    const second = await startHub('--seat-supervisor', file);
    expect((await login(second.url, written)).status).toBe(401);
    expect((await login(second.url, readFileSync(file, 'utf8'))).status).toBe(200);
    expect(second.output.error).not.toContain((JSON.parse(written) as { password: string }).password);
  });
});
