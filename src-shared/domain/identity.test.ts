import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { identityOf, mayMention, withoutIdentity } from './identity.ts';

const part = fc.constantFrom(
  '王',
  '欧阳',
  '小明',
  '女士',
  '某',
  '路灯',
  '不亮',
  ' ',
  '·',
  'Li',
  'li',
  '138',
  '０632',
  '-',
  '1234',
);
const text = fc.array(part, { maxLength: 6 }).map((parts) => parts.join(''));

describe('who an order is about', () => {
  it('WO-17 a text that may name nobody loses nothing', () => {
    fc.assert(
      fc.property(
        text,
        text,
        text,
        fc.array(text, { maxLength: 2 }),
        (said, callerName, organisationName, numbers) => {
          const fields = { callerName, organisationName, contactNumbers: numbers };
          if (mayMention(said, fields)) return;
          expect(withoutIdentity(said, identityOf(fields))).toBe(said);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('WO-17 most titles are seen to name nobody at once', () => {
    expect(mayMention('青檀佳苑6号楼电梯停运', { callerName: '王小明' })).toBe(false);
    expect(mayMention('王女士家门口路灯不亮', { callerName: '王小明' })).toBe(true);
    expect(mayMention('打138 0632 1234', { callerName: '' })).toBe(true);
  });
});
