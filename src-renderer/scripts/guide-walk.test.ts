import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyFields, GUIDE_FIELDS, type Guide, scriptEntrySchema } from '#shared/domain/index.ts';
import examples from '../app/testing/script-examples.json' with { type: 'json' };
import { contentWith, fillingOf, newWalk, stepOf, withFilled } from './guide-walk.ts';

const guides = scriptEntrySchema
  .array()
  .parse(examples)
  .filter((entry): entry is Guide => entry.kind === 'guide');
const guide = guides[0];
if (guide === undefined) throw new Error('The examples have a guide.');

describe('a guide that is walked', () => {
  it('SC-21 is where its answers lead, and stops where it is not understood any more', () => {
    const walk = { ...newWalk(guide.id), path: [{ step: 'what', answer: 3 }] };
    expect(stepOf(guide, walk)?.step.id).toBe('scope-heat');
    const stale = { ...walk, path: [...walk.path, { step: 'gone', answer: 0 }] };
    expect(stepOf(guide, stale)).toMatchObject({ step: { id: 'scope-heat' }, path: walk.path });
    expect(stepOf(guide, { ...walk, path: [{ step: 'what', answer: 9 }] })?.step.id).toBe('what');
  });

  it('SC-22 fills what nobody has touched and what it filled itself; it asks about the rest', () => {
    const wanted = { title: '停水', requestType: 'TS' as const, leadUnit: '市自来水公司' };
    const fields = { ...emptyFields, title: '我写的', leadUnit: '市供热公司' };
    const { changes, conflicts } = fillingOf(wanted, fields, { leadUnit: '市供热公司' });
    expect(changes).toEqual({ requestType: 'TS', leadUnit: '市自来水公司' });
    expect(conflicts).toEqual([{ field: 'title', typed: '我写的', wanted: '停水' }]);
    expect(withFilled({}, changes)).toEqual({ requestType: 'TS', leadUnit: '市自来水公司' });
  });

  it('SC-22 never changes what a person typed, whatever the guide says', () => {
    const field = fc.constantFrom(...GUIDE_FIELDS.filter((one) => typeof emptyFields[one] === 'string'));
    fc.assert(
      fc.property(field, fc.string({ minLength: 1 }), fc.string(), (name, typed, wanted) => {
        fc.pre(typed !== emptyFields[name]);
        const { changes } = fillingOf({ [name]: wanted }, { ...emptyFields, [name]: typed }, {});
        expect(changes).toEqual({});
      }),
    );
  });

  it('SC-22 adds its sentence once, and takes the one of another answer away', () => {
    const [step] = guide.steps;
    if (step?.type !== 'choice') throw new Error('The guide begins with a choice.');
    const first = contentWith('市民来电', step, 0);
    expect(first).toBe(`市民来电。${step.answers[0]?.add}`);
    expect(contentWith(first, step, 0)).toBe(first);
    expect(contentWith(first, step, 1)).toBe(`市民来电。${step.answers[1]?.add}`);
  });
});
