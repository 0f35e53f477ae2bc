import { describe, expect, it, vi } from 'vitest';
import type { FakeBrowserWindow } from './testing/fake-electron.ts';
import { hostFixture } from './testing/host-fixture.ts';

const host = hostFixture();
const { start } = host;

describe('Electron host: locks', () => {
  it('EH-12 grants the media page its microphone and network, and nobody anything else', async () => {
    const { ui, media } = await start();
    const [request] = host.fake.session.setPermissionRequestHandler.mock.calls[0] ?? [];
    const [check] = host.fake.session.setPermissionCheckHandler.mock.calls[0] ?? [];
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
    const download = new host.FakeEvent();
    host.fake.session.emit('will-download', download);
    expect(download.defaultPrevented).toBe(true);
  });

  it('EH-25 of all devices our pages get headsets with buttons, and no keyboard', async () => {
    await start();
    const [permit] = host.fake.session.setDevicePermissionHandler.mock.calls[0] ?? [];
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
      const event = new host.FakeEvent();
      const selected = vi.fn();
      host.fake.session.emit(
        'select-hid-device',
        event,
        { deviceList, frame: origin && { origin } },
        selected,
      );
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
        const event = Object.assign(new host.FakeEvent(), details);
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
    expect(host.fake.menu.setApplicationMenu).toHaveBeenCalledWith(null);
  });
});
