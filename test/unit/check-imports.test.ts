import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkImports } from '../../build/check-imports.mjs';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'imports-'));
});
afterEach(() => rmSync(root, { recursive: true }));

function write(files: Record<string, string>) {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(root, dirname(path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

/** The house as it is drawn, with each area's door. */
const HOUSE = {
  'src-shared/domain/index.ts': 'export const one = 1;',
  'src-main/phone/index.ts': "export * from './call.ts';",
  'src-main/phone/call.ts': 'export interface Call { id: string }',
  'src-main/practice/index.ts': 'export const practice = 1;',
  'src-hub/storage/index.ts': 'export const storage = 1;',
  'src-renderer/call/index.ts': 'export const panel = 1;',
  'test/support.ts': 'export const support = 1;',
};

describe('import rules', () => {
  it('IM-1 the tree itself is clean', () => {
    const { problems, files } = checkImports(resolve(import.meta.dirname, '../..'));
    expect(problems).toEqual([]);
    expect(files).toBeGreaterThan(20);
  });

  it('IM-2 a house with only good imports passes', () => {
    write({
      ...HOUSE,
      'src-main/station.ts':
        "import { one } from '#shared/domain/index.ts';\nimport type { Call } from './phone/index.ts';\nexport const call: Call = { id: String(one) };",
      'src-main/hosts/electron/main.ts':
        "import { app } from 'electron';\nimport { practice } from '../../practice/index.ts';\nexport { app, practice };",
    });
    expect(checkImports(root).problems).toEqual([]);
  });

  const bad: Array<[rule: string, file: string, text: string, says: string]> = [
    [
      'IM-3 electron outside its host',
      'src-main/phone/x.ts',
      "import { app } from 'electron';",
      'electron is imported only',
    ],
    [
      'IM-4 electron, as a type',
      'src-main/phone/x.ts',
      "import type { App } from 'electron';",
      'electron is imported only',
    ],
    [
      "IM-5 another area's internals",
      'src-main/intake/x.ts',
      "import type { Call } from '../phone/call.ts';",
      'only by its index.ts',
    ],
    [
      "IM-6 another area's internals through an import type",
      'src-main/intake/x.ts',
      "export type C = import('../phone/call.ts').Call;",
      'only by its index.ts',
    ],
    [
      'IM-7 renderer to main',
      'src-renderer/call/x.ts',
      "import { Call } from '#main/phone/index.ts';",
      'meet only in src-shared',
    ],
    [
      'IM-8 hub to main',
      'src-hub/x.ts',
      "export * from '../src-main/phone/index.ts';",
      'meet only in src-shared',
    ],
    [
      'IM-9 main to hub',
      'src-main/hosts/browser/x.ts',
      "const hub = await import('#hub/storage/index.ts');",
      'meet only in src-shared',
    ],
    [
      'IM-10 practice from the station',
      'src-main/station.ts',
      "import { practice } from './practice/index.ts';",
      'practice is imported only by hosts',
    ],
    [
      'IM-11 SQL outside the cache',
      'src-main/intake/x.ts',
      "import Database from 'better-sqlite3-multiple-ciphers';",
      'SQL engines',
    ],
    [
      'IM-12 production to test',
      'src-main/phone/x.ts',
      "import { support } from '#test/support.ts';",
      'never imports tests',
    ],
    [
      'IM-12 production to what exists for tests',
      'src-main/phone/x.ts',
      "import { fake } from './testing/fake.ts';",
      'never imports tests',
    ],
    [
      'IM-13 Node in the shared language',
      'src-shared/domain/x.ts',
      "import { join } from 'node:path';",
      'pure language',
    ],
    [
      'IM-14 shared to a room',
      'src-shared/domain/x.ts',
      "import type { Call } from '#main/phone/index.ts';",
      'src-shared imports nothing',
    ],
  ];
  it.each(bad)('%s is found', (_rule, file, text, says) => {
    write({ ...HOUSE, [file]: text });
    const { problems } = checkImports(root);
    expect(problems.join('\n')).toContain(says);
    expect(problems.join('\n')).toContain(file);
  });

  it('IM-15 a circle is found, type imports too', () => {
    write({
      ...HOUSE,
      'src-main/phone/a.ts': "import type { B } from './b.ts';\nexport interface A { b: B }",
      'src-main/phone/b.ts': "import type { A } from './a.ts';\nexport interface B { a: A }",
    });
    expect(checkImports(root).problems.join('\n')).toContain(
      'circle: src-main/phone/a.ts → src-main/phone/b.ts → src-main/phone/a.ts',
    );
  });
});
