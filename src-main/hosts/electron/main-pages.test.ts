import { describe, expect, it } from 'vitest';
import type { FakeBrowserWindow } from './testing/fake-electron.ts';
import { hostFixture } from './testing/host-fixture.ts';

const host = hostFixture();
const { start, isStarted, window, until, openPage, say, load } = host;

describe('Electron host: pages', () => {
  async function get(address: string, method = 'GET') {
    const [scheme, handler] = host.fake.protocol.handle.mock.calls[0] ?? [];
    expect(scheme).toBe('seat');
    const response = await handler?.({ url: address, method } as Parameters<typeof handler>[0]);
    if (!response) throw new Error('No answer.');
    return response;
  }

  it('EH-6 are served with the strict policy, refusals too', async () => {
    await start();
    const page = await get('seat://app/index.html');
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(await page.text()).toContain('<title>seat</title>');
    for (const answer of [page, await get('seat://app/nothing.html')]) {
      const policy = answer.headers.get('content-security-policy');
      expect(policy?.split('; ')).toEqual([
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "font-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "media-src 'self' blob:",
        "worker-src 'none'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
      ]);
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    }
  });

  it('EH-7 come from their folder and from nowhere else', async () => {
    await start();
    for (const address of [
      'seat://app/../secret.txt',
      'seat://app/%2e%2e/secret.txt',
      'seat://app/..%2fsecret.txt',
      'seat://app/assets/..%2f..%2fsecret.txt',
      'seat://app//../secret.txt',
      'seat://app/index.html%00',
      'seat://app/%E0%A4%A',
      'seat://app/',
      'seat://app/assets',
      'seat://app/index.html/below',
      'seat://other/index.html',
      'other://app/index.html',
    ]) {
      const answer = await get(address);
      expect([address, answer.status, await answer.text()]).toEqual([address, 404, '']);
    }
    expect((await get('seat://app/index.html', 'POST')).status).toBe(404);
  });
});

describe('Electron host: the gate', () => {
  it('EH-8 takes the role from the window, and carries messages both ways', async () => {
    const { ui, media } = await start();
    openPage(media);
    openPage(ui);
    expect(host.station.attached.map(({ role }) => role)).toEqual(['media', 'ui']);
    say(ui, { kind: 'request', role: 'media' });
    expect(host.station.attached[0]?.messages).toEqual([]);
    expect(host.station.attached[1]?.messages).toEqual([{ kind: 'request', role: 'media' }]);
    host.station.attached[1]?.channel.send({ kind: 'answer' });
    expect(ui.webContents.send.mock.calls).toEqual([['lianxinqiao:contract', { kind: 'answer' }]]);
    expect(media.webContents.send).not.toHaveBeenCalled();
  });

  it('EH-9 refuses wrong senders, logs why, and never what they said', async () => {
    const { ui, media } = await start();
    openPage(ui);
    const foreign = { ...ui.webContents, id: 999 };
    const frame = { url: 'seat://app/index.html' };
    const cases: Array<[string, FakeBrowserWindow, Record<string, unknown>]> = [
      ['wrong-window', ui, { sender: foreign, senderFrame: ui.webContents.mainFrame }],
      ['wrong-frame', ui, { senderFrame: null }],
      ['wrong-frame', ui, { senderFrame: frame }],
      ['wrong-frame', ui, { senderFrame: media.webContents.mainFrame }],
    ];
    for (const [reason, from, part] of cases) {
      const before = host.log.lines.length;
      openPage(from, part);
      say(from, { secret: '13912345678' }, part);
      expect(host.log.lines.slice(before)).toEqual(
        Array(2).fill({ level: 'warn', event: 'sender-refused', data: { reason } }),
      );
    }
    for (const url of [
      'seat://app/media.html',
      'seat://other/index.html',
      'https://app/index.html',
      'about:blank',
      '',
    ]) {
      ui.webContents.mainFrame = { url };
      say(ui, { secret: '13912345678' });
      expect(host.log.lines.at(-1)?.data).toEqual({ reason: 'wrong-page' });
    }
    expect(host.station.attached).toHaveLength(1);
    expect(host.station.attached[0]?.messages).toEqual([]);
    expect(JSON.stringify(host.log.lines)).not.toContain('13912345678');
  });

  it('EH-10 a page that loads again gets a new channel, and the old one is closed', async () => {
    const { ui } = await start();
    say(ui, 'too early');
    openPage(ui);
    openPage(ui);
    expect(host.station.attached.map(({ open }) => open)).toEqual([false, true]);
    host.station.attached[0]?.channel.send('late');
    expect(ui.webContents.send).not.toHaveBeenCalled();
    say(ui, 'now');
    expect(host.station.attached.map(({ messages }) => messages)).toEqual([[], ['now']]);
  });

  it('EH-11 a page that is ready before the station waits for it', async () => {
    let go: () => void = () => undefined;
    host.station.hold = new Promise((resolve) => {
      go = resolve;
    });
    await load();
    await until(() => host.fake.windows.length === 2);
    openPage(window(0));
    openPage(window(0));
    openPage(window(1));
    expect(host.station.attached).toEqual([]);
    go();
    await until(isStarted);
    expect(host.station.attached.map(({ role, open }) => [role, open])).toEqual([
      ['ui', true],
      ['media', true],
    ]);
  });
});

describe('Electron host: preload', () => {
  it('EH-24 gives a page one object with two functions, and opens the channel when the page listens', async () => {
    await import('./preload.ts');
    expect(host.fake.contextBridge.exposeInMainWorld).toHaveBeenCalledOnce();
    const [name, door] = host.fake.contextBridge.exposeInMainWorld.mock.calls[0] ?? [];
    expect(name).toBe('lianxinqiao');
    expect(Object.keys(door)).toEqual(['send', 'onMessage']);
    expect(host.fake.ipcRenderer.send).not.toHaveBeenCalled();
    const messages: unknown[] = [];
    door.onMessage((message: unknown) => messages.push(message));
    expect(host.fake.ipcRenderer.send.mock.calls).toEqual([['lianxinqiao:open']]);
    host.fake.ipcRenderer.emit('lianxinqiao:contract', { sender: 'never seen' }, { kind: 'event' });
    expect(messages).toEqual([{ kind: 'event' }]);
    door.send({ kind: 'request' });
    expect(host.fake.ipcRenderer.send).toHaveBeenLastCalledWith('lianxinqiao:contract', { kind: 'request' });
  });
});
