// @ts-check
import { describe, expect, it } from 'vitest';
import { chromiumCandidates, findChromium, hasChineseFont } from './chromium.mjs';
import { fakeRun } from './testing.mjs';

/** @param {Array<{ command: string } | { path: string }>} candidates */
const names = (candidates) => candidates.map((one) => ('path' in one ? one.path : one.command));

describe('chromiumCandidates', () => {
  it('is only what LIANXINQIAO_CHROMIUM names, if it is set', () => {
    expect(chromiumCandidates('linux', { LIANXINQIAO_CHROMIUM: '/c' })).toEqual([{ path: '/c' }]);
    expect(chromiumCandidates('win32', { LIANXINQIAO_CHROMIUM: 'C:\\c.exe' })).toEqual([
      { path: 'C:\\c.exe' },
    ]);
    expect(chromiumCandidates('linux', { LIANXINQIAO_CHROMIUM: 'vivaldi' })).toEqual([
      { command: 'vivaldi' },
    ]);
  });

  it('prefers Chromium, Chrome and Edge to the browsers of Kylin and UOS', () => {
    const linux = names(chromiumCandidates('linux', {}));
    expect(linux.slice(0, 3)).toEqual(['chromium', 'chromium-browser', 'google-chrome']);
    for (const late of [
      'qaxbrowser',
      '/opt/apps/org.deepin.browser/files/org.deepin.browser',
      'browser360-cn',
    ]) {
      expect(linux.indexOf(late)).toBeGreaterThan(linux.indexOf('brave'));
    }
  });

  it('looks in all program folders of Windows, Edge first', () => {
    const windows = names(
      chromiumCandidates('win32', {
        ProgramFiles: 'C:\\Program Files',
        'ProgramFiles(x86)': 'C:\\Program Files (x86)',
        LOCALAPPDATA: 'C:\\Users\\u\\AppData\\Local',
      }),
    );
    expect(windows[0]).toBe('C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe');
    expect(windows).toContain('C:\\Users\\u\\AppData\\Local\\Google\\Chrome\\Application\\chrome.exe');
    expect(chromiumCandidates('win32', {})).toEqual([]);
  });

  it('looks among the applications of macOS', () => {
    expect(names(chromiumCandidates('darwin', { HOME: '/Users/u' }))[0]).toBe(
      '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    );
  });
});

describe('findChromium', () => {
  const env = { PATH: '/usr/bin:/opt/bin' };

  it('passes over a program that does not tell its version', async () => {
    const { run, calls } = fakeRun((command) =>
      command === '/usr/bin/google-chrome'
        ? { output: 'Google Chrome 150.0.7871.100' }
        : { code: 1, output: 'requires the chromium snap' },
    );
    const installed = ['/opt/bin/chromium-browser', '/usr/bin/google-chrome'];
    const found = await findChromium({
      platform: 'linux',
      env,
      isProgram: (path) => installed.includes(path),
      run,
    });
    expect(found).toBe('/usr/bin/google-chrome');
    expect(calls.map(({ command }) => command)).toEqual(installed);
  });

  it('finds nothing where there is nothing, and runs nothing', async () => {
    const { run, calls } = fakeRun(() => ({}));
    expect(await findChromium({ platform: 'linux', env, isProgram: () => false, run })).toBeUndefined();
    expect(calls).toEqual([]);
  });

  it('does not run a browser of Windows to ask its version: it would open a window', async () => {
    const { run, calls } = fakeRun(() => ({}));
    const found = await findChromium({
      platform: 'win32',
      env: { ProgramFiles: 'C:\\Program Files' },
      isProgram: (path) => path.endsWith('chrome.exe'),
      run,
    });
    expect(found).toBe('C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe');
    expect(calls).toEqual([]);
  });
});

describe('hasChineseFont', () => {
  it('goes by fc-list', async () => {
    expect(
      await hasChineseFont({ platform: 'linux', run: fakeRun(() => ({ output: 'Noto Sans CJK SC\n' })).run }),
    ).toBe(true);
    expect(await hasChineseFont({ platform: 'linux', run: fakeRun(() => ({ output: '\n' })).run })).toBe(
      false,
    );
  });
  it('is taken for granted elsewhere', async () => {
    expect(await hasChineseFont({ platform: 'win32', run: fakeRun(() => ({ code: 1 })).run })).toBe(true);
  });
});
