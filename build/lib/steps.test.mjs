// @ts-check
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { build, OUTPUTS } from './builder.mjs';
import { checkDataFolder } from './data-folder.mjs';
import { install, isInstalled } from './install.mjs';
import { createProgress } from './progress.mjs';
import { chooseNode } from './runtime.mjs';
import { ended, fakeProgress, fakeRun } from './testing.mjs';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'steps-'));
});
afterEach(() => rmSync(root, { recursive: true }));

/**
 * @param {string} path
 * @param {string} [content]
 */
function put(path, content = 'x') {
  const full = join(root, path);
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, content);
}

describe('install', () => {
  const { progress } = fakeProgress();
  const npm = () => {
    put('node_modules/a/package.json', '{}');
    return { output: 'npm http fetch GET 200 x 1ms\n' };
  };

  it('runs npm ci once, and again when package-lock.json changed or node_modules is gone', async () => {
    put('package-lock.json', '{"packages":{"":{},"node_modules/a":{}}}');
    const { run, calls } = fakeRun(npm);
    expect(await install({ root, progress, run, env: {} })).toBe(true);
    expect(calls[0]?.args).toContain('ci');
    expect(await install({ root, progress, run, env: {} })).toBe(false);

    put('package-lock.json', '{"packages":{"":{},"node_modules/b":{}}}');
    expect(isInstalled(root)).toBe(false);
    expect(await install({ root, progress, run, env: {} })).toBe(true);

    rmSync(join(root, 'node_modules'), { recursive: true });
    expect(await install({ root, progress, run, env: {} })).toBe(true);
    expect(calls).toHaveLength(3);
  });

  it('takes a failed installation for none, says why in a sentence, and keeps the log', async () => {
    put('package-lock.json', '{"packages":{}}');
    const { run } = fakeRun(() => ({ code: 1, output: 'npm error code ENOTFOUND' }));
    const failure = await install({ root, progress, run, env: {} }).catch((error) => error);
    expect(failure.message).toMatch(/^No network/);
    const log = /words are in (.*)$/.exec(failure.message)?.[1] ?? '';
    expect(readFileSync(log, 'utf8')).toBe('npm error code ENOTFOUND');
    rmSync(log);
    expect(isInstalled(root)).toBe(false);
  });

  it('stops npm when nothing but failures came for a while, not while requests succeed', async () => {
    vi.useFakeTimers();
    put('package-lock.json', '{"packages":{}}');
    const failure = 'npm http fetch GET x attempt 1 failed with ENOTFOUND';
    let stoppedAt = 0;
    /** @type {import('./child.mjs').Run} */
    const run = async (_command, _args, options) => {
      const began = Date.now();
      options?.stop?.addEventListener('abort', () => {
        stoppedAt = Date.now() - began;
      });
      options?.onLine?.(failure);
      await vi.advanceTimersByTimeAsync(19_000);
      options?.onLine?.('npm http fetch GET 200 x 1ms (cache miss)');
      await vi.advanceTimersByTimeAsync(60_000);
      options?.onLine?.(failure);
      await vi.advanceTimersByTimeAsync(10_000);
      options?.onLine?.(failure);
      await vi.advanceTimersByTimeAsync(60_000);
      return ended({ code: 137, output: failure });
    };
    const error = await install({ root, progress, run, env: {} }).catch((one) => one);
    vi.useRealTimers();
    expect(stoppedAt).toBe(99_000);
    expect(error.message).toMatch(/^No network.*ENOTFOUND/);
  });

  it('says so when there is no npm', async () => {
    put('package-lock.json', '{"packages":{}}');
    const startError = Object.assign(new Error('spawn npm ENOENT'), { code: 'ENOENT' });
    const { run } = fakeRun(() => ({ code: 127, startError }));
    await expect(install({ root, progress, run, env: {} })).rejects.toThrow(/npm could not be started/);
  });
});

describe('chooseNode', () => {
  const broken = fakeRun(() => ({ code: 127, output: 'not found: ld-linux-x86-64.so.2' })).run;
  it('is the packaged one if it runs', async () => {
    const { progress, lines } = fakeProgress();
    const { run } = fakeRun(() => ({ output: 'v24.21.0' }));
    expect(await chooseNode({ root, progress, run })).toMatch(/node_modules.node.bin.node/);
    expect(lines).toEqual([]);
  });
  it('is the system one from 22.12 on, with a line', async () => {
    const { progress, lines } = fakeProgress();
    const system = { path: '/usr/bin/node', version: '22.12.0' };
    expect(await chooseNode({ root, progress, run: broken, system })).toBe('/usr/bin/node');
    expect(lines.join()).toMatch(/ld-linux.*using Node 22\.12\.0/);
  });
  it.each(['20.19.0', '22.11.9'])('is none if the system has only %s', async (version) => {
    const { progress } = fakeProgress();
    const system = { path: '/usr/bin/node', version };
    await expect(chooseNode({ root, progress, run: broken, system })).rejects.toThrow(/too old/);
  });
});

describe('build', () => {
  const { progress } = fakeProgress();
  const vite = () => {
    for (const path of OUTPUTS) put(`out/${path}`);
    return {};
  };
  const makeSources = () => {
    put('src-main/a.ts');
    put('src-main/a.test.ts');
    put('vite.config.ts');
    put('README.md');
  };

  it('builds when an input changed by content, and only then', async () => {
    makeSources();
    const { run, calls } = fakeRun(vite);
    const go = () => build({ root, node: 'node', progress, run });
    expect(await go()).toBe(true);
    expect(await go()).toBe(false);

    utimesSync(join(root, 'src-main/a.ts'), 1, 1);
    expect(await go()).toBe(false);
    put('README.md', 'other');
    put('src-main/a.test.ts', 'other');
    expect(await go()).toBe(false);

    put('src-main/a.ts', 'changed');
    expect(await go()).toBe(true);
    put('src-main/b.ts');
    expect(await go()).toBe(true);
    rmSync(join(root, 'src-main/b.ts'));
    expect(await go()).toBe(true);
    rmSync(join(root, 'out', 'hub'), { recursive: true });
    expect(await go()).toBe(true);
    expect(calls).toHaveLength(5);
  });

  it('does not take a build that failed for one that is up to date', async () => {
    makeSources();
    await build({ root, node: 'node', progress, run: fakeRun(vite).run });
    put('src-main/a.ts', 'wrong');
    const failing = fakeRun(() => ({ code: 1, output: 'syntax error' }));
    await expect(build({ root, node: 'node', progress, run: failing.run })).rejects.toThrow(
      /^syntax error\nThe build failed/,
    );
    put('src-main/a.ts', 'x');
    expect(await build({ root, node: 'node', progress, run: fakeRun(vite).run })).toBe(true);
  });

  it('does not believe a build without its results', async () => {
    makeSources();
    await expect(build({ root, node: 'node', progress, run: fakeRun(() => ({})).run })).rejects.toThrow(
      /did not make out\/browser\/main\.js/,
    );
  });
});

describe('checkDataFolder', () => {
  it('makes a folder and leaves it empty', () => {
    checkDataFolder(join(root, 'a', 'b'));
    expect(readdirSync(join(root, 'a', 'b'))).toEqual([]);
  });
  it('says in a sentence what is wrong, with an exit code of its own', () => {
    put('file');
    expect(() => checkDataFolder(join(root, 'file', 'b'))).toThrow(
      expect.objectContaining({
        name: 'Stop',
        exitCode: 97,
        message: expect.stringContaining('a file is in the way'),
      }),
    );
  });
});

describe('createProgress', () => {
  /** @param {boolean} isTTY */
  const output = (isTTY) => {
    /** @type {string[]} */
    const written = [];
    return { written, isTTY, columns: 60, write: (/** @type {string} */ text) => written.push(text) };
  };

  it('writes whole lines, and few, when nobody watches', () => {
    vi.useFakeTimers();
    const plain = output(false);
    const step = createProgress(plain, () => Date.now()).step('Installing packages');
    step.update('45 %');
    vi.advanceTimersByTime(16_000);
    step.done('done');
    vi.advanceTimersByTime(60_000);
    vi.useRealTimers();
    expect(plain.written).toEqual([
      'Installing packages …\n',
      'Installing packages … 45 %, 15 s\n',
      'Installing packages: done (16 s)\n',
    ]);
  });

  it('rewrites one line on a terminal, never longer than it', () => {
    vi.useFakeTimers();
    const terminal = output(true);
    const step = createProgress(terminal, () => Date.now()).step('Installing');
    step.update('x'.repeat(200));
    vi.advanceTimersByTime(1_000);
    step.done('done');
    vi.useRealTimers();
    expect(terminal.written).toHaveLength(4);
    for (const text of terminal.written) {
      expect(text.startsWith('\r\x1b[2K')).toBe(true);
      expect(text.length).toBeLessThanOrEqual(60 + 5);
    }
    expect(terminal.written.at(-1)).toBe('\r\x1b[2KInstalling: done (1 s)\n');
  });
});
