import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { indexWords, loadParts, parseUnits } from '../src-main/suggest/index.ts';
import { DATA_DIRECTORY, hasMessages, readMessages } from '../src-main/suggest-training/index.ts';
import { measureAsContest } from './suggest/contest.ts';
import { measureDuplicates } from './suggest/duplicates.ts';
import { measureFirstLevel, measureOtherDeals } from './suggest/first-level.ts';
import { measureLeaves } from './suggest/leaves.ts';
import { measureSpeed } from './suggest/speed.ts';
import { measureUnits } from './suggest/units.ts';

/**
 * Category, unit and duplicates measured on the messages in `../shared/data`, by cross-validation or on what a person
 * labelled; and the time of one keystroke with 100,000 open orders. Without the messages only the time is measured.
 */
export async function run(): Promise<Record<string, number | Record<string, number>>> {
  const root = resolve(import.meta.dirname, '..');
  const data = resolve(root, DATA_DIRECTORY);
  const parts = loadParts(join(root, 'assets'));
  if (!hasMessages(data)) {
    console.log(`!!! The messages are not in ${DATA_DIRECTORY}: only the time is measured.`);
    const { p99_ms, ...speed } = rounded(measureSpeed(parts, []), 2);
    return { p99_ms: p99_ms ?? 0, speed };
  }
  const messages = readMessages(data);
  console.log('Time of a keystroke with 100,000 open orders.');
  const { p99_ms, ...speed } = rounded(
    measureSpeed(
      parts,
      messages.plain.map(({ document }) => document),
    ),
    2,
  );
  console.log('Duplicates on pairs that a person read.');
  const duplicates = rounded(measureDuplicates(messages), 3);
  console.log('First level by cross-validation in five parts.');
  const { segmented, raw, errorsRead } = measureFirstLevel(messages, parts.leaves);
  console.log(JSON.stringify({ segmented: rounded(segmented, 4), raw: rounded(raw, 4), errorsRead }));
  const deals = rounded(measureOtherDeals(messages), 4);
  console.log(JSON.stringify(deals));
  const contest = rounded(measureAsContest(messages), 4);
  console.log(JSON.stringify(contest));
  console.log('Second and third level on messages that a person labelled.');
  const index = indexWords(parts.leaves, parts.wordsJson);
  const { models, figures } = measureLeaves(messages, index);
  console.log(JSON.stringify(rounded(figures, 3)));
  console.log('Units by cross-validation in five parts, on signed answers.');
  const directory = parseUnits(readFileSync(join(root, 'assets', 'suggest', 'units.json'), 'utf8'));
  const units = measureUnits(messages, directory, models, index);
  const { accuracy, macro_f1, majority_f1, keyword_f1, ...more } = segmented;
  return {
    ...rounded({ accuracy, macro_f1, majority_f1, keyword_f1 }, 4),
    p99_ms: p99_ms ?? 0,
    segmented: rounded(more, 4),
    raw: rounded(raw, 4),
    errors_read: errorsRead,
    deals,
    contest,
    leaves: rounded(figures, 3),
    units: rounded(units, 3),
    duplicates,
    speed,
  };
}

function rounded(figures: Record<string, number>, digits: number): Record<string, number> {
  return Object.fromEntries(
    Object.entries(figures).map(([name, value]) => [name, Number(value.toFixed(digits))]),
  );
}
