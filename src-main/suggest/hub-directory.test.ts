import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { unitRowSchema } from '#shared/hub-protocol/index.ts';
import { parseUnits } from './catalogue.ts';
import { directoryOfHub } from './hub-directory.ts';
import { unitsInCharge } from './unit-ranking.ts';

const shipped = parseUnits(readFileSync(new URL('../../assets/suggest/units.json', import.meta.url), 'utf8'));
const row = (name: string, level = 'city', categories = '') =>
  unitRowSchema.parse({ code: name, name, level, categories });

describe('units of the hub, for suggestions', () => {
  it('LI-3 only units of the table are named; their kind is told by their name, their charge by the table or the kind', () => {
    const directory = directoryOfHub(
      [
        row('枣庄市教育和体育局'),
        row('市数据局', 'city', '城乡建设；教育文体/学校'),
        row('薛城区人民政府', 'district'),
        row('某街道', 'street'),
      ],
      shipped,
    );
    const names = directory.units.map(({ name, kind }) => `${name} ${kind}`);
    expect(names).toContain('枣庄市教育和体育局 education');
    expect(names).toContain('市数据局 other');
    expect(names.some((name) => name.startsWith('市公安局'))).toBe(false);
    expect(directory.areas.map(({ area, name }) => `${area} ${name}`)).toEqual(['薛城区 薛城区人民政府']);
    const charge = (code: string) => unitsInCharge(directory, code).map(({ name }) => name);
    expect(charge('教育文体/其他/其他')).toEqual(['枣庄市教育和体育局']);
    expect(charge('教育文体/学校/收费')).toEqual(['市数据局']);
  });

  it('LI-3 without a government of a district in the table none is suggested by place', () => {
    const directory = directoryOfHub([row('市教育局')], shipped);
    expect(directory.areas).toEqual([]);
    expect(directory.units.map(({ name }) => name)).toEqual(['市教育局']);
  });
});
