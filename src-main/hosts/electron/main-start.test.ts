import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { hostFixture } from './testing/host-fixture.ts';

const host = hostFixture();
const { start, startWithHub, isStarted, until, freshElectron, load } = host;

describe('Electron host: start', () => {
  it('EH-1 a second start of the same data folder gives way, and the first comes to the front', async () => {
    host.fake.app.requestSingleInstanceLock.mockReturnValue(false);
    await load();
    expect(host.fake.app.exit).toHaveBeenCalledWith(0);
    expect(host.fake.windows).toEqual([]);
    // The lock is in the folder of Chromium's files: it has to be set first.
    expect(host.fake.app.setPath).toHaveBeenCalledWith('userData', join(host.data, 'electron'));
    expect(host.fake.app.setPath.mock.invocationCallOrder[0]).toBeLessThan(
      host.fake.app.requestSingleInstanceLock.mock.invocationCallOrder[0] ?? 0,
    );
  });

  it('EH-1 the first comes to the front', async () => {
    const { ui, media } = await start();
    ui.minimized = true;
    host.fake.app.emit('second-instance');
    for (const method of [ui.restore, ui.show, ui.focus]) expect(method).toHaveBeenCalledOnce();
    expect(media.show).not.toHaveBeenCalled();
  });

  it('EH-2 opens the window of the person and a hidden one for the voice, both locked in', async () => {
    const { ui, media } = await start();
    expect(host.fake.windows).toHaveLength(2);
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
        preload: join(host.root, 'out', 'electron', 'preload.cjs'),
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
    expect(host.fake.powerSaveBlocker.start).toHaveBeenCalledWith('prevent-app-suspension');
  });

  it('EH-2 a packed program has no developer tools', async () => {
    host.fake.app.isPackaged = true;
    process.argv = ['lianxinqiao', '--no-sandbox', '--data', host.data];
    const { ui, media } = await start();
    for (const { options } of [ui, media]) expect(options.webPreferences?.devTools).toBe(false);
  });

  it('EH-3 sandbox and scheme are declared before the app is ready', async () => {
    let ready: () => void = () => undefined;
    host.fake.app.ready = new Promise((resolve) => {
      ready = resolve;
    });
    await load();
    expect(host.fake.app.enableSandbox).toHaveBeenCalledOnce();
    expect(host.fake.protocol.registerSchemesAsPrivileged).toHaveBeenCalledOnce();
    expect(host.fake.windows).toEqual([]);
    ready();
    await until(isStarted);
  });

  it('EH-4 tells what is wrong and ends with its code', async () => {
    const written = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const cases: Array<[string[], number, RegExp]> = [
      [['--nonsense'], 2, /nonsense/],
      [['--data', join(host.root, 'out', 'secret.txt', 'below')], 97, /data folder .*--data DIR/],
    ];
    for (const [flags, code, message] of cases) {
      await freshElectron();
      process.argv = ['electron', host.root, ...flags];
      await load();
      expect(host.fake.app.exit).toHaveBeenCalledWith(code);
      expect(written.mock.lastCall?.[0]).toMatch(message);
      expect(host.fake.dialog.showErrorBox).not.toHaveBeenCalled();
    }
    await freshElectron();
    host.fake.app.isPackaged = true;
    await load();
    expect(host.fake.dialog.showErrorBox).toHaveBeenCalledOnce();
  });

  it('EH-5 gives the station what it needs, and the hub as a utility process', async () => {
    await startWithHub();
    expect(host.station.options).toMatchObject({
      host: 'electron',
      version: '1.2.3',
      dataDirectory: host.data,
      assetsDirectory: join(host.root, 'assets'),
    });
    const hubFolder = join(host.data, 'hub');
    expect(host.fake.fork).toHaveBeenCalledWith(
      join(host.root, 'out', 'hub', 'main.js'),
      [
        ...['--data', hubFolder, '--port', '0', '--token-file', join(hubFolder, 'token')],
        ...['--seat-supervisor', join(hubFolder, 'seat-supervisor')],
      ],
      { stdio: 'ignore', serviceName: 'lianxinqiao-hub' },
    );
    mkdirSync(hubFolder);
    writeFileSync(join(hubFolder, 'token'), 'the-token-of-the-hub');
    host.fake.hubs[0]?.emit('message', { listening: 'http://127.0.0.1:1' });
    expect(host.station.options?.embeddedHub()).toBeUndefined();
    host.fake.hubs[0]?.emit('message', '{"listening":"http://127.0.0.1:4000"}');
    expect(host.station.options?.embeddedHub()).toEqual({
      url: 'http://127.0.0.1:4000',
      token: 'the-token-of-the-hub',
    });
  });
});
