// @ts-check
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  chooseHost,
  downloadFailure,
  electronEnvironment,
  formatAge,
  prepareElectron,
  rememberElectronFailure,
  rememberedFailure,
} from './electron.mjs';
import { ended, fakeProgress, fakeRun } from './testing.mjs';

const HOUR = 3_600_000;

describe('chooseHost', () => {
  const display = { DISPLAY: ':0' };
  it('is Electron where there is a display', () => {
    expect(chooseHost({ asked: undefined, platform: 'linux', env: display }).host).toBe('electron');
    expect(chooseHost({ asked: undefined, platform: 'linux', env: { WAYLAND_DISPLAY: 'w' } }).host).toBe(
      'electron',
    );
    expect(chooseHost({ asked: undefined, platform: 'win32', env: {} }).host).toBe('electron');
  });
  it('is the browser without a display, in continuous integration, or when asked for', () => {
    expect(chooseHost({ asked: undefined, platform: 'linux', env: {} })).toEqual({
      host: 'browser',
      reason: 'there is no display',
    });
    expect(chooseHost({ asked: undefined, platform: 'linux', env: { ...display, CI: 'true' } }).host).toBe(
      'browser',
    );
    expect(chooseHost({ asked: undefined, platform: 'linux', env: { ...display, CI: 'false' } }).host).toBe(
      'electron',
    );
    expect(
      chooseHost({
        asked: undefined,
        platform: 'linux',
        env: { ...display, ELECTRON_SKIP_BINARY_DOWNLOAD: '1' },
      }).host,
    ).toBe('browser');
    expect(chooseHost({ asked: 'browser', platform: 'linux', env: display }).host).toBe('browser');
  });
  it('is Electron when asked for, whatever else', () => {
    expect(chooseHost({ asked: 'electron', platform: 'linux', env: { CI: 'true' } }).host).toBe('electron');
  });
});

describe('rememberedFailure', () => {
  const memory = { version: '45.4.1', failedAt: 0, reason: 'ECONNREFUSED' };
  it('counts for a day', () => {
    expect(rememberedFailure(memory, '45.4.1', 3 * HOUR)).toEqual({ reason: 'ECONNREFUSED', age: 3 * HOUR });
    expect(rememberedFailure(memory, '45.4.1', 24 * HOUR - 1)).toBeDefined();
    expect(rememberedFailure(memory, '45.4.1', 24 * HOUR)).toBeUndefined();
  });
  it('does not count for another version, from the future, or damaged', () => {
    expect(rememberedFailure(memory, '46.0.0', HOUR)).toBeUndefined();
    expect(rememberedFailure({ ...memory, failedAt: 9 * HOUR }, '45.4.1', HOUR)).toBeUndefined();
    expect(rememberedFailure({ ...memory, failedAt: 'x' }, '45.4.1', HOUR)).toBeUndefined();
    expect(rememberedFailure({}, '45.4.1', HOUR)).toBeUndefined();
  });
});

it('formatAge', () => {
  expect([0, 5 * 60_000, 59 * 60_000, 3 * HOUR].map(formatAge)).toEqual([
    'just now',
    '5 min ago',
    '59 min ago',
    '3 h ago',
  ]);
});

describe('downloadFailure', () => {
  it('finds the reason', () => {
    expect(downloadFailure(ended({ code: 137, timedOut: true }), 60)).toBe('it took more than 60 s');
    expect(
      downloadFailure(ended({ code: 1, output: 'fetch failed: ECONNREFUSED\nTypeError: fetch failed' }), 60),
    ).toBe('ECONNREFUSED');
    expect(
      downloadFailure(ended({ code: 1, output: 'HTTPError: Response code 404 (Not Found) for x' }), 60),
    ).toBe('HTTP 404');
    expect(downloadFailure(ended({ code: 1, output: 'Error: Generated checksum is wrong' }), 60)).toBe(
      'Error: Generated checksum is wrong',
    );
    expect(downloadFailure(ended({ code: 3 }), 60)).toBe('exit code 3');
  });
});

it('electronEnvironment leaves out what would make Electron a plain Node', () => {
  expect(electronEnvironment({ ELECTRON_RUN_AS_NODE: '1', HOME: '/h' })).toEqual({ HOME: '/h' });
});

describe('prepareElectron', () => {
  let root = '';
  let folder = '';
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'electron-'));
    folder = join(root, 'node_modules', 'electron');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{"version":"45.4.1"}');
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const unpack = () => {
    mkdirSync(join(folder, 'dist'), { recursive: true });
    writeFileSync(join(folder, 'dist', 'electron'), '');
    writeFileSync(join(folder, 'path.txt'), 'electron');
  };
  /**
   * @param {import('./child.mjs').Run} run
   * @param {{ forced?: boolean, now?: number }} [options]
   */
  const prepare = (run, { forced = false, now = 0 } = {}) =>
    prepareElectron({
      root,
      node: 'node',
      forced,
      progress: fakeProgress().progress,
      run,
      env: {},
      now: () => now,
    });

  const refused = () => fakeRun(() => ({ code: 1, output: 'fetch failed: ECONNREFUSED\n' }));

  it('tries once, remembers the failure for a day, then tries again', async () => {
    const first = refused();
    expect(await prepare(first.run)).toEqual({ reason: 'its binary could not be downloaded: ECONNREFUSED' });
    expect(first.calls).toHaveLength(1);

    const later = refused();
    expect(await prepare(later.run, { now: 3 * HOUR })).toEqual({
      reason: 'its binary could not be downloaded: ECONNREFUSED, tried 3 h ago',
    });
    expect(later.calls).toHaveLength(0);

    const nextDay = refused();
    await prepare(nextDay.run, { now: 24 * HOUR });
    expect(nextDay.calls).toHaveLength(1);
  });

  it('tries again at once when forced', async () => {
    await prepare(refused().run);
    const forced = refused();
    await prepare(forced.run, { forced: true, now: HOUR });
    expect(forced.calls).toHaveLength(1);
  });

  it('tries the binary once after the download, and not at later starts', async () => {
    const { run, calls } = fakeRun((command) => {
      if (command === 'node') unpack();
      return { code: 0, output: 'v45.4.1' };
    });
    const executable = join(folder, 'dist', 'electron');
    expect(await prepare(run)).toEqual({ executable });
    expect(calls.map(({ command }) => command)).toEqual(['node', executable]);
    expect(await prepare(run)).toEqual({ executable });
    expect(calls).toHaveLength(2);
  });

  it('does not believe a download that left no executable', async () => {
    expect(await prepare(fakeRun(() => ({ code: 0 })).run)).toHaveProperty('reason');
  });

  it('does not use a binary that does not run, and says why', async () => {
    unpack();
    const { run } = fakeRun(() => ({
      code: 127,
      output: 'error while loading shared libraries: libnss3.so\n',
    }));
    expect(await prepare(run)).toEqual({
      reason: 'its binary does not run: error while loading shared libraries: libnss3.so',
    });
  });

  it('takes an unpacked folder without path.txt for half unpacked', async () => {
    unpack();
    rmSync(join(folder, 'path.txt'));
    const { run, calls } = refused();
    await prepare(run);
    expect(calls[0]?.command).toBe('node');
  });

  it('goes straight to the browser host after a window that could not be opened', async () => {
    unpack();
    rememberElectronFailure(root, 'it could not open its window: SIGTRAP', 0);
    const { run, calls } = fakeRun(() => ({}));
    expect(await prepare(run, { now: HOUR })).toEqual({
      reason: 'it could not open its window: SIGTRAP, tried 1 h ago',
    });
    expect(calls).toHaveLength(0);
  });
});
