import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, vi } from 'vitest';
import type { Channel } from '#shared/contract/index.ts';
import { createMemoryLog } from '../../../log/index.ts';
import type { StationOptions } from '../../../station/index.ts';
import type { FakeBrowserWindow } from './fake-electron.ts';

type FakeElectron = typeof import('./fake-electron.ts');

/** A station that only notes what it was given and who attached. */
function createFakeStation() {
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
  return station;
}

interface Windows {
  readonly ui: FakeBrowserWindow;
  readonly media: FakeBrowserWindow;
}

/** The real entry, on a fake Electron and a fake station; all of it new for each test. */
export interface HostFixture {
  readonly fake: FakeElectron['fake'];
  readonly FakeEvent: FakeElectron['FakeEvent'];
  readonly station: ReturnType<typeof createFakeStation>;
  readonly log: ReturnType<typeof createMemoryLog>;
  /** The seat's data folder, and the folder of the program in it. */
  readonly data: string;
  readonly root: string;
  /** A new process, as far as Electron and our modules are concerned. */
  freshElectron(): Promise<void>;
  /** Runs the entry as far as it goes by itself. */
  load(): Promise<unknown>;
  /** Runs the entry until its station runs. */
  start(): Promise<Windows>;
  /** The same, and the first second passes: then the hub starts. */
  startWithHub(): Promise<Windows>;
  isStarted(): boolean;
  window(index: number): FakeBrowserWindow;
  /** Names of what was logged. */
  events(): string[];
  /** Waits for what the entry does by itself, however long that takes; faked timers stand still meanwhile. */
  until(condition: () => boolean): Promise<void>;
  /** A page's script begins to listen. */
  openPage(from: FakeBrowserWindow, part?: Record<string, unknown>): void;
  /** A page sends a message. */
  say(from: FakeBrowserWindow, message: unknown, part?: Record<string, unknown>): void;
}

/** For the tests of a file; sets up before each, and nothing is left after it. */
export function hostFixture(): HostFixture {
  const argv = process.argv;
  let station = createFakeStation();
  let log = createMemoryLog();
  let electron: FakeElectron;
  let data = '';
  let root = '';

  const freshElectron = async () => {
    vi.resetModules();
    log = createMemoryLog();
    electron = await import('./fake-electron.ts');
    vi.doMock('electron', () => electron.electron);
    electron.fake.app.appPath = root;
  };
  const emit = (name: string, from: FakeBrowserWindow, part: object, ...rest: unknown[]) => {
    const { webContents: sender } = from;
    electron.fake.ipcMain.emit(name, { sender, senderFrame: sender.mainFrame, ...part }, ...rest);
  };
  const fixture: HostFixture = {
    get fake() {
      return electron.fake;
    },
    get FakeEvent() {
      return electron.FakeEvent;
    },
    get station() {
      return station;
    },
    get log() {
      return log;
    },
    get data() {
      return data;
    },
    get root() {
      return root;
    },
    freshElectron,
    load: () => import('../main.ts'),
    start: async () => {
      await fixture.load();
      await fixture.until(fixture.isStarted);
      return { ui: fixture.window(0), media: fixture.window(1) };
    },
    startWithHub: async () => {
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
      const windows = await fixture.start();
      expect(electron.fake.fork).not.toHaveBeenCalled();
      vi.advanceTimersByTime(1_000);
      return windows;
    },
    isStarted: () => fixture.events().includes('started'),
    window: (index) => {
      const found = electron.fake.windows[index];
      if (!found) throw new Error(`There is no window ${index}.`);
      return found;
    },
    events: () => log.lines.map(({ event }) => event),
    until: async (condition) => {
      while (!condition()) await new Promise((resolve) => setImmediate(resolve));
    },
    openPage: (from, part = {}) => emit('lianxinqiao:open', from, part),
    say: (from, message, part = {}) => emit('lianxinqiao:contract', from, part, message),
  };

  vi.doMock('../../../station/index.ts', () => ({
    createStation: (options: StationOptions) => station.create(options),
  }));
  vi.doMock('../../../practice/index.ts', () => ({
    startPractice: async () => ({ handlers: { setRunning: () => null }, stop: async () => undefined }),
  }));
  vi.doMock('../../../log/index.ts', async (original) => ({
    ...(await original<typeof import('../../../log/index.ts')>()),
    openFileLog: () => ({ log, close: () => undefined }),
  }));
  beforeEach(async () => {
    station = createFakeStation();
    data = mkdtempSync(join(tmpdir(), 'electron-host-'));
    root = join(data, 'app');
    mkdirSync(join(root, 'out', 'renderer', 'assets'), { recursive: true });
    writeFileSync(join(root, 'out', 'renderer', 'index.html'), '<!doctype html><title>seat</title>');
    writeFileSync(join(root, 'out', 'secret.txt'), 'secret');
    await freshElectron();
    process.argv = ['electron', '--no-sandbox', root, '--data', data];
  });
  afterEach(() => {
    process.argv = argv;
    process.removeAllListeners('uncaughtException');
    vi.useRealTimers();
    rmSync(data, { recursive: true, force: true });
  });
  return fixture;
}
