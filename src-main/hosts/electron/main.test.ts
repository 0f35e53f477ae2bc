import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Channel } from '#shared/contract/index.ts';
import { createMemoryLog } from '../../log/index.ts';
import type { StationOptions } from '../../station-options.ts';
import type { FakeBrowserWindow } from './testing/fake-electron.ts';

/** The real entry, on a fake Electron and a fake station. */
vi.mock('../../station.ts', () => ({ createStation: (options: StationOptions) => station.create(options) }));
vi.mock('../../practice/index.ts', () => ({
  startPractice: async () => ({ handlers: { setRunning: () => null }, stop: async () => undefined }),
}));
vi.mock('../../log/index.ts', async (original) => ({
  ...(await original<typeof import('../../log/index.ts')>()),
  openFileLog: () => ({ log, close: () => undefined }),
}));

let log: ReturnType<typeof createMemoryLog>;
const station = {
  options: undefined as StationOptions | undefined,
  attached: [] as Array<{ channel: Channel; role: string; open: boolean; messages: unknown[] }>,
  live: false,
  stopped: false,
  /** Set by a test to hold the start back. */
  hold: Promise.resolve(),
  create: async (options: StationOptions) => {
    await station.hold;
    station.options = options;
    return {
      attach: (channel: Channel, role: string) => {
        const page = { channel, role, open: true, messages: [] as unknown[] };
        channel.onMessage((message) => page.messages.push(message));
        channel.onClose(() => {
          page.open = false;
        });
        station.attached.push(page);
      },
      pages: () => 0,
      hasLiveCall: () => station.live,
      onRinging: () => undefined,
      answer: () => undefined,
      retryHub: () => undefined,
      stop: async () => {
        station.stopped = true;
      },
    };
  },
};

let data: string;
let root: string;
let fake: typeof import('./testing/fake-electron.ts').fake;
let FakeEvent: typeof import('./testing/fake-electron.ts').FakeEvent;
const argv = process.argv;

/** A new process, as far as Electron and our modules are concerned. */
async function freshElectron(): Promise<void> {
  vi.resetModules();
  log = createMemoryLog();
  const fresh = await import('./testing/fake-electron.ts');
  vi.doMock('electron', () => fresh.electron);
  ({ fake, FakeEvent } = fresh);
  fake.app.appPath = root;
}

beforeEach(async () => {
  data = mkdtempSync(join(tmpdir(), 'electron-host-'));
  root = join(data, 'app');
  mkdirSync(join(root, 'out', 'renderer', 'assets'), { recursive: true });
  writeFileSync(join(root, 'out', 'renderer', 'index.html'), '<!doctype html><title>seat</title>');
  writeFileSync(join(root, 'out', 'secret.txt'), 'secret');
  Object.assign(station, {
    options: undefined,
    attached: [],
    live: false,
    stopped: false,
    hold: Promise.resolve(),
  });
  await freshElectron();
  process.argv = ['electron', '--no-sandbox', root, '--data', data];
});
afterEach(() => {
  process.argv = argv;
  process.removeAllListeners('uncaughtException');
  vi.useRealTimers();
  rmSync(data, { recursive: true, force: true });
});

const window = (index: number): FakeBrowserWindow => {
  const found = fake.windows[index];
  if (!found) throw new Error(`There is no window ${index}.`);
  return found;
};
const events = () => log.lines.map(({ event }) => event);
const isStarted = () => events().includes('started');

/** Waits for what the entry does by itself, however long that takes; faked timers stand still meanwhile. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}

/** Runs the entry until its station runs. */
async function start(): Promise<{ ui: FakeBrowserWindow; media: FakeBrowserWindow }> {
  await import('./main.ts');
  await until(isStarted);
  return { ui: window(0), media: window(1) };
}

/** The same, and the first second passes: then the hub starts. */
async function startWithHub(): Promise<{ ui: FakeBrowserWindow; media: FakeBrowserWindow }> {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const windows = await start();
  expect(fake.fork).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1_000);
  return windows;
}

/** A page's script begins to listen. */
function openPage(from: FakeBrowserWindow, part: Record<string, unknown> = {}): void {
  const { webContents: sender } = from;
  fake.ipcMain.emit('lianxinqiao:open', { sender, senderFrame: sender.mainFrame, ...part });
}
function say(from: FakeBrowserWindow, message: unknown, part: Record<string, unknown> = {}): void {
  const { webContents: sender } = from;
  fake.ipcMain.emit('lianxinqiao:contract', { sender, senderFrame: sender.mainFrame, ...part }, message);
}

describe('Electron host: start', () => {
  it('EH-1 a second start of the same data folder gives way, and the first comes to the front', async () => {
    fake.app.requestSingleInstanceLock.mockReturnValue(false);
    await import('./main.ts');
    expect(fake.app.exit).toHaveBeenCalledWith(0);
    expect(fake.windows).toEqual([]);
    // The lock is in the folder of Chromium's files: it has to be set first.
    expect(fake.app.setPath).toHaveBeenCalledWith('userData', join(data, 'electron'));
    expect(fake.app.setPath.mock.invocationCallOrder[0]).toBeLessThan(
      fake.app.requestSingleInstanceLock.mock.invocationCallOrder[0] ?? 0,
    );
  });

  it('EH-1 the first comes to the front', async () => {
    const { ui, media } = await start();
    ui.minimized = true;
    fake.app.emit('second-instance');
    for (const method of [ui.restore, ui.show, ui.focus]) expect(method).toHaveBeenCalledOnce();
    expect(media.show).not.toHaveBeenCalled();
  });

  it('EH-2 opens the window of the person and a hidden one for the voice, both locked in', async () => {
    const { ui, media } = await start();
    expect(fake.windows).toHaveLength(2);
    expect(ui.options).toMatchObject({
      width: 1366,
      height: 768,
      minWidth: 1180,
      minHeight: 680,
      show: false,
    });
    for (const { options } of [ui, media]) {
      expect(options.show).toBe(false);
      expect(options.webPreferences).toEqual({
        preload: join(root, 'out', 'electron', 'preload.cjs'),
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        webSecurity: true,
        spellcheck: false,
        devTools: true,
        autoplayPolicy: 'no-user-gesture-required',
        backgroundThrottling: false,
      });
    }
    expect(ui.loadURL).toHaveBeenCalledWith('seat://app/index.html');
    expect(media.loadURL).toHaveBeenCalledWith('seat://app/media.html');
    ui.emit('ready-to-show');
    expect(ui.show).toHaveBeenCalledOnce();
    expect(media.show).not.toHaveBeenCalled();
    expect(fake.powerSaveBlocker.start).toHaveBeenCalledWith('prevent-app-suspension');
  });

  it('EH-2 a packed program has no developer tools', async () => {
    fake.app.isPackaged = true;
    process.argv = ['lianxinqiao', '--no-sandbox', '--data', data];
    const { ui, media } = await start();
    for (const { options } of [ui, media]) expect(options.webPreferences?.devTools).toBe(false);
  });

  it('EH-3 sandbox and scheme are declared before the app is ready', async () => {
    let ready: () => void = () => undefined;
    fake.app.ready = new Promise((resolve) => {
      ready = resolve;
    });
    await import('./main.ts');
    expect(fake.app.enableSandbox).toHaveBeenCalledOnce();
    expect(fake.protocol.registerSchemesAsPrivileged).toHaveBeenCalledOnce();
    expect(fake.windows).toEqual([]);
    ready();
    await until(isStarted);
  });

  it('EH-4 tells what is wrong and ends with its code', async () => {
    const written = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const cases: Array<[string[], number, RegExp]> = [
      [['--nonsense'], 2, /nonsense/],
      [['--data', join(root, 'out', 'secret.txt', 'below')], 97, /data folder .*--data DIR/],
    ];
    for (const [flags, code, message] of cases) {
      await freshElectron();
      process.argv = ['electron', root, ...flags];
      await import('./main.ts');
      expect(fake.app.exit).toHaveBeenCalledWith(code);
      expect(written.mock.lastCall?.[0]).toMatch(message);
      expect(fake.dialog.showErrorBox).not.toHaveBeenCalled();
    }
    await freshElectron();
    fake.app.isPackaged = true;
    await import('./main.ts');
    expect(fake.dialog.showErrorBox).toHaveBeenCalledOnce();
  });

  it('EH-5 gives the station what it needs, and the hub as a utility process', async () => {
    await startWithHub();
    expect(station.options).toMatchObject({
      host: 'electron',
      version: '1.2.3',
      dataDirectory: data,
      assetsDirectory: join(root, 'assets'),
    });
    const hubFolder = join(data, 'hub');
    expect(fake.fork).toHaveBeenCalledWith(
      join(root, 'out', 'hub', 'main.js'),
      [
        ...['--data', hubFolder, '--port', '0', '--token-file', join(hubFolder, 'token')],
        ...['--seat-supervisor', join(hubFolder, 'seat-supervisor')],
      ],
      { stdio: 'ignore', serviceName: 'lianxinqiao-hub' },
    );
    mkdirSync(hubFolder);
    writeFileSync(join(hubFolder, 'token'), 'the-token-of-the-hub');
    fake.hubs[0]?.emit('message', { listening: 'http://127.0.0.1:1' });
    expect(station.options?.embeddedHub()).toBeUndefined();
    fake.hubs[0]?.emit('message', '{"listening":"http://127.0.0.1:4000"}');
    expect(station.options?.embeddedHub()).toEqual({
      url: 'http://127.0.0.1:4000',
      token: 'the-token-of-the-hub',
    });
  });
});

describe('Electron host: pages', () => {
  async function get(address: string, method = 'GET') {
    const [scheme, handler] = fake.protocol.handle.mock.calls[0] ?? [];
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
    expect(station.attached.map(({ role }) => role)).toEqual(['media', 'ui']);
    say(ui, { kind: 'request', role: 'media' });
    expect(station.attached[0]?.messages).toEqual([]);
    expect(station.attached[1]?.messages).toEqual([{ kind: 'request', role: 'media' }]);
    station.attached[1]?.channel.send({ kind: 'answer' });
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
      const before = log.lines.length;
      openPage(from, part);
      say(from, { secret: '13912345678' }, part);
      expect(log.lines.slice(before)).toEqual(
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
      expect(log.lines.at(-1)?.data).toEqual({ reason: 'wrong-page' });
    }
    expect(station.attached).toHaveLength(1);
    expect(station.attached[0]?.messages).toEqual([]);
    expect(JSON.stringify(log.lines)).not.toContain('13912345678');
  });

  it('EH-10 a page that loads again gets a new channel, and the old one is closed', async () => {
    const { ui } = await start();
    say(ui, 'too early');
    openPage(ui);
    openPage(ui);
    expect(station.attached.map(({ open }) => open)).toEqual([false, true]);
    station.attached[0]?.channel.send('late');
    expect(ui.webContents.send).not.toHaveBeenCalled();
    say(ui, 'now');
    expect(station.attached.map(({ messages }) => messages)).toEqual([[], ['now']]);
  });

  it('EH-11 a page that is ready before the station waits for it', async () => {
    let go: () => void = () => undefined;
    station.hold = new Promise((resolve) => {
      go = resolve;
    });
    await import('./main.ts');
    await until(() => fake.windows.length === 2);
    openPage(window(0));
    openPage(window(0));
    openPage(window(1));
    expect(station.attached).toEqual([]);
    go();
    await until(isStarted);
    expect(station.attached.map(({ role, open }) => [role, open])).toEqual([
      ['ui', true],
      ['media', true],
    ]);
  });
});

describe('Electron host: locks', () => {
  it('EH-12 grants the media page its microphone and network, and nobody anything else', async () => {
    const { ui, media } = await start();
    const [request] = fake.session.setPermissionRequestHandler.mock.calls[0] ?? [];
    const [check] = fake.session.setPermissionCheckHandler.mock.calls[0] ?? [];
    type RequestArguments = Parameters<NonNullable<typeof request>>;
    type CheckArguments = Parameters<NonNullable<typeof check>>;
    const asks = (from: FakeBrowserWindow, permission: string, details: object) => {
      const answer = vi.fn();
      const all = { isMainFrame: true, requestingUrl: from.webContents.mainFrame.url, ...details };
      const given: unknown[] = [from.webContents, permission, answer, all];
      request?.(...(given as RequestArguments));
      return answer.mock.calls[0]?.[0];
    };
    const checks = (contents: unknown, permission: string, details: object, origin = 'seat://app/') => {
      const given: unknown[] = [contents, permission, origin, { isMainFrame: true, ...details }];
      return check?.(...(given as CheckArguments));
    };
    const audio = { mediaTypes: ['audio'] };
    expect(asks(media, 'media', audio)).toBe(true);
    expect(asks(ui, 'media', audio)).toBe(false);
    expect(asks(media, 'media', { mediaTypes: ['video'] })).toBe(false);
    expect(asks(media, 'media', { mediaTypes: ['audio', 'video'] })).toBe(false);
    expect(asks(media, 'media', { mediaTypes: [] })).toBe(false);
    expect(asks(media, 'media', {})).toBe(false);
    expect(asks(media, 'display-capture', audio)).toBe(false);
    expect(asks(media, 'media', { ...audio, isMainFrame: false })).toBe(false);
    expect(asks(media, 'media', { ...audio, requestingUrl: 'https://example.com/media.html' })).toBe(false);

    expect(checks(media.webContents, 'media', { mediaType: 'audio' })).toBe(true);
    expect(checks(ui.webContents, 'media', { mediaType: 'audio' })).toBe(false);
    expect(checks(null, 'media', { mediaType: 'audio' })).toBe(false);
    expect(checks(media.webContents, 'media', { mediaType: 'video' })).toBe(false);
    expect(checks(media.webContents, 'media', { mediaType: 'unknown' })).toBe(false);
    expect(checks(media.webContents, 'media', { mediaType: 'audio' }, 'https://example.com/')).toBe(false);
    expect(checks(media.webContents, 'media', { mediaType: 'audio', isMainFrame: false })).toBe(false);

    for (const permission of ['local-network-access', 'local-network', 'loopback-network']) {
      expect([permission, asks(media, permission, {}), checks(media.webContents, permission, {})]).toEqual([
        permission,
        true,
        true,
      ]);
      expect([permission, asks(ui, permission, {}), checks(ui.webContents, permission, {})]).toEqual([
        permission,
        false,
        false,
      ]);
    }
    for (const permission of [
      'geolocation',
      'notifications',
      'clipboard-read',
      'usb',
      'openExternal',
      'fullscreen',
    ]) {
      for (const page of [ui, media]) {
        expect(asks(page, permission, audio)).toBe(false);
        expect(checks(page.webContents, permission, { mediaType: 'audio' })).toBe(false);
      }
    }
    expect(asks(media, 'hid', {})).toBe(false);
    for (const page of [ui, media]) expect(checks(page.webContents, 'hid', {})).toBe(true);
    expect(checks(null, 'hid', {})).toBe(false);
    expect(checks(ui.webContents, 'hid', { isMainFrame: false })).toBe(false);
    expect(checks(ui.webContents, 'hid', {}, 'https://example.com/')).toBe(false);
    const download = new FakeEvent();
    fake.session.emit('will-download', download);
    expect(download.defaultPrevented).toBe(true);
  });

  it('EH-25 of all devices our pages get headsets with buttons, and no keyboard', async () => {
    await start();
    const [permit] = fake.session.setDevicePermissionHandler.mock.calls[0] ?? [];
    const device = (deviceId: string, ...usagePages: number[]) => ({
      deviceId,
      name: deviceId,
      productId: 1,
      vendorId: 1,
      collections: usagePages.map((usagePage) => ({
        usagePage,
        usage: 1,
        type: 1,
        children: [],
        inputReports: [],
        outputReports: [],
        featureReports: [],
      })),
    });
    const keyboard = device('keyboard', 0x01);
    const headset = device('headset', 0x0c, 0x0b);
    const permits = (one: object, deviceType: 'hid' | 'usb' = 'hid', origin = 'seat://app') =>
      permit?.({ deviceType, origin, device: one as typeof headset });
    expect(permits(headset)).toBe(true);
    expect(permits(keyboard)).toBe(false);
    expect(permits(headset, 'usb')).toBe(false);
    expect(permits({ portId: 'serial' })).toBe(false);
    expect(permits(headset, 'hid', 'https://example.com')).toBe(false);

    const select = (deviceList: object[], origin: string | null) => {
      const event = new FakeEvent();
      const selected = vi.fn();
      fake.session.emit('select-hid-device', event, { deviceList, frame: origin && { origin } }, selected);
      expect(event.defaultPrevented).toBe(true);
      return selected.mock.lastCall?.[0];
    };
    expect(select([keyboard, headset], 'seat://app')).toBe('headset');
    expect(select([keyboard], 'seat://app')).toBeUndefined();
    expect(select([headset], 'https://example.com')).toBeUndefined();
    expect(select([headset], null)).toBeUndefined();
  });

  it('EH-13 no page goes elsewhere, opens a window, frames or attaches anything; reloading is fine', async () => {
    for (const { webContents } of Object.values(await start())) {
      const prevented = (name: string, details: object) => {
        const event = Object.assign(new FakeEvent(), details);
        webContents.emit(name, event);
        return event.defaultPrevented;
      };
      expect(prevented('will-navigate', { url: webContents.getURL() })).toBe(false);
      for (const url of [
        'https://example.com/',
        'seat://app/other.html',
        'file:///etc/passwd',
        'about:blank',
      ]) {
        expect([url, prevented('will-navigate', { url })]).toEqual([url, true]);
      }
      expect(prevented('will-frame-navigate', { isMainFrame: false, url: 'seat://app/index.html' })).toBe(
        true,
      );
      expect(prevented('will-redirect', { url: 'https://example.com/' })).toBe(true);
      expect(prevented('will-attach-webview', {})).toBe(true);
      const [handler] = webContents.setWindowOpenHandler.mock.calls[0] ?? [];
      expect(handler?.({ url: 'https://example.com/' } as Parameters<typeof handler>[0])).toEqual({
        action: 'deny',
      });
    }
    expect(fake.menu.setApplicationMenu).toHaveBeenCalledWith(null);
  });
});

describe('Electron host: crashes', () => {
  const crash = (from: FakeBrowserWindow) =>
    from.webContents.emit('render-process-gone', new FakeEvent(), { reason: 'crashed', exitCode: 5 });

  it('EH-14 a crash of the UI loads the UI again and leaves the voice alone', async () => {
    const { ui, media } = await start();
    openPage(media);
    openPage(ui);
    vi.useFakeTimers();
    crash(ui);
    expect(station.attached.map(({ role, open }) => [role, open])).toEqual([
      ['media', true],
      ['ui', false],
    ]);
    vi.advanceTimersByTime(0);
    expect(ui.loadURL).toHaveBeenCalledTimes(2);
    expect(media.loadURL).toHaveBeenCalledTimes(1);
    expect(fake.windows).toHaveLength(2);
    openPage(ui);
    expect(station.attached.at(-1)).toMatchObject({ role: 'ui', open: true });
  });

  it('EH-15 a crash of the media page opens a new hidden window in its place and leaves the UI alone', async () => {
    const { ui, media } = await start();
    openPage(media);
    openPage(ui);
    vi.useFakeTimers();
    crash(media);
    expect(station.attached.map(({ open }) => open)).toEqual([false, true]);
    vi.advanceTimersByTime(0);
    expect(media.destroy).toHaveBeenCalledOnce();
    expect(fake.windows).toHaveLength(3);
    expect(window(2).options).toEqual(media.options);
    expect(ui.loadURL).toHaveBeenCalledTimes(1);
    openPage(media);
    expect(log.lines.at(-1)?.data).toEqual({ reason: 'wrong-window' });
    openPage(window(2));
    expect(station.attached.at(-1)).toMatchObject({ role: 'media', open: true });
    expect(fake.app.quit).not.toHaveBeenCalled();
  });

  it('EH-16 a page that crashes again at once comes back after a pause', async () => {
    const { ui } = await start();
    vi.useFakeTimers();
    crash(ui);
    vi.advanceTimersByTime(0);
    crash(ui);
    vi.advanceTimersByTime(999);
    expect(ui.loadURL).toHaveBeenCalledTimes(2);
    vi.advanceTimersByTime(1);
    expect(ui.loadURL).toHaveBeenCalledTimes(3);
  });
});

describe('Electron host: the key', () => {
  const sealedFile = () => join(data, 'cache.key.sealed');
  const plainFile = () => join(data, 'cache.key');
  const givenKey = () => station.options?.key.toString('hex');

  it('EH-17 is sealed by the key store, and the same at the next start', async () => {
    await start();
    const first = givenKey();
    expect(first).toMatch(/^[0-9a-f]{64}$/);
    expect(existsSync(plainFile())).toBe(false);
    expect(readFileSync(sealedFile(), 'utf8')).not.toContain(first);
    expect(statSync(sealedFile()).mode & 0o777).toBe(0o600);
    await freshElectron();
    await start();
    expect(givenKey()).toBe(first);
    expect(events()).not.toContain('key-store-unavailable');
  });

  it.each([
    ['there is none', () => fake.keyStore.isAsyncEncryptionAvailable.mockResolvedValue(false)],
    ['it is a mere password', () => fake.keyStore.getSelectedStorageBackend.mockReturnValue('basic_text')],
  ])('EH-18 is a file for this user only when %s, and the log says so', async (_name, prepare) => {
    prepare();
    await start();
    expect(existsSync(sealedFile())).toBe(false);
    expect(readFileSync(plainFile(), 'utf8').trim()).toBe(givenKey());
    expect(statSync(plainFile()).mode & 0o777).toBe(0o600);
    expect(events()).toContain('key-store-unavailable');
  });

  it('EH-19 that lay in a file is sealed once there is a key store, and the file goes', async () => {
    writeFileSync(plainFile(), `${'ab'.repeat(32)}\n`, { mode: 0o600 });
    await start();
    expect(givenKey()).toBe('ab'.repeat(32));
    expect(existsSync(plainFile())).toBe(false);
    expect(existsSync(sealedFile())).toBe(true);
  });

  it.each([
    ['is away', () => fake.keyStore.isAsyncEncryptionAvailable.mockResolvedValue(false)],
    ['does not open it', () => fake.keyStore.decryptStringAsync.mockRejectedValue(new Error('no'))],
    [
      'opens it as something else',
      () => fake.keyStore.decryptStringAsync.mockResolvedValue({ result: 'x', shouldReEncrypt: false }),
    ],
  ])(
    'EH-20 that is sealed is never replaced: when the store %s, the start ends in plain words',
    async (_name, prepare) => {
      const written = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
      writeFileSync(sealedFile(), 'sealed');
      prepare();
      await import('./main.ts');
      await until(() => fake.app.exit.mock.calls.length > 0);
      expect(fake.app.exit).toHaveBeenCalledWith(1);
      expect(written.mock.lastCall?.[0]).toMatch(/key store does not open .*cache\.key\.sealed/);
      expect(readFileSync(sealedFile(), 'utf8')).toBe('sealed');
      expect(existsSync(plainFile())).toBe(false);
      expect(station.options).toBeUndefined();
    },
  );
});

describe('Electron host: end', () => {
  it('EH-21 closing the window stops the seat first, then the program and its hub', async () => {
    const { ui, media } = await startWithHub();
    ui.close();
    expect(fake.app.quit).toHaveBeenCalledOnce();
    expect(fake.app.exit).not.toHaveBeenCalled();
    expect(media.destroy).not.toHaveBeenCalled();
    await until(() => fake.app.exit.mock.calls.length > 0);
    expect(fake.app.exit).toHaveBeenCalledWith(0);
    expect(station.stopped).toBe(true);
    expect(fake.hubs[0]?.kill).toHaveBeenCalledOnce();
    const again = new FakeEvent();
    fake.app.emit('before-quit', again);
    expect(again.defaultPrevented).toBe(true);
    expect(fake.app.exit).toHaveBeenCalledOnce();
  });

  it('EH-22 during a call the person is asked before the window closes', async () => {
    const { ui } = await start();
    station.live = true;
    ui.close();
    expect(ui.destroy).not.toHaveBeenCalled();
    await until(() => fake.dialog.showMessageBox.mock.calls.length > 0);
    fake.dialog.showMessageBox.mockResolvedValue({ response: 1, checkboxChecked: false });
    ui.close();
    await until(() => ui.destroy.mock.calls.length > 0);
  });

  it('EH-23 nothing comes back once the window has closed', async () => {
    const { ui, media } = await start();
    vi.useFakeTimers();
    media.webContents.emit('render-process-gone', new FakeEvent(), { reason: 'killed', exitCode: 0 });
    ui.destroy();
    vi.advanceTimersByTime(5_000);
    expect(fake.windows).toHaveLength(2);
    fake.app.emit('second-instance');
    expect(ui.focus).not.toHaveBeenCalled();
  });
});

describe('Electron host: preload', () => {
  it('EH-24 gives a page one object with two functions, and opens the channel when the page listens', async () => {
    await import('./preload.ts');
    expect(fake.contextBridge.exposeInMainWorld).toHaveBeenCalledOnce();
    const [name, door] = fake.contextBridge.exposeInMainWorld.mock.calls[0] ?? [];
    expect(name).toBe('lianxinqiao');
    expect(Object.keys(door)).toEqual(['send', 'onMessage']);
    expect(fake.ipcRenderer.send).not.toHaveBeenCalled();
    const messages: unknown[] = [];
    door.onMessage((message: unknown) => messages.push(message));
    expect(fake.ipcRenderer.send.mock.calls).toEqual([['lianxinqiao:open']]);
    fake.ipcRenderer.emit('lianxinqiao:contract', { sender: 'never seen' }, { kind: 'event' });
    expect(messages).toEqual([{ kind: 'event' }]);
    door.send({ kind: 'request' });
    expect(fake.ipcRenderer.send).toHaveBeenLastCalledWith('lianxinqiao:contract', { kind: 'request' });
  });
});
