// @ts-check
/**
 * Writes THIRD_PARTY_NOTICES.md: every package whose code ships (bundled or beside it), with its licence text.
 * Usage: node build/notices.mjs [--check]   with --check: exit 1 when the file is not what it would write.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const FILE = join(root, 'THIRD_PARTY_NOTICES.md');

/** Development dependencies that build or test and whose code never ships. */
const NOT_SHIPPED = new Set([
  '@axe-core/playwright',
  '@biomejs/biome',
  '@testing-library/dom',
  '@testing-library/react',
  '@vitejs/plugin-react',
  'electron-builder',
  'fast-check',
  'happy-dom',
  'minisearch',
  'node',
  'oxc-parser',
  'playwright-core',
  'typescript',
  'vite',
  'vitest',
]);

/**
 * @typedef {{ name: string, version: string, license?: unknown, dependencies?: Record<string, string>,
 *   devDependencies?: Record<string, string> }} Manifest
 */

/** @param {string} directory @returns {Manifest} */
const manifestOf = (directory) => JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));

/**
 * Where a package that `from` asks for is installed: node's own search upwards.
 * @param {string} name @param {string} from
 */
function locate(name, from) {
  for (let at = from; at.startsWith(root); at = dirname(at)) {
    const directory = join(at, 'node_modules', name);
    if (existsSync(join(directory, 'package.json'))) return directory;
  }
  return undefined;
}

/** @returns {Map<string, { manifest: Manifest, text: string }>} by `name@version` */
function shipped() {
  const found = new Map();
  const own = manifestOf(root);
  const names = [...Object.keys(own.dependencies ?? {}), ...Object.keys(own.devDependencies ?? {})];
  const queue = names
    .filter((name) => !NOT_SHIPPED.has(name) && !name.startsWith('@types/'))
    .map((name) => ({ name, from: root }));
  for (let next = queue.shift(); next; next = queue.shift()) {
    const directory = locate(next.name, next.from);
    if (directory === undefined) continue; // an optional package of another platform
    const manifest = manifestOf(directory);
    const key = `${manifest.name}@${manifest.version}`;
    if (found.has(key)) continue;
    const file = readdirSync(directory).find((name) => /^(licen[cs]e|copying|notice)(\.|$|-)/i.test(name));
    found.set(key, { manifest, text: file ? readFileSync(join(directory, file), 'utf8').trim() : '' });
    // Electron's own dependencies only fetch its binary.
    if (manifest.name === 'electron') continue;
    for (const name of Object.keys(manifest.dependencies ?? {})) {
      if (!name.startsWith('@types/')) queue.push({ name, from: directory });
    }
  }
  return found;
}

function render() {
  const packages = [...shipped()].sort(([one], [other]) => (one < other ? -1 : 1));
  /** @type {Map<string, string[]>} */
  const byText = new Map();
  for (const [key, { manifest, text }] of packages) {
    const license = typeof manifest.license === 'string' ? manifest.license : 'see text';
    const body = text || `(no licence file in the package; its manifest says: ${license})`;
    byText.set(body, [...(byText.get(body) ?? []), `${key} (${license})`]);
  }
  const parts = [...byText].map(
    ([text, keys]) => `## ${keys.join(', ')}\n\n\`\`\`\n${text.replaceAll('```', "'''")}\n\`\`\`\n`,
  );
  return [
    '# Third-party notices',
    '',
    'Lianxinqiao ships code of the packages below. Made by `node build/notices.mjs` from what is installed.',
    'Data and sounds: the divisions of Zaozhuang and the category tree are published data (see assets); the',
    "practice callers' voices were made with espeak-ng from our own texts (assets/practice/README.md).",
    '',
    ...parts,
  ].join('\n');
}

const text = render();
if (process.argv.includes('--check')) {
  const current = existsSync(FILE) ? readFileSync(FILE, 'utf8') : '';
  if (current !== text) {
    console.error('THIRD_PARTY_NOTICES.md is not current: run `node build/notices.mjs`.');
    process.exitCode = 1;
  }
} else {
  writeFileSync(FILE, text);
}
