// @ts-check
/**
 * Spells the names of a city's divisions and landmarks: pinyin is made here, once, rather than at every start.
 *
 *   node build/divisions.mjs           writes the pinyin into assets/divisions/*.json
 *   node build/divisions.mjs --check   fails when a name is not spelled, or spelled otherwise
 *
 * A reading in the file's own «readings» goes before the table's: 单庄 is Shanzhuang there.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { pinyin } from 'pinyin-pro';

const folder = fileURLToPath(new URL('../assets/divisions/', import.meta.url));

/**
 * @param {string} name
 * @param {Record<string, string[]>} readings
 */
export function spell(name, readings) {
  const characters = [...name];
  return pinyin(name, { toneType: 'none', type: 'array', v: true })
    .map((syllable, index) => readings[characters[index] ?? '']?.[0] ?? syllable)
    .join(' ');
}

/**
 * One row a line, so that a change of one village is a change of one line.
 * @param {Record<string, unknown>} file
 */
function format(file) {
  const entries = Object.entries(file).map(([key, value]) => {
    if (!Array.isArray(value) || typeof value[0] !== 'object')
      return `  ${JSON.stringify(key)}: ${JSON.stringify(value)}`;
    const rows = value.map((row) => `    ${JSON.stringify(row)}`);
    return `  ${JSON.stringify(key)}: [\n${rows.join(',\n')}\n  ]`;
  });
  return `{\n${entries.join(',\n')}\n}\n`;
}

let failed = false;
for (const name of readdirSync(folder).filter((one) => one.endsWith('.json'))) {
  const before = readFileSync(folder + name, 'utf8');
  const file = JSON.parse(before);
  const readings = file.readings ?? {};
  for (const list of ['areas', 'streets', 'villages'].filter((one) => file[one]))
    file[list] = file[list].map((/** @type {string[]} */ [code, text = '']) => [
      code,
      text,
      spell(text, readings),
    ]);
  if (file.city) file.city = [file.city[0], file.city[1], spell(file.city[1], readings)];
  for (const list of ['virtualAreas', 'landmarks'])
    for (const one of file[list] ?? []) one.pinyin = spell(one.name, readings);
  const after = format(file);
  if (after === before) continue;
  if (process.argv.includes('--check')) {
    console.error(`assets/divisions/${name} is not current: run \`node build/divisions.mjs\`.`);
    failed = true;
  } else writeFileSync(folder + name, after);
}
process.exitCode = failed ? 1 : 0;
