// @ts-check
import { describe, expect, it } from 'vitest';
import { installSentence, installSystemPackage, packageManager } from './packages.mjs';
import { fakeProgress, fakeRun } from './testing.mjs';

const apt = packageManager((command) => (command === 'apt-get' ? '/usr/bin/apt-get' : undefined), 'linux');

describe('packageManager', () => {
  it('is the first one in PATH, on Linux only', () => {
    expect(apt?.name).toBe('apt-get');
    expect(packageManager((command) => (command === 'dnf' ? '/bin/dnf' : undefined), 'linux')?.name).toBe(
      'dnf',
    );
    expect(packageManager(() => '/bin/any', 'darwin')).toBeUndefined();
    expect(packageManager(() => undefined, 'linux')).toBeUndefined();
  });
  it('tells the command to type', () => {
    expect(installSentence('chinese-font', apt)).toBe('sudo apt-get install fonts-noto-cjk');
    expect(installSentence('chromium', undefined)).toBeUndefined();
  });
});

describe('installSystemPackage', () => {
  const request = { what: 'Chromium', names: ['chromium', 'chromium-browser'], manager: apt };

  it('does nothing without the right to', async () => {
    const { run, calls } = fakeRun(() => ({}));
    const { progress, lines } = fakeProgress();
    expect(await installSystemPackage({ ...request, progress, run, allowed: false })).toBe(false);
    expect([calls, lines]).toEqual([[], []]);
  });

  it('brings the lists up to date once, and tries the next name if one is unknown', async () => {
    const { run, calls } = fakeRun((_command, args) => ({ code: args.at(-1) === 'chromium' ? 100 : 0 }));
    const { progress, lines } = fakeProgress();
    expect(await installSystemPackage({ ...request, progress, run, allowed: true })).toBe(true);
    expect(calls.map(({ args }) => args.at(-1))).toEqual(['update', 'chromium', 'chromium-browser']);
    expect(lines).toEqual(['Installing Chromium with apt-get: done']);
    expect(await installSystemPackage({ ...request, names: ['fonts'], progress, run, allowed: true })).toBe(
      true,
    );
    expect(calls.map(({ args }) => args.at(-1)).slice(3)).toEqual(['fonts']);
  });

  it('installs several packages in one go, and starts no service that they bring', async () => {
    const { run, calls } = fakeRun(() => ({}));
    const { progress } = fakeProgress();
    const names = [['kamailio', 'sip-tester']];
    expect(await installSystemPackage({ ...request, names, progress, run, allowed: true })).toBe(true);
    expect(calls.at(-1)?.args.slice(-2)).toEqual(['kamailio', 'sip-tester']);
    expect(calls.at(-1)?.env?.['RUNLEVEL']).toBe('1');
  });

  it('reports a failure and where the words are', async () => {
    const { run } = fakeRun(() => ({ code: 100, output: 'E: Unable to locate package' }));
    const { progress, lines } = fakeProgress();
    expect(await installSystemPackage({ ...request, progress, run, allowed: true })).toBe(false);
    expect(lines.join()).toMatch(/failed, apt-get's words are in .*\.log/);
  });
});
