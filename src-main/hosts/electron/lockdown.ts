import type { App, Session, WebContents } from 'electron';
import type { Log } from '../../log/index.ts';
import { isOurOrigin, isPage } from './pages.ts';

/**
 * What Chromium asks before it lets WebRTC reach the exchange in the house or the relay on this machine
 * (Local Network Access; `local-network-access` in older versions). The pages' policy keeps `fetch` and
 * WebSocket to our own files all the same.
 */
const NETWORK_PERMISSIONS: ReadonlySet<string> = new Set([
  'local-network-access',
  'local-network',
  'loopback-network',
]);

/** Telephony devices: headsets with buttons (HID Usage Tables, page 0x0B). */
const TELEPHONY_PAGE = 0x0b;

/** A HID device, as much of it as Electron tells of; anything else it calls a device has no collections. */
interface DescribedDevice {
  readonly collections?: ReadonlyArray<{ readonly usagePage: number }>;
}

function isHeadset(device: DescribedDevice): boolean {
  return device.collections?.some(({ usagePage }) => usagePage === TELEPHONY_PAGE) ?? false;
}

/**
 * Permissions by list: the microphone, and the network that a call's sound takes, for the media page alone; the
 * buttons of headsets for our pages. Everything else is refused, for everyone.
 */
export function lockPermissions(
  session: Session,
  isMediaPage: (contents: WebContents | null) => boolean,
  log: Log,
): void {
  session.setPermissionRequestHandler((contents, permission, callback, details) => {
    const audioOnly =
      'mediaTypes' in details && details.mediaTypes?.length === 1 && details.mediaTypes[0] === 'audio';
    const granted =
      isMediaPage(contents) &&
      details.isMainFrame &&
      isPage(details.requestingUrl, 'media') &&
      (NETWORK_PERMISSIONS.has(permission) || (permission === 'media' && audioOnly));
    if (!granted) log.warn('permission-refused', { permission });
    callback(granted);
  });
  session.setPermissionCheckHandler(
    (contents, permission, requestingOrigin, details) =>
      contents !== null &&
      details.isMainFrame &&
      isOurOrigin(requestingOrigin) &&
      (permission === 'hid' ||
        (isMediaPage(contents) &&
          (NETWORK_PERMISSIONS.has(permission) ||
            (permission === 'media' && details.mediaType === 'audio')))),
  );
  // A headset works without being asked for. (Chromium itself keeps back what is typed on any device.)
  session.setDevicePermissionHandler(
    ({ deviceType, origin, device }) =>
      deviceType === 'hid' && isOurOrigin(origin) && 'collections' in device && isHeadset(device),
  );
  session.on('select-hid-device', (event, { deviceList, frame }, callback) => {
    event.preventDefault();
    const isOurs = frame !== null && isOurOrigin(frame.origin);
    callback(isOurs ? deviceList.find(isHeadset)?.deviceId : undefined);
  });
  session.on('will-download', (event) => event.preventDefault());
}

/** No page goes anywhere else, opens a window, frames anything or attaches a view. Reloading itself is fine. */
export function lockNavigation(app: App, log: Log): void {
  app.on('web-contents-created', (_created, contents) => {
    const refuse = (event: { preventDefault: () => void }, kind: string) => {
      event.preventDefault();
      log.warn('navigation-refused', { kind });
    };
    contents.on('will-navigate', (event) => {
      if (event.url !== contents.getURL()) refuse(event, 'navigate');
    });
    contents.on('will-frame-navigate', (event) => {
      if (!event.isMainFrame) refuse(event, 'frame');
    });
    contents.on('will-redirect', (event) => refuse(event, 'redirect'));
    contents.on('will-attach-webview', (event) => refuse(event, 'webview'));
    contents.setWindowOpenHandler(() => {
      log.warn('navigation-refused', { kind: 'window' });
      return { action: 'deny' };
    });
  });
}
