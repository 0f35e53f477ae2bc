import type { z } from 'zod';
import type { ScriptProblem } from '#shared/contract/index.ts';
import {
  flowProblems,
  GUIDE_FIELDS,
  type ScriptEntry,
  scriptEntrySchema,
  scriptKindSchema,
} from '#shared/domain/index.ts';
import { type FrontMatter, splitFrontMatter } from './front-matter.ts';
import { ANSWER_SETTINGS, SETTINGS, type SettingName, STEP_SETTINGS } from './names.ts';

/** What came of reading a text: an entry, or why there is none. */
export type ReadEntry =
  | { readonly entry: ScriptEntry; readonly problems: readonly [] }
  | { readonly entry: null; readonly problems: readonly ScriptProblem[] };

/** The line above the English text. */
export const ENGLISH_HEADING = '# English';

type Path = readonly PropertyKey[];
type Report = (path: Path, code: ScriptProblem['code'], detail: string) => void;
type Settings = Readonly<Record<string, unknown>>;

/**
 * Reads one file of the library (docs/scripts.md, docs/spec/scripts.md SC-1 to SC-7). Everything that is wrong is
 * told with its line, not just the first thing.
 *
 * @param file how it is named in problems
 */
export function readEntry(file: string, text: string): ReadEntry {
  const split = splitFrontMatter(text);
  if (!('settings' in split)) {
    return { entry: null, problems: split.map((problem) => ({ file, ...problem })) };
  }
  const problems: ScriptProblem[] = [];
  const report: Report = (path, code, detail) => {
    problems.push({ file, line: split.lineOf(path), code, detail });
  };
  if (!isSettings(split.settings))
    return { entry: null, problems: [{ file, line: 1, code: 'no-settings', detail: '' }] };
  const kind = scriptKindSchema.safeParse(split.settings['kind']);
  if (!kind.success) {
    report(['kind'], split.settings['kind'] === undefined ? 'missing' : 'wrong-value', 'kind');
    return { entry: null, problems };
  }
  const candidate = {
    kind: kind.data,
    ...take(split.settings, SETTINGS[kind.data], [], report, ['kind']),
    body: bodyOf(split.body),
  };
  const parsed = scriptEntrySchema.safeParse(candidate);
  if (!parsed.success)
    for (const issue of parsed.error.issues)
      reportIssue(issue, isThere(candidate, issue.path), split, file, problems);
  else if (parsed.data.kind === 'guide') {
    const { steps } = parsed.data;
    for (const { reason, step, target } of flowProblems(steps)) {
      const index = steps.findIndex(({ id }) => id === step);
      report(['steps', index, 'step'], reason, target ?? step);
    }
  }
  if (!parsed.success || problems.length > 0) {
    return { entry: null, problems: problems.sort((one, other) => one.line - other.line) };
  }
  return { entry: parsed.data, problems: [] };
}

/** The settings that have names, in the entry's form; what has no name is told. */
function take(
  settings: Settings,
  names: readonly SettingName[],
  path: Path,
  report: Report,
  alsoKnown: readonly string[] = [],
): Record<string, unknown> {
  const known = new Set(alsoKnown);
  const taken: Record<string, unknown> = {};
  for (const { file, entry, form } of names) {
    known.add(file);
    if (form.startsWith('localized')) known.add(`${file}-en`);
    taken[entry] = settingOf(settings, file, form, [...path, file], report);
  }
  for (const key of Object.keys(settings)) {
    if (!known.has(key)) report([...path, key], 'unknown-setting', key);
  }
  return taken;
}

function settingOf(
  settings: Settings,
  file: string,
  form: SettingName['form'],
  path: Path,
  report: Report,
): unknown {
  const value = settings[file];
  const english = settings[`${file}-en`];
  switch (form) {
    case 'text':
      return value;
    case 'empty':
      return value ?? '';
    case 'null':
      return value === undefined || value === '' ? null : value;
    case 'localized':
      return { zh: value, en: english };
    case 'localized-empty':
      return { zh: value ?? '', en: english ?? '' };
    case 'localized-null':
      return value === undefined && english === undefined ? null : { zh: value, en: english };
    case 'flag':
      return value === undefined ? false : flagOf(value);
    case 'list':
      return value === undefined || value === '' ? [] : value;
    case 'fill':
      return value === undefined || value === '' ? {} : fillOf(value, path, report);
    case 'steps':
      return Array.isArray(value) ? value.map((one, index) => stepOf(one, [...path, index], report)) : value;
    case 'answers':
      return Array.isArray(value)
        ? value.map((one, index) =>
            isSettings(one) ? take(one, ANSWER_SETTINGS, [...path, index], report) : one,
          )
        : value;
  }
}

function stepOf(value: unknown, path: Path, report: Report): unknown {
  if (!isSettings(value)) return value;
  const type = value['answers'] !== undefined ? 'choice' : value['field'] !== undefined ? 'text' : 'end';
  return { type, ...take(value, STEP_SETTINGS[type], path, report) };
}

/** Only `confidential` is not text. */
function fillOf(value: unknown, path: Path, report: Report): unknown {
  if (!isSettings(value)) return value;
  for (const key of Object.keys(value)) {
    if (!FILLABLE.has(key)) report([...path, key], 'unknown-field', key);
  }
  return value['confidential'] === undefined
    ? value
    : { ...value, confidential: flagOf(value['confidential']) };
}

const FILLABLE: ReadonlySet<string> = new Set(GUIDE_FIELDS);

function flagOf(value: unknown): unknown {
  if (value === 'true') return true;
  return value === 'false' ? false : value;
}

/** The Chinese text, then {@link ENGLISH_HEADING}, then the English one. */
function bodyOf(body: string): { zh: string; en: string } {
  const lines = body.split('\n');
  const at = lines.findIndex((line) => line.trim() === ENGLISH_HEADING);
  const end = at < 0 ? lines.length : at;
  return {
    zh: lines.slice(0, end).join('\n').trim(),
    en: lines
      .slice(end + 1)
      .join('\n')
      .trim(),
  };
}

/** A part of the entry's path as the file names it. */
const FILE_NAMES: Readonly<Record<string, string>> = {
  validFrom: 'valid-from',
  validUntil: 'valid-until',
  reviewBy: 'review-by',
  fill: 'set',
  label: 'answer',
};

function reportIssue(
  issue: z.core.$ZodIssue,
  there: boolean,
  split: FrontMatter,
  file: string,
  problems: ScriptProblem[],
): void {
  const path = filePathOf(issue.path);
  const detail = String(path.filter((part) => typeof part === 'string').at(-1) ?? '');
  const code = there ? codeOf(issue) : 'missing';
  if (path[0] === 'body') {
    const line = split.bodyLine;
    problems.push({ file, line, code: code === 'too-short' ? 'missing' : code, detail });
  } else problems.push({ file, line: split.lineOf(path), code, detail });
}

/** Whether anything stands at a path of what was read. */
function isThere(candidate: unknown, path: readonly PropertyKey[]): boolean {
  let value: unknown = candidate;
  for (const part of path) {
    if (typeof value !== 'object' || value === null) return false;
    value = Reflect.get(value, part);
  }
  return value !== undefined;
}

function codeOf({ code }: z.core.$ZodIssue): ScriptProblem['code'] {
  if (code === 'too_big') return 'too-long';
  return code === 'too_small' ? 'too-short' : 'wrong-value';
}

/** `title.en` stands as `title-en`; a step's `id` as `step`. */
function filePathOf(path: readonly PropertyKey[]): PropertyKey[] {
  const named: PropertyKey[] = [];
  for (const [index, part] of path.entries()) {
    const inStep = path[0] === 'steps' && index === 2 && part === 'id';
    if (part === 'zh') continue;
    const last = named.at(-1);
    if (part === 'en' && typeof last === 'string' && last !== 'body') named[named.length - 1] = `${last}-en`;
    else if (inStep) named.push('step');
    else named.push(typeof part === 'string' ? (FILE_NAMES[part] ?? part) : part);
  }
  return named;
}

function isSettings(value: unknown): value is Settings {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
