import type { ScriptKind } from '#shared/domain/index.ts';

/**
 * How the settings of a file are named, beside how the entry names them. A text in two languages is two settings:
 * `title` and `title-en`.
 */
export interface SettingName {
  /** In the file. */
  readonly file: string;
  /** In the entry. */
  readonly entry: string;
  /**
   * `text`; `localized` (two settings); `flag` (true or false); `list` of texts; `nothing` where an absent or empty
   * setting means null; the rest are lists and maps with names of their own.
   */
  readonly form:
    | 'text'
    | 'empty'
    | 'localized'
    | 'localized-empty'
    | 'localized-null'
    | 'flag'
    | 'list'
    | 'null'
    | 'fill'
    | 'steps'
    | 'answers';
}

const name = (file: string, form: SettingName['form'], entry = file): SettingName => ({ file, entry, form });

const COMMON: readonly SettingName[] = [
  name('id', 'text'),
  name('title', 'localized'),
  name('keywords', 'list'),
  name('categories', 'list'),
  name('sample', 'flag'),
];

/** The settings of each kind, in the order in which they are written. */
export const SETTINGS: Readonly<Record<ScriptKind, readonly SettingName[]>> = {
  phrase: [...COMMON, name('group', 'text'), name('trigger', 'localized')],
  knowledge: [
    ...COMMON,
    name('source', 'text'),
    name('issuer', 'text'),
    name('valid-from', 'null', 'validFrom'),
    name('valid-until', 'null', 'validUntil'),
    name('review-by', 'text', 'reviewBy'),
    name('unit', 'null'),
  ],
  unit: [
    ...COMMON,
    name('level', 'text'),
    name('phone', 'empty'),
    name('hours', 'localized-empty'),
    name('parent', 'null'),
  ],
  guide: [...COMMON, name('steps', 'steps')],
};

const STEP: readonly SettingName[] = [
  name('step', 'text', 'id'),
  name('say', 'localized'),
  name('note', 'localized-null'),
];

/** The settings of a step, by what it is. */
export const STEP_SETTINGS: Readonly<Record<'choice' | 'text' | 'end', readonly SettingName[]>> = {
  choice: [...STEP, name('answers', 'answers')],
  text: [...STEP, name('field', 'text'), name('go', 'text')],
  end: [...STEP, name('set', 'fill', 'fill'), name('unit', 'null'), name('deadline', 'null')],
};

export const ANSWER_SETTINGS: readonly SettingName[] = [
  name('answer', 'localized', 'label'),
  name('set', 'fill', 'fill'),
  name('add', 'empty'),
  name('go', 'text'),
];
