// @ts-check
/**
 * Checks the imports that never exist (docs/ARCHITECTURE.md, «Rooms»). Type imports count too.
 * Usage: node build/check-imports.mjs [ROOT]   exit 1 and one line for each bad import.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, posix, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSync } from 'oxc-parser';

/** @typedef {{ from: string, to: string, specifier: string }} Import  paths are relative to the root, with `/` */

const SIDES = ['src-shared', 'src-main', 'src-renderer', 'src-hub'];
const PRODUCTION = [...SIDES];

/** @param {string} path */
const sideOf = (path) => path.split('/')[0] ?? '';

/**
 * The area a file belongs to: the folder below its side, one level deeper for hosts.
 * @param {string} path
 */
function areaOf(path) {
  const parts = path.split('/');
  if (!SIDES.includes(parts[0] ?? '')) return undefined;
  if (parts[1] === 'hosts') return parts.slice(0, 3).join('/');
  return parts.length > 2 ? parts.slice(0, 2).join('/') : undefined;
}

/**
 * Tests, and what exists for them alone: a `testing` folder, `*.test-support.ts`, a contract suite.
 * @param {string} path
 */
const isTest = (path) =>
  /\.test(-support)?\.tsx?$|\/testing\/|contract-suite\.ts$/.test(path) ||
  path.startsWith('test/') ||
  path.startsWith('bench/');

/**
 * The rules, each with the sentence that is printed. `from` and `to` are files or bare package names.
 * @type {ReadonlyArray<{ name: string, breaks: (one: Import) => boolean }>}
 */
export const RULES = [
  {
    name: 'electron is imported only in src-main/hosts/electron',
    breaks: ({ from, to }) =>
      (to === 'electron' || to.startsWith('electron/')) && !from.startsWith('src-main/hosts/electron/'),
  },
  {
    name: 'src-shared imports nothing of ours',
    breaks: ({ from, to }) => sideOf(from) === 'src-shared' && isOurs(to) && sideOf(to) !== 'src-shared',
  },
  {
    name: 'src-shared is pure language: no Node modules, no packages but zod',
    breaks: ({ from, to }) => sideOf(from) === 'src-shared' && !isTest(from) && !isOurs(to) && to !== 'zod',
  },
  {
    name: 'renderer, main and hub meet only in src-shared',
    breaks: ({ from, to }) =>
      isOurs(to) &&
      ['src-main', 'src-renderer', 'src-hub'].includes(sideOf(from)) &&
      ['src-main', 'src-renderer', 'src-hub'].includes(sideOf(to)) &&
      sideOf(from) !== sideOf(to),
  },
  {
    name: 'another area is entered only by its index.ts',
    breaks: ({ from, to }) => {
      const target = areaOf(to);
      if (target === undefined || target === areaOf(from) || isAsset(to)) return false;
      return !/^index\.tsx?$/.test(to.slice(target.length + 1));
    },
  },
  {
    name: 'practice is imported only by hosts',
    breaks: ({ from, to }) =>
      to.startsWith('src-main/practice/') &&
      !from.startsWith('src-main/practice/') &&
      !from.startsWith('src-main/hosts/') &&
      !isTest(from),
  },
  {
    name: 'SQL engines are imported only in src-main/cache and src-hub/storage',
    breaks: ({ from, to }) =>
      (to.startsWith('better-sqlite3') || to === 'kysely' || to.startsWith('kysely/') || to === 'pg') &&
      !from.startsWith('src-main/cache/') &&
      !from.startsWith('src-hub/storage/') &&
      !isTest(from),
  },
  {
    name: 'production code never imports tests',
    breaks: ({ from, to }) => PRODUCTION.includes(sideOf(from)) && !isTest(from) && isTest(to),
  },
];

/** @param {string} path */
const isOurs = (path) => /^(src-(shared|main|renderer|hub)|test|bench|build|assets)(\/|$)/.test(path);
/** @param {string} path */
const isAsset = (path) => !/\.(ts|tsx|mjs)(\?.*)?$/.test(path);

/**
 * Every import, export-from, dynamic import and `import('…')` type of one file.
 * @param {string} file name, for the parser's choice of language
 * @param {string} text
 * @returns {string[]} specifiers
 */
export function specifiersOf(file, text) {
  const parsed = parseSync(file, text);
  if (parsed.errors.length > 0) throw new Error(`${file}: ${parsed.errors[0]?.message}`);
  const found = parsed.module.staticImports.map((one) => one.moduleRequest.value);
  for (const one of parsed.module.staticExports) {
    for (const entry of one.entries) if (entry.moduleRequest) found.push(entry.moduleRequest.value);
  }
  for (const one of parsed.module.dynamicImports) {
    const literal = /^['"`](.*)['"`]$/.exec(text.slice(one.moduleRequest.start, one.moduleRequest.end));
    if (literal?.[1]) found.push(literal[1]);
  }
  for (const match of text.matchAll(/\bimport\(\s*['"]([^'"]+)['"]\s*\)/g))
    if (match[1]) found.push(match[1]);
  return [...new Set(found)];
}

/**
 * @param {string} from the importing file, relative to the root
 * @param {string} specifier
 * @returns {string} a path relative to the root, or the package's name
 */
export function resolveSpecifier(from, specifier) {
  const clean = specifier.replace(/\?.*$/, '');
  if (clean.startsWith('.')) return posix.normalize(posix.join(posix.dirname(from), clean));
  const alias = /^#(shared|main|renderer|hub|assets|test)\/(.*)$/.exec(clean);
  if (!alias) return clean;
  const [, room = '', rest = ''] = alias;
  return `${room === 'assets' || room === 'test' ? room : `src-${room}`}/${rest}`;
}

/** @param {string} directory @returns {string[]} */
function sourceFiles(directory) {
  return readdirSync(directory).flatMap((name) => {
    const path = join(directory, name);
    if (statSync(path).isDirectory()) return sourceFiles(path);
    return /\.tsx?$/.test(name) && !name.endsWith('.d.ts') ? [path] : [];
  });
}

/**
 * One circle of imports among the files, or undefined.
 * @param {Map<string, string[]>} graph
 */
export function findCircle(graph) {
  /** @type {Map<string, 'open' | 'done'>} */
  const state = new Map();
  /** @type {string[]} */
  const trail = [];
  /** @param {string} file @returns {string[] | undefined} */
  const visit = (file) => {
    if (state.get(file) === 'done') return undefined;
    if (state.get(file) === 'open') return [...trail.slice(trail.indexOf(file)), file];
    state.set(file, 'open');
    trail.push(file);
    for (const next of graph.get(file) ?? []) {
      const circle = visit(next);
      if (circle) return circle;
    }
    trail.pop();
    state.set(file, 'done');
    return undefined;
  };
  for (const file of graph.keys()) {
    const circle = visit(file);
    if (circle) return circle;
  }
  return undefined;
}

/**
 * @param {string} root
 * @returns {{ problems: string[], files: number }}
 */
export function checkImports(root) {
  const directories = [...SIDES, 'test', 'bench']
    .map((name) => join(root, name))
    .filter((path) => exists(path));
  const files = directories.flatMap(sourceFiles).map((path) => relative(root, path).split(sep).join('/'));
  /** @type {string[]} */
  const problems = [];
  /** @type {Map<string, string[]>} */
  const graph = new Map();
  for (const from of files) {
    const imports = specifiersOf(from, readFileSync(join(root, from), 'utf8')).map((specifier) => ({
      from,
      specifier,
      to: resolveSpecifier(from, specifier),
    }));
    graph.set(
      from,
      imports.filter(({ to }) => files.includes(to)).map(({ to }) => to),
    );
    for (const one of imports) {
      for (const rule of RULES) {
        if (rule.breaks(one)) problems.push(`${from}: imports ${one.specifier}: ${rule.name}`);
      }
    }
  }
  const circle = findCircle(graph);
  if (circle) problems.push(`circle: ${circle.join(' → ')}`);
  return { problems, files: files.length };
}

/** @param {string} path */
function exists(path) {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = process.argv[2] ?? dirname(dirname(fileURLToPath(import.meta.url)));
  const { problems, files } = checkImports(root);
  for (const problem of problems) console.error(problem);
  console.log(`imports: ${files} files, ${problems.length} bad imports`);
  process.exitCode = problems.length > 0 || files === 0 ? 1 : 0;
}
