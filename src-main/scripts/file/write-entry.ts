import { stringify } from 'yaml';
import type { GuideStep, Localized, ScriptEntry } from '#shared/domain/index.ts';
import { ANSWER_SETTINGS, SETTINGS, type SettingName, STEP_SETTINGS } from './names.ts';
import { ENGLISH_HEADING } from './read-entry.ts';

/**
 * An entry as a file that {@link readEntry} reads back to the same entry. Written always the same way, so that two
 * versions can be compared line by line.
 */
export function writeEntry(entry: ScriptEntry): string {
  const settings = { kind: entry.kind, ...settingsOf({ ...entry }, SETTINGS[entry.kind]) };
  const yaml = stringify(settings, {
    schema: 'failsafe',
    lineWidth: 0,
    defaultStringType: 'PLAIN',
    defaultKeyType: 'PLAIN',
  });
  const english = entry.body.en === '' ? '' : `\n${ENGLISH_HEADING}\n\n${entry.body.en}\n`;
  const chinese = entry.body.zh === '' ? '' : `\n${entry.body.zh}\n`;
  return `---\n${yaml}---\n${chinese}${english}`;
}

function settingsOf(
  value: Readonly<Record<string, unknown>>,
  names: readonly SettingName[],
): Record<string, unknown> {
  const settings: Record<string, unknown> = {};
  for (const { file, entry, form } of names) {
    const one = value[entry];
    switch (form) {
      case 'localized':
      case 'localized-empty':
      case 'localized-null': {
        const localized = one as Localized | null;
        if (localized?.zh) settings[file] = localized.zh;
        if (localized?.en) settings[`${file}-en`] = localized.en;
        break;
      }
      case 'flag':
        if (one === true) settings[file] = 'true';
        break;
      case 'list':
        if (Array.isArray(one) && one.length > 0) settings[file] = one;
        break;
      case 'fill': {
        const fill = Object.entries(one as object).map(([key, filled]) => [key, String(filled)]);
        if (fill.length > 0) settings[file] = Object.fromEntries(fill);
        break;
      }
      case 'steps':
        settings[file] = (one as readonly GuideStep[]).map((step) =>
          settingsOf({ ...step }, STEP_SETTINGS[step.type]),
        );
        break;
      case 'answers':
        settings[file] = (one as readonly object[]).map((answer) =>
          settingsOf({ ...answer }, ANSWER_SETTINGS),
        );
        break;
      default:
        if (typeof one === 'string' && one !== '') settings[file] = one;
    }
  }
  return settings;
}
