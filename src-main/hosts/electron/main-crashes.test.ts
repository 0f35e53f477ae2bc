import { describe, expect, it, vi } from 'vitest';
import type { FakeBrowserWindow } from './testing/fake-electron.ts';
import { hostFixture } from './testing/host-fixture.ts';

const host = hostFixture();
const { start, startWithHub, window, until, openPage } = host;

describe('Electron host: crashes', () => {
  const crash = (from: FakeBrowserWindow) =>
    from.webContents.emit('render-process-gone', new host.FakeEvent(), { reason: 'crashed', exitCode: 5 });

  it('EH-14 a crash of the UI loads the UI again and leaves the voice alone', async () => {
    const { ui, media } = await start();
    openPage(media);
    openPage(ui);
    vi.useFakeTimers();
    crash(ui);
    expect(host.station.attached.map(({ role, open }) => [role, open])).toEqual([
      ['media', true],
      ['ui', false],
    ]);
    vi.advanceTimersByTime(0);
    expect(ui.loadURL).toHaveBeenCalledTimes(2);
    expect(media.loadURL).toHaveBeenCalledTimes(1);
    expect(host.fake.windows).toHaveLength(2);
    openPage(ui);
    expect(host.station.attached.at(-1)).toMatchObject({ role: 'ui', open: true });
  });

  it('EH-15 a crash of the media page opens a new hidden window in its place and leaves the UI alone', async () => {
    const { ui, media } = await start();
    openPage(media);
    openPage(ui);
    vi.useFakeTimers();
    crash(media);
    expect(host.station.attached.map(({ open }) => open)).toEqual([false, true]);
    vi.advanceTimersByTime(0);
    expect(media.destroy).toHaveBeenCalledOnce();
    expect(host.fake.windows).toHaveLength(3);
    expect(window(2).options).toEqual(media.options);
    expect(ui.loadURL).toHaveBeenCalledTimes(1);
    openPage(media);
    expect(host.log.lines.at(-1)?.data).toEqual({ reason: 'wrong-window' });
    openPage(window(2));
    expect(host.station.attached.at(-1)).toMatchObject({ role: 'media', open: true });
    expect(host.fake.app.quit).not.toHaveBeenCalled();
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

describe('Electron host: end', () => {
  it('EH-21 closing the window stops the seat first, then the program and its hub', async () => {
    const { ui, media } = await startWithHub();
    ui.close();
    expect(host.fake.app.quit).toHaveBeenCalledOnce();
    expect(host.fake.app.exit).not.toHaveBeenCalled();
    expect(media.destroy).not.toHaveBeenCalled();
    await until(() => host.fake.app.exit.mock.calls.length > 0);
    expect(host.fake.app.exit).toHaveBeenCalledWith(0);
    expect(host.station.stopped).toBe(true);
    expect(host.fake.hubs[0]?.kill).toHaveBeenCalledOnce();
    const again = new host.FakeEvent();
    host.fake.app.emit('before-quit', again);
    expect(again.defaultPrevented).toBe(true);
    expect(host.fake.app.exit).toHaveBeenCalledOnce();
  });

  it('EH-22 during a call the person is asked before the window closes', async () => {
    const { ui } = await start();
    host.station.live = true;
    ui.close();
    expect(ui.destroy).not.toHaveBeenCalled();
    await until(() => host.fake.dialog.showMessageBox.mock.calls.length > 0);
    host.fake.dialog.showMessageBox.mockResolvedValue({ response: 1, checkboxChecked: false });
    ui.close();
    await until(() => ui.destroy.mock.calls.length > 0);
  });

  it('EH-23 nothing comes back once the window has closed', async () => {
    const { ui, media } = await start();
    vi.useFakeTimers();
    media.webContents.emit('render-process-gone', new host.FakeEvent(), { reason: 'killed', exitCode: 0 });
    ui.destroy();
    vi.advanceTimersByTime(5_000);
    expect(host.fake.windows).toHaveLength(2);
    host.fake.app.emit('second-instance');
    expect(ui.focus).not.toHaveBeenCalled();
  });
});
