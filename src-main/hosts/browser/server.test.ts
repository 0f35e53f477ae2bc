import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { Channel } from '#shared/contract/index.ts';
import { CodedError } from '#shared/domain/index.ts';
import { createMemoryLog } from '../../log/index.ts';
import { askRunningSeat, leaveWord } from './instance.ts';
import { type SeatServer, startServer } from './server.ts';
import { startFailureText } from './start-failure.ts';

const SESSION = 'a'.repeat(64);
let folder: string;
let pages: string;
let server: SeatServer;
let attached: Array<{ channel: Channel; role: string }>;
let log: ReturnType<typeof createMemoryLog>;
let base: string;
let windowsAsked: number;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'server-'));
  pages = join(folder, 'pages');
  mkdirSync(pages);
  writeFileSync(join(pages, 'index.html'), '<!doctype html><title>seat</title>');
  writeFileSync(join(folder, 'outside.txt'), 'outside');
  attached = [];
  windowsAsked = 0;
  log = createMemoryLog();
  server = await startServer({
    ports: [0],
    session: SESSION,
    pagesDirectory: pages,
    log,
    attach: (channel, role) => attached.push({ channel, role }),
    onWindowAsked: () => {
      windowsAsked += 1;
    },
  });
  base = new URL(server.access.entryAddress()).origin;
});
afterEach(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

/** A raw request, as `fetch` lets nobody choose Host and Origin. */
function get(path: string, headers: Record<string, string> = {}, method = 'GET') {
  const { port } = new URL(base);
  return new Promise<{ status: number; headers: Record<string, unknown>; body: string }>(
    (resolve, reject) => {
      const sent = request({ host: '127.0.0.1', port, path, method, headers }, (response) => {
        let body = '';
        response.on('data', (part: Buffer) => {
          body += part.toString();
        });
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
        );
      });
      sent.on('error', reject);
      sent.end();
    },
  );
}

const cookie = { cookie: `lianxinqiao_session=${SESSION}` };

function socket(path: string, headers: Record<string, string>): Promise<WebSocket | number> {
  return new Promise((resolve) => {
    const opened = new WebSocket(base.replace('http', 'ws') + path, { headers });
    opened.on('open', () => resolve(opened));
    opened.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
    opened.on('error', () => undefined);
  });
}

describe('browser host: who is let in', () => {
  it('BH-1 a token opens the door once and leaves a cookie no script can read', async () => {
    const { pathname, search } = new URL(server.access.entryAddress());
    const first = await get(pathname + search);
    expect(first.status).toBe(303);
    expect(first.headers['set-cookie']).toEqual([
      `lianxinqiao_session=${SESSION}; HttpOnly; SameSite=Strict; Path=/`,
    ]);
    expect((await get(pathname + search)).status).toBe(403);
    expect((await get('/enter?token=')).status).toBe(403);
    expect((await get('/enter?token=guess')).status).toBe(403);
  });

  it('BH-2 a page needs the session', async () => {
    expect((await get('/')).status).toBe(403);
    expect((await get('/', { cookie: `lianxinqiao_session=${'b'.repeat(64)}` })).status).toBe(403);
    expect((await get('/', { cookie: 'lianxinqiao_session=' })).status).toBe(403);
    const page = await get('/', cookie);
    expect(page.status).toBe(200);
    expect(page.body).toContain('<title>seat</title>');
  });

  it('BH-3 another Host is refused even with the session (DNS rebinding)', async () => {
    expect((await get('/', { ...cookie, host: 'evil.example' })).status).toBe(421);
    expect((await get('/', { ...cookie, host: '127.0.0.1:1' })).status).toBe(421);
  });

  it('BH-4 another Origin is refused even with the session', async () => {
    expect((await get('/', { ...cookie, origin: 'http://evil.example' })).status).toBe(403);
    expect((await get('/', { ...cookie, origin: 'null' })).status).toBe(403);
  });

  it('BH-5 every answer carries the strict policy, refusals too', async () => {
    for (const answer of [await get('/', cookie), await get('/'), await get('/nothing', cookie)]) {
      expect(answer.headers['content-security-policy']).toContain("default-src 'none'");
      expect(answer.headers['content-security-policy']).not.toContain('unsafe');
      expect(answer.headers['x-content-type-options']).toBe('nosniff');
      expect(answer.headers['cache-control']).toBe('no-store');
    }
  });

  it('BH-6 serves nothing outside its folder and nothing but GET', async () => {
    for (const path of ['/../outside.txt', '/%2e%2e/outside.txt', '/..%2foutside.txt', '//outside.txt']) {
      const answer = await get(path, cookie);
      expect(answer.body).not.toContain('outside');
      expect(answer.status).toBeGreaterThanOrEqual(400);
    }
    expect((await get('/', cookie, 'POST')).status).toBe(405);
  });

  it('BH-7 a socket needs session, Host and Origin, and a role that exists', async () => {
    const good = { ...cookie, origin: base };
    expect(await socket('/contract?role=ui', cookie)).toBe(403);
    expect(await socket('/contract?role=ui', { origin: base })).toBe(403);
    expect(await socket('/contract?role=ui', { ...cookie, origin: 'http://evil.example' })).toBe(403);
    expect(await socket('/contract?role=main', good)).toBe(403);
    expect(await socket('/contract', good)).toBe(403);
    expect(await socket('/other?role=ui', good)).toBe(403);
    expect(attached).toEqual([]);
    const opened = await socket('/contract?role=media', good);
    expect(opened).toBeInstanceOf(WebSocket);
    expect(attached.map(({ role }) => role)).toEqual(['media']);
  });

  it('BH-8 a message that is no JSON reaches the gate as nothing, and the socket stays open', async () => {
    const opened = await socket('/contract?role=ui', { ...cookie, origin: base });
    if (!(opened instanceof WebSocket)) throw new Error('not opened');
    const messages: unknown[] = [];
    const third = new Promise<void>((resolve) => {
      attached[0]?.channel.onMessage((message) => {
        messages.push(message);
        if (messages.length === 3) resolve();
      });
    });
    opened.send('{');
    opened.send(Buffer.from([1, 2, 3]));
    opened.send('{"kind":"x"}');
    await third;
    expect(messages).toEqual([undefined, undefined, { kind: 'x' }]);
  });

  it('BH-9 tells in plain words when every port is taken', async () => {
    const port = Number(new URL(base).port);
    await expect(
      startServer({
        ports: [port],
        session: SESSION,
        pagesDirectory: pages,
        log,
        attach: () => undefined,
        onWindowAsked: () => undefined,
      }),
    ).rejects.toMatchObject({ code: 'port-busy', message: expect.stringContaining(String(port)) });
  });

  it('BH-10 logs a refusal without the token that was tried', async () => {
    await get('/enter?token=secret-guess');
    expect(log.lines.map(({ event }) => event)).toContain('request-refused');
    expect(JSON.stringify(log.lines)).not.toContain('secret-guess');
  });

  it('BH-11 when the program could not start, every page says why and no contract is carried', async () => {
    const early = await socket('/contract?role=ui', { ...cookie, origin: base });
    if (!(early instanceof WebSocket)) throw new Error('not opened');
    const closed = new Promise((resolve) => early.on('close', resolve));
    const text = startFailureText(new CodedError('cache-disk-full', 'There is no room on the disk.'));
    server.showOnly(text);
    await closed;
    expect((await get('/', cookie)).body).toBe(text);
    expect(text).toMatch(/磁盘已满[\s\S]*cache-disk-full[\s\S]*There is no room/);
    expect((await get('/')).status).toBe(403);
    expect(await socket('/contract?role=ui', { ...cookie, origin: base })).toBe(403);
  });

  it('BH-12 a second start of the same user gets the window of the running seat, anybody else nothing', async () => {
    expect(await askRunningSeat(folder, SESSION, fetch)).toBe(false);
    leaveWord(folder, server.port);
    expect(await askRunningSeat(folder, SESSION, fetch)).toBe(true);
    expect(windowsAsked).toBe(1);
    expect(await askRunningSeat(folder, 'b'.repeat(64), fetch)).toBe(false);
    expect((await get('/window', cookie, 'POST')).status).toBe(403);
    expect((await get('/window', { ...cookie, origin: 'http://evil.example' }, 'POST')).status).toBe(403);
    expect(windowsAsked).toBe(1);
    writeFileSync(join(folder, 'instance.json'), '{"port":');
    expect(await askRunningSeat(folder, SESSION, fetch)).toBe(false);
  });

  it('BH-13 a stale word of a seat that is gone is no seat', async () => {
    leaveWord(folder, server.port);
    await server.stop();
    expect(await askRunningSeat(folder, SESSION, fetch)).toBe(false);
  });
});
