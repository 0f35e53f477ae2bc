import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { v7 as uuid } from 'uuid';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSqliteStorage } from '../../src-hub/storage/index.ts';
import { CITIZEN, submission, testBook } from '../../src-hub/testing/index.ts';
import { sealExport } from '../../src-main/sync/index.ts';
import { ROOT } from '../support/programs.ts';

/** The hub as an administrator runs it: the built program where there is one, else the source, which Node runs too. */
const BUILT = join(ROOT, 'out/hub/main.js');
const ENTRY = existsSync(BUILT) ? BUILT : join(ROOT, 'src-hub/main.ts');

let data: string;
let children: ChildProcess[];
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'hub-commands-'));
  children = [];
});
afterEach(async () => {
  await Promise.all(children.map((child) => end(child)));
  rmSync(data, { recursive: true, force: true });
});

/** One command, as it is typed. */
function hub(...words: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [ENTRY, ...words, '--data', data], {
    encoding: 'utf8',
  });
  return { status, out: stdout, error: stderr };
}
async function serve(...flags: string[]) {
  const child = spawn(process.execPath, [ENTRY, '--data', data, '--port', '0', ...flags], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  const log = { text: '' };
  child.stderr.on('data', (part: Buffer) => {
    log.text += part.toString();
  });
  const line = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve);
    child.once('exit', () => reject(new Error(log.text)));
  });
  return { child, log, url: (JSON.parse(line) as { listening: string }).listening };
}
async function end(child: ChildProcess) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await gone;
}
const ask = async (url: string, token: string | undefined, method = 'GET', body?: unknown) => {
  const answer = await fetch(url, {
    method,
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, text };
};
const sharedToken = () => readFileSync(join(data, 'token'), 'utf8').trim();
const send = (url: string) => {
  const operation = submission();
  const fields = { ...operation.payload.fields, handling: 'answered' as const };
  const operations = [{ ...operation, id: uuid(), payload: { ...operation.payload, fields } }];
  return ask(`${url}/v1/operations`, sharedToken(), 'POST', { protocol: 1, seat: 7, operations });
};
const ordersAt = async (url: string) =>
  (JSON.parse((await ask(`${url}/v1/work-orders`, sharedToken())).text) as { orders: unknown[] }).orders
    .length;

describe('commands of the hub, as processes', () => {
  it('HC-1 accounts: made, signed in with the password that was said, closed', async () => {
    const made = hub('account', '1007', '--name', '李敏', '--role', 'operator');
    const password = /login: (\S+)/.exec(made.out)?.[1];
    expect([made.status, typeof password]).toEqual([0, 'string']);
    const first = await serve();
    const login = (url: string) => ask(`${url}/v1/login`, undefined, 'POST', { id: '1007', password });
    expect((await login(first.url)).status).toBe(200);
    await end(first.child);
    expect(hub('account', '1007', '--close').status).toBe(0);
    expect((await login((await serve()).url)).status).toBe(401);
  });

  it('HC-2 seats: a token that works until it is revoked, and then says so', async () => {
    const made = hub('seat', '7', '--name', '七号');
    const token = /: (\S+)$/m.exec(made.out)?.[1] ?? '';
    const first = await serve();
    expect((await ask(`${first.url}/v1/provisioning`, token)).status).toBe(200);
    await end(first.child);
    expect(hub('seat', '7', '--revoke').status).toBe(0);
    const second = await serve();
    const refused = await ask(`${second.url}/v1/provisioning`, token);
    expect([refused.status, JSON.parse(refused.text)]).toMatchObject([403, { code: 'revoked' }]);
    expect(hub('seat', '8', '--revoke').status).not.toBe(0);
  });

  it('HC-3 backup, restore and verify: the earlier state is back, what was there is kept, the epoch is new', async () => {
    const first = await serve();
    await send(first.url);
    const epoch = JSON.parse((await ask(`${first.url}/healthz`, undefined)).text) as { epoch: string };
    await end(first.child);
    const copy = join(data, 'copy.db');
    expect(hub('backup', copy).status).toBe(0);
    expect(statSync(copy).mode & 0o077).toBe(0);
    expect(readFileSync(copy).includes(CITIZEN.name)).toBe(false);
    const second = await serve();
    await send(second.url);
    expect(await ordersAt(second.url)).toBe(2);
    await end(second.child);
    const restored = hub('restore', copy);
    expect([restored.status, restored.out]).toEqual([0, expect.stringContaining('before-restore')]);
    const third = await serve();
    expect(await ordersAt(third.url)).toBe(1);
    const after = JSON.parse((await ask(`${third.url}/healthz`, undefined)).text) as { epoch: string };
    expect(after.epoch).not.toBe(epoch.epoch);
    await end(third.child);
    const verified = hub('verify');
    expect([verified.status, verified.out]).toEqual([0, expect.stringContaining('Orders: 1, of which 0')]);
    expect(hub('restore', join(data, 'missing.db')).status).toBe(2);
    expect(hub('backup').status).toBe(2);
  });

  it('HC-4 erase wants an age; tables come in by file or not at all, and go out', async () => {
    expect(hub('erase').status).toBe(2);
    expect(hub('erase', '--older-than-days', '1').status).toBe(2);
    expect(hub('erase', '--older-than-days', '30').out).toContain('0 orders');
    const file = join(data, 'people.csv');
    writeFileSync(file, '账号,姓名,角色,承办单位\n1007,李敏,坐席,\nx,,坐席,\n');
    const wrong = hub('import-table', 'users', file);
    expect([wrong.status, wrong.out]).toEqual([1, expect.stringContaining('Line 3, 姓名')]);
    writeFileSync(file, '账号,姓名,角色,承办单位\n1007,李敏,坐席,\n');
    expect(hub('import-table', 'users', file, '--try').out).toContain('nothing was changed');
    expect(hub('import-table', 'users', file).out).toMatch(/Account 1007\. First password.*\n.*1 new/);
    expect(hub('export-table', 'users', join(data, 'out.xlsx')).status).toBe(0);
    expect(hub('import-table', 'users', join(data, 'out.xlsx')).out).toContain('0 changed');
    expect(hub('import-table', 'nonsense', file).status).not.toBe(0);
  });

  it('HC-6 board keys: made once said, listed without the key, revoked, and good for the board only', async () => {
    expect(hub('board-key').out).toContain('No board has a key');
    const made = hub('board-key', '大厅一号屏');
    const key = /this once: (\S+)/.exec(made.out)?.[1] ?? '';
    expect(made.out).toContain(`/board/#key=${key}`);
    const listed = hub('board-key').out;
    const id = /^(\S+) .* valid +大厅一号屏$/m.exec(listed)?.[1] ?? '';
    expect([id.length > 30, listed.includes(key)]).toEqual([true, false]);
    const first = await serve();
    expect((await ask(`${first.url}/v1/board`, key)).status).toBe(200);
    expect((await ask(`${first.url}/v1/supervision`, key)).status).toBe(403);
    await end(first.child);
    expect(hub('board-key', id, '--revoke').status).toBe(0);
    expect(hub('board-key', 'nobody', '--revoke').status).toBe(1);
    expect(hub('board-key').out).toContain('revoked');
    expect((await ask(`${(await serve()).url}/v1/board`, key)).status).toBe(401);
    await Promise.all(children.map((child) => end(child)));
    expect(hub('verify').out).toContain('unbroken');
  });

  it('HC-7 import takes what a seat exported, twice does no harm, and refuses another hub’s and a changed one', async () => {
    const first = await serve();
    const { sealingKey } = JSON.parse((await ask(`${first.url}/healthz`, undefined)).text) as {
      sealingKey: string;
    };
    await end(first.child);
    const operations = [submission(), submission()];
    const wrong = { ...submission(), payload: { nothing: CITIZEN.name } };
    const options = { seat: 7, token: sharedToken(), sealingKey, at: Date.now() };
    const file = join(data, 'export.json');
    const sealed = sealExport([...operations, wrong], options);
    writeFileSync(file, JSON.stringify(sealed));
    expect(readFileSync(file, 'utf8')).not.toContain(CITIZEN.name);
    const imported = hub('import', file);
    expect([imported.status, imported.out]).toEqual([
      0,
      expect.stringContaining('3 operations, 2 accepted, 1 refused'),
    ]);
    expect(hub('import', file).out).toContain('3 operations, 2 accepted, 1 refused');
    const second = await serve();
    expect(await ordersAt(second.url)).toBe(2);
    await end(second.child);

    writeFileSync(
      file,
      JSON.stringify(sealExport(operations, { ...options, token: 'the token of another centre' })),
    );
    const foreign = hub('import', file);
    expect([foreign.status, foreign.error]).toEqual([1, expect.not.stringContaining(CITIZEN.name)]);
    writeFileSync(file, JSON.stringify({ ...sealed, data: `AAAA${sealed.data.slice(4)}` }));
    expect(hub('import', file).status).toBe(1);
    expect(hub('import').status).toBe(2);
  });

  it('HC-8 erase takes the person out of what ended long ago, leaves what is recent or open, and figures stay', async () => {
    await end((await serve()).child);
    const day = 86_400_000;
    const key = Buffer.from(readFileSync(join(data, 'hub.key'), 'utf8').trim(), 'hex');
    const storage = await openSqliteStorage({ file: join(data, 'hub.db'), key });
    const put = async (age: number, handling: 'answered' | 'dispatched') => {
      const { orderId, ...content } = submission().payload;
      const receivedAt = Date.now() - age * day;
      const fields = { ...content.fields, handling, leadUnit: handling === 'dispatched' ? '市住建局' : '' };
      const order = { ...content, id: orderId, fields, receivedAt, submittedAt: receivedAt };
      await storage.transaction((unit) => testBook.submit(unit, order));
    };
    await put(400, 'answered');
    await put(400, 'dispatched');
    await put(10, 'answered');
    await storage.close();

    expect(hub('erase', '--older-than-days', '365').out).toContain('out of 1 orders');
    expect(hub('erase', '--older-than-days', '365').out).toContain('out of 0 orders');
    const { child, url } = await serve();
    const { orders } = JSON.parse((await ask(`${url}/v1/work-orders`, sharedToken())).text) as {
      orders: { number: string; submittedAt: number; fields: { callerName: string; handling: string } }[];
    };
    expect(orders.map(({ fields }) => `${fields.handling} ${fields.callerName}`).sort()).toEqual([
      'answered ',
      `answered ${CITIZEN.name}`,
      `dispatched ${CITIZEN.name}`,
    ]);
    await end(child);
    expect(hub('verify').out).toContain('Orders: 3, of which 0');
  });

  it('HC-9 a seat’s account by file keeps its token; a year of holidays by file, wrong lines told', async () => {
    const token = /: (\S+)$/m.exec(hub('seat', '7', '--name', '七号').out)?.[1] ?? '';
    const file = join(data, 'seat.json');
    const exchange = {
      servers: ['wss://pbx:7443'],
      domain: 'pbx',
      username: '8007',
      password: 'for the seat only',
    };
    writeFileSync(file, JSON.stringify({ exchange }));
    const given = hub('seat', '7', '--settings', file);
    expect([given.status, given.out.includes('for the seat only')]).toEqual([0, false]);
    writeFileSync(file, JSON.stringify({ exchange: { ...exchange, domain: 7 } }));
    const wrong = hub('seat', '7', '--settings', file);
    expect([wrong.status, wrong.error]).toEqual([1, expect.stringContaining('exchange.domain')]);
    expect(wrong.error).not.toContain('for the seat only');

    const notice = '国务院办公厅关于2027年部分节假日安排的通知\n一、元旦:1月1日(周五)至3日(周日)放假,共3天。';
    const text = join(data, 'notice.txt');
    writeFileSync(text, notice.replace('周五', '周四'));
    expect([hub('calendar', text).status, hub('calendar', text).out]).toEqual([
      1,
      expect.stringMatching(/Line 2: wrong-weekday[\s\S]*Nothing was imported/),
    ]);
    writeFileSync(text, notice);
    expect(hub('calendar', text).out).toContain('holidays of 2027');
    const { url } = await serve();
    expect((await ask(`${url}/v1/provisioning`, token)).text).toContain('8007');
    expect((await ask(`${url}/v1/feeds/calendar`, token)).text).toContain('"key":"2027"');
  });

  it('HC-5 TLS by file, health, metrics with a key, and a log in which nobody stands', async () => {
    const [certificate, key] = [join(data, 'tls.crt'), join(data, 'tls.key')];
    const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1'];
    const files = ['-keyout', key, '-out', certificate];
    execFileSync(
      'openssl',
      ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...files, ...subject],
      {
        stdio: 'ignore',
      },
    );
    const { url, log } = await serve('--tls-certificate', certificate, '--tls-key', key, '--keep-days', '30');
    expect(url).toMatch(/^https:/);
    const secure = (path: string, headers: Record<string, string> = {}) =>
      new Promise<{ status: number; text: string; cookies: string }>((resolve, reject) => {
        request(`${url}${path}`, { ca: readFileSync(certificate), headers }, (answer) => {
          let text = '';
          answer.on('data', (part: Buffer) => {
            text += part.toString();
          });
          const cookies = String(answer.headers['set-cookie']);
          answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text, cookies }));
        })
          .on('error', reject)
          .end();
      });
    expect((await secure('/healthz')).status).toBe(200);
    expect((await secure('/metrics')).status).toBe(401);
    expect((await secure('/unit/login', { accept: 'text/html' })).cookies).toMatch(
      /^__Host-lxq-before=.*; Secure/,
    );
    await secure(`/v1/work-orders?number=${CITIZEN.number}`, { authorization: `Bearer ${sharedToken()}` });
    for (const secret of [CITIZEN.number, sharedToken()]) expect(log.text).not.toContain(secret);
    for (const line of log.text.trim().split('\n')) expect(JSON.parse(line)).toHaveProperty('event');
  });
});
