import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { flowProblems, type Guide, nextSteps, type ScriptEntry } from '#shared/domain/index.ts';
import { loadCategories } from '../intake/index.ts';
import { readEntry } from './file/read-entry.ts';
import { writeEntry } from './file/write-entry.ts';
import { type LoadedFolder, loadFolder, unknownUnits } from './shipped.ts';

const FOLDER = new URL('../../assets/scripts', import.meta.url).pathname;
let loaded: LoadedFolder;
const ofKind = <K extends ScriptEntry['kind']>(kind: K) =>
  loaded.entries.filter((entry): entry is Extract<ScriptEntry, { kind: K }> => entry.kind === kind);

beforeAll(async () => {
  loaded = await loadFolder(FOLDER, () => Promise.resolve());
});

describe('what is shipped', () => {
  it('SC-1 every file is right, and names units that are there', () => {
    expect(loaded.problems).toEqual([]);
    expect(unknownUnits(loaded.entries)).toEqual([]);
  });

  it('SC-8 has the forty phrases, twelve guides, forty entries of knowledge, and the units', () => {
    expect(ofKind('phrase').length).toBeGreaterThanOrEqual(40);
    expect(ofKind('guide').length).toBeGreaterThanOrEqual(12);
    expect(ofKind('knowledge').length).toBeGreaterThanOrEqual(40);
    expect(ofKind('unit').length).toBeGreaterThanOrEqual(40);
    expect(loaded.entries.filter(({ sample }) => !sample)).toEqual([]);
  });

  it('SC-8 every text is there in English too', () => {
    expect(loaded.entries.filter(({ body }) => body.en === '' || body.zh === '').map(({ id }) => id)).toEqual(
      [],
    );
    expect(JSON.stringify(loaded.entries)).not.toContain('TODO');
  });

  it('SC-7 every way through every guide ends, and every step is on a way', () => {
    for (const { id, steps } of ofKind('guide')) expect([id, flowProblems(steps)]).toEqual([id, []]);
  });

  it('SC-7 any answers whatever lead to an end', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...ofKind('guide')),
        fc.array(fc.nat(8), { minLength: 40, maxLength: 40 }),
        (guide: Guide, answers) => {
          let step = guide.steps[0];
          for (const answer of answers) {
            if (step === undefined || step.type === 'end') break;
            const next = nextSteps(step);
            step = guide.steps.find(({ id }) => id === next[answer % next.length]);
          }
          expect(step?.type).toBe('end');
        },
      ),
    );
  });

  it('SC-6 what a guide fills fits the form: categories that exist, deadlines that have a rule', async () => {
    const csv = readFileSync(new URL('../../assets/category-tree.csv', import.meta.url), 'utf8');
    const categories = await loadCategories(csv)();
    const begins = (code: string) => categories.some((one) => `${one.code}/`.startsWith(`${code}/`));
    const codes = loaded.entries.flatMap((entry) => entry.categories);
    const filled = ofKind('guide').flatMap(({ steps }) =>
      steps.flatMap((step) =>
        step.type === 'choice' ? step.answers.flatMap(({ fill }) => fill.categoryCode ?? []) : [],
      ),
    );
    expect(codes.filter((code) => !begins(code))).toEqual([]);
    expect(filled.filter((code) => !categories.some((one) => one.code === code))).toEqual([]);
  });

  it('SC-3 is written back to the same entry', () => {
    for (const entry of loaded.entries) {
      expect(readEntry(entry.id, writeEntry(entry)), entry.id).toEqual({ entry, problems: [] });
    }
  });
});
