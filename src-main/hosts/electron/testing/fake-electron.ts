import { EventEmitter } from 'node:events';
import type {
  App,
  BaseWindow,
  BrowserWindow,
  BrowserWindowConstructorOptions,
  ContextBridge,
  Dialog,
  IpcRenderer,
  Menu,
  MessageBoxOptions,
  MessageBoxReturnValue,
  PowerSaveBlocker,
  Protocol,
  SafeStorage,
  Session,
  UtilityProcess,
  utilityProcess,
  WebContents,
  WebFrameMain,
} from 'electron';
import { vi } from 'vitest';

/**
 * As much of `electron` as the host uses, so that its real entry runs in a test. Each part implements a
 * `Pick` of Electron's own types, and each method is typed as Electron's: a version that changes one of them
 * does not compile. A fresh module registry is a fresh Electron.
 */
class FakeApp
  extends EventEmitter
  implements
    Pick<
      App,
      | 'enableSandbox'
      | 'exit'
      | 'getAppPath'
      | 'getLocale'
      | 'getVersion'
      | 'isPackaged'
      | 'quit'
      | 'requestSingleInstanceLock'
      | 'setPath'
      | 'whenReady'
    >
{
  isPackaged = false;
  appPath = '';
  /** Held back until a test lets it go. */
  ready = Promise.resolve();
  enableSandbox = vi.fn<App['enableSandbox']>();
  exit = vi.fn<App['exit']>();
  getAppPath = vi.fn<App['getAppPath']>(() => this.appPath);
  getLocale = vi.fn<App['getLocale']>(() => 'zh-CN');
  getVersion = vi.fn<App['getVersion']>(() => '1.2.3');
  quit = vi.fn<App['quit']>(() => void this.emit('before-quit', new FakeEvent()));
  requestSingleInstanceLock = vi.fn<App['requestSingleInstanceLock']>(() => true);
  setPath = vi.fn<App['setPath']>();
  whenReady = vi.fn<App['whenReady']>(() => this.ready);
}

/** An event that can be prevented, with what else it carries. */
export class FakeEvent implements Pick<Electron.Event, 'preventDefault' | 'defaultPrevented'> {
  defaultPrevented = false;
  preventDefault = () => {
    this.defaultPrevented = true;
  };
}

let nextId = 1;

export class FakeWebContents
  extends EventEmitter
  implements Pick<WebContents, 'getURL' | 'id' | 'isDestroyed' | 'send' | 'setWindowOpenHandler'>
{
  readonly id = nextId++;
  mainFrame: Pick<WebFrameMain, 'url'> = { url: '' };
  destroyed = false;
  getURL = vi.fn<WebContents['getURL']>(() => this.mainFrame.url);
  isDestroyed = vi.fn<WebContents['isDestroyed']>(() => this.destroyed);
  send = vi.fn<WebContents['send']>();
  setWindowOpenHandler = vi.fn<WebContents['setWindowOpenHandler']>();
}

/** Notifications that a system without any has. */
export const fakeNotification = { isSupported: vi.fn(() => false) };

export class FakeBrowserWindow
  extends EventEmitter
  implements
    Pick<BrowserWindow, 'close' | 'destroy' | 'focus' | 'isMinimized' | 'loadURL' | 'restore' | 'show'>
{
  readonly options: BrowserWindowConstructorOptions;
  readonly webContents = new FakeWebContents();
  minimized = false;
  constructor(options: BrowserWindowConstructorOptions) {
    super();
    this.options = options;
    fake.windows.push(this);
    fake.app.emit('web-contents-created', new FakeEvent(), this.webContents);
  }
  close = vi.fn<BrowserWindow['close']>(() => {
    const event = new FakeEvent();
    this.emit('close', event);
    if (!event.defaultPrevented) this.destroy();
  });
  destroy = vi.fn<BrowserWindow['destroy']>(() => {
    this.webContents.destroyed = true;
    this.emit('closed');
  });
  focus = vi.fn<BrowserWindow['focus']>();
  isMinimized = vi.fn<BrowserWindow['isMinimized']>(() => this.minimized);
  loadURL = vi.fn<BrowserWindow['loadURL']>(async (url) => {
    this.webContents.mainFrame = { url };
  });
  restore = vi.fn<BrowserWindow['restore']>();
  show = vi.fn<BrowserWindow['show']>();
}

class FakeSession
  extends EventEmitter
  implements
    Pick<Session, 'setDevicePermissionHandler' | 'setPermissionCheckHandler' | 'setPermissionRequestHandler'>
{
  setDevicePermissionHandler = vi.fn<Session['setDevicePermissionHandler']>();
  setPermissionCheckHandler = vi.fn<Session['setPermissionCheckHandler']>();
  setPermissionRequestHandler = vi.fn<Session['setPermissionRequestHandler']>();
}

export class FakeUtilityProcess extends EventEmitter implements Pick<UtilityProcess, 'kill'> {
  kill = vi.fn<UtilityProcess['kill']>(() => true);
}

/** Seals by reversing: different from the text, and it can be opened again. */
const reversed = (text: string) => [...text].reverse().join('');
const keyStore = {
  isAsyncEncryptionAvailable: vi.fn<SafeStorage['isAsyncEncryptionAvailable']>(async () => true),
  encryptStringAsync: vi.fn<SafeStorage['encryptStringAsync']>(async (text) => Buffer.from(reversed(text))),
  decryptStringAsync: vi.fn<SafeStorage['decryptStringAsync']>(async (sealed) => ({
    result: reversed(sealed.toString()),
    shouldReEncrypt: false,
  })),
  getSelectedStorageBackend: vi.fn<SafeStorage['getSelectedStorageBackend']>(() => 'gnome_libsecret'),
} satisfies Partial<SafeStorage>;

/** The fake's own handles, for tests. */
export const fake = {
  app: new FakeApp(),
  windows: [] as FakeBrowserWindow[],
  ipcMain: new EventEmitter(),
  session: new FakeSession(),
  keyStore,
  dialog: {
    showErrorBox: vi.fn<Dialog['showErrorBox']>(),
    showMessageBox: vi.fn(
      async (_window: BaseWindow, _options: MessageBoxOptions): Promise<MessageBoxReturnValue> => ({
        response: 0,
        checkboxChecked: false,
      }),
    ),
  },
  menu: { setApplicationMenu: vi.fn<typeof Menu.setApplicationMenu>() },
  powerSaveBlocker: {
    start: vi.fn<PowerSaveBlocker['start']>(() => 1),
  } satisfies Partial<PowerSaveBlocker>,
  protocol: {
    registerSchemesAsPrivileged: vi.fn<Protocol['registerSchemesAsPrivileged']>(),
    handle: vi.fn<Protocol['handle']>(),
  } satisfies Partial<Protocol>,
  hubs: [] as FakeUtilityProcess[],
  fork: vi.fn((..._given: Parameters<typeof utilityProcess.fork>) => {
    const hub = new FakeUtilityProcess();
    fake.hubs.push(hub);
    return hub;
  }),
  contextBridge: {
    exposeInMainWorld: vi.fn<ContextBridge['exposeInMainWorld']>(),
  } satisfies Partial<ContextBridge>,
  ipcRenderer: Object.assign(new EventEmitter(), { send: vi.fn<IpcRenderer['send']>() }),
};

/** What `import … from 'electron'` gets. The names are Electron's: a wrong one does not compile. */
export const electron = {
  app: fake.app,
  BrowserWindow: FakeBrowserWindow,
  contextBridge: fake.contextBridge,
  dialog: fake.dialog,
  ipcMain: fake.ipcMain,
  ipcRenderer: fake.ipcRenderer,
  Menu: fake.menu,
  powerSaveBlocker: fake.powerSaveBlocker,
  Notification: fakeNotification,
  protocol: fake.protocol,
  safeStorage: fake.keyStore,
  session: { defaultSession: fake.session },
  utilityProcess: { fork: fake.fork },
} satisfies Partial<Record<keyof typeof import('electron'), unknown>>;
