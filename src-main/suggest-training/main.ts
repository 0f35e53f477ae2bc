/**
 * `npm run train [-- DIRECTORY]`: learns the models of assets/suggest from the messages in `../shared/data` and
 * writes them with a manifest. The same messages give the same bytes.
 */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  indexWords,
  MODEL_FILES,
  parseLeaves,
  parseUnits,
  writeFrequencies,
  writeModel,
} from '../suggest/index.ts';
import { DATA_DIRECTORY, readMessages } from './dataset.ts';
import {
  answeredMessages,
  countRuns,
  firstLevels,
  SEED,
  trainFirstLevel,
  trainSecond,
  trainUnitKinds,
} from './recipes.ts';

const root = resolve(import.meta.dirname, '../..');
const assets = join(root, 'assets');
const say = (text: string) => process.stdout.write(`${text}\n`);

const messages = readMessages(resolve(root, process.argv[2] ?? DATA_DIRECTORY));
say(
  `${messages.labelled.length} labelled, ${messages.replied.length} answered, ${messages.plain.length} plain messages.`,
);
const leaves = parseLeaves(readFileSync(join(assets, 'category-tree.csv'), 'utf8'));
const index = indexWords(leaves, readFileSync(join(assets, 'suggest', 'category-words.json'), 'utf8'));
const directory = parseUnits(readFileSync(join(assets, 'suggest', 'units.json'), 'utf8'));

const level1 = trainFirstLevel(messages.labelled, firstLevels(messages.labelled));
say(`First level: ${level1.header.classes.length} categories.`);
const level2 = trainSecond(messages, index);
if (level2 === undefined)
  throw new Error('The words of the tree choose too few messages for a second level.');
say(
  `Second level: ${level2.header.classes.length} categories from ${level2.header.training.messages} messages.`,
);
const answered = answeredMessages(messages.replied, directory);
const units = trainUnitKinds(answered, [...new Set(answered.map(({ kind }) => kind))].toSorted());
say(`Units: ${units.header.classes.length} kinds from ${answered.length} answers.`);
const frequencies = countRuns([...messages.plain, ...messages.replied]);

const files = {
  level1: writeModel(level1),
  level2: writeModel(level2),
  units: writeModel(units),
  frequencies: writeFrequencies(frequencies),
};
const manifest = {
  version: 1,
  seed: SEED,
  files: Object.entries(files).map(([part, bytes]) => ({
    file: MODEL_FILES[part as keyof typeof files],
    bytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
  })),
};
for (const [part, bytes] of Object.entries(files)) {
  writeFileSync(join(assets, 'suggest', MODEL_FILES[part as keyof typeof files]), bytes);
}
writeFileSync(join(assets, 'suggest', 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
for (const { file, bytes } of manifest.files) say(`${file}: ${bytes} bytes`);
