import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { extractAll, extractFile, listPackage } from '@electron/asar';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../support/programs.ts';

/**
 * Packs the real project with electron-builder around a dummy Electron: the list of files and the fuses are
 * the real ones, only the program that would run them is not there.
 */
const BUILT = existsSync(join(ROOT, 'out/electron/main.js'));
if (!BUILT) console.log('SKIPPED packed-files: the program is not built (npm test builds it)');

/** What @electron/fuses looks for in Electron's binary, with all fuses as they come: version 1, ten wires. */
const FUSE_SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
const DUMMY_BINARY = Buffer.concat([
  Buffer.from(`not Electron ${FUSE_SENTINEL}`),
  Buffer.from([1, 10]),
  Buffer.from('1011001111'),
  Buffer.from(' the end'),
]);

interface Packed {
  /** Paths inside app.asar, with `/`, folders too. */
  readonly files: string[];
  readonly asar: string;
  readonly executable: string;
}

const TARGETS = [
  {
    name: 'Linux x64',
    flags: ['--linux', 'dir', '--x64'],
    folder: 'linux-unpacked',
    prebuilt: 'linux-x64.node',
  },
  {
    name: 'Linux arm64',
    flags: ['--linux', 'dir', '--arm64'],
    folder: 'linux-arm64-unpacked',
    prebuilt: 'linux-arm64.node',
  },
  {
    name: 'Windows x64',
    // The dummy is no executable of Windows, so nothing can be written into its resources.
    flags: [
      '--win',
      'dir',
      '--x64',
      '--config.win.signAndEditExecutable=false',
      '--config.disableAsarIntegrity=true',
    ],
    folder: 'win-unpacked',
    prebuilt: 'win32-x64.node',
  },
] as const;

let folder: string;
const packed = new Map<string, Packed>();

async function pack(target: (typeof TARGETS)[number], electron: string): Promise<Packed> {
  const output = join(folder, 'output');
  await promisify(execFile)(
    process.execPath,
    [
      join(ROOT, 'node_modules/electron-builder/cli.js'),
      ...target.flags,
      '--projectDir',
      ROOT,
      '--config',
      'electron-builder.yml',
      `--config.electronDist=${electron}`,
      `--config.directories.output=${output}`,
    ],
    { cwd: ROOT },
  );
  const asar = join(output, target.folder, 'resources', 'app.asar');
  return {
    asar,
    files: listPackage(asar, { isPack: false }).map((path) => path.replaceAll('\\', '/').replace(/^\//, '')),
    executable: join(
      output,
      target.folder,
      target.folder.startsWith('win') ? 'lianxinqiao.exe' : 'lianxinqiao',
    ),
  };
}

describe.skipIf(!BUILT)('packed program', () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'packed-'));
    const electron = join(folder, 'electron');
    mkdirSync(join(electron, 'resources'), { recursive: true });
    mkdirSync(join(electron, 'locales'));
    for (const name of ['electron', 'electron.exe'])
      writeFileSync(join(electron, name), DUMMY_BINARY, { mode: 0o755 });
    for (const name of ['LICENSE', 'LICENSES.chromium.html']) writeFileSync(join(electron, name), '');
    for (const name of ['zh-CN', 'en-US', 'de']) writeFileSync(join(electron, 'locales', `${name}.pak`), '');
    for (const target of TARGETS) packed.set(target.name, await pack(target, electron));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  describe.each(TARGETS)('for $name', ({ name, prebuilt }) => {
    const get = (): Packed => {
      const found = packed.get(name);
      if (!found) throw new Error('It was not packed.');
      return found;
    };

    it('PF-1 has everything that runs', () => {
      const { files, asar } = get();
      const needed = [
        'package.json',
        'LICENSE',
        'THIRD_PARTY_NOTICES.md',
        'out/electron/main.js',
        'out/electron/preload.cjs',
        'out/hub/main.js',
        'out/renderer/index.html',
        'out/renderer/media.html',
        'out/electron/suggest-worker.js',
        'assets/category-tree.csv',
        'assets/suggest/manifest.json',
        'assets/practice/callers.json',
        'node_modules/better-sqlite3-multiple-ciphers/lib/index.js',
      ];
      expect(needed.filter((path) => !files.includes(path))).toEqual([]);
      const { main, type } = JSON.parse(extractFile(asar, 'package.json').toString()) as Record<
        string,
        unknown
      >;
      expect([main, type]).toEqual(['out/electron/main.js', 'module']);
      // Whatever the pages name has to be there too.
      const page = extractFile(asar, 'out/renderer/index.html').toString();
      const named = [...page.matchAll(/(?:src|href)="\.\/([^"]+)"/g)].map(
        ([, path]) => `out/renderer/${path}`,
      );
      expect(named.length).toBeGreaterThan(0);
      expect(named.filter((path) => !files.includes(path))).toEqual([]);
    });

    it("PF-2 has no sources, no tests, no other host, no tools, and of node_modules only the native module's code", () => {
      const allowed = [
        /^(package\.json|LICENSE|THIRD_PARTY_NOTICES\.md)$/,
        /^assets(\/|$)/,
        /^out(\/(electron|hub|renderer|wallboard)(\/|$)|$)/,
        /^node_modules(\/better-sqlite3-multiple-ciphers(\/(lib|prebuilds)(\/|$)|\/(package\.json|LICENSE)$|$)|$)/,
      ];
      const { files } = get();
      expect(files.filter((path) => !allowed.some((pattern) => pattern.test(path)))).toEqual([]);
      expect(files.filter((path) => /\.(ts|tsx|map|gyp|c|cpp|h)$/.test(path))).toEqual([]);
    });

    it('PF-3 has its own native file, outside the archive, and no other', () => {
      const { files, asar } = get();
      const path = `node_modules/better-sqlite3-multiple-ciphers/prebuilds/${prebuilt}`;
      expect(files.filter((file) => file.endsWith('.node'))).toEqual([path]);
      const unpacked = readFileSync(join(`${asar}.unpacked`, path));
      expect(unpacked.equals(readFileSync(join(ROOT, path)))).toBe(true);
    });

    it('PF-4 has its fuses blown', async () => {
      const wire = await getCurrentFuseWire(get().executable);
      const state = (fuse: FuseV1Options) => String.fromCharCode(wire[fuse] ?? 0);
      expect({
        runAsNode: state(FuseV1Options.RunAsNode),
        cookieEncryption: state(FuseV1Options.EnableCookieEncryption),
        nodeOptions: state(FuseV1Options.EnableNodeOptionsEnvironmentVariable),
        inspect: state(FuseV1Options.EnableNodeCliInspectArguments),
        integrity: state(FuseV1Options.EnableEmbeddedAsarIntegrityValidation),
        onlyAsar: state(FuseV1Options.OnlyLoadAppFromAsar),
        fileProtocol: state(FuseV1Options.GrantFileProtocolExtraPrivileges),
      }).toEqual({
        runAsNode: '0',
        cookieEncryption: '1',
        nodeOptions: '0',
        inspect: '0',
        integrity: '1',
        onlyAsar: '1',
        fileProtocol: '0',
      });
    });
  });

  it('PF-5 what is packed is enough for the hub to run', async () => {
    const here = TARGETS.find(({ prebuilt }) => prebuilt === `${process.platform}-${process.arch}.node`);
    const asar = here && packed.get(here.name)?.asar;
    if (asar === undefined) throw new Error('This platform is none that is packed for.');
    const unpacked = join(folder, 'unpacked');
    extractAll(asar, unpacked);
    const child = spawn(
      process.execPath,
      [join(unpacked, 'out/hub/main.js'), '--data', join(folder, 'hub'), '--port', '0'],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const [line] = await Promise.race([once(child.stdout, 'data'), once(child, 'exit')]);
    expect(String(line)).toMatch(/^\{"listening":"http:\/\/127\.0\.0\.1:\d+"\}\n$/);
    child.kill();
    await once(child, 'exit');
  });
});
