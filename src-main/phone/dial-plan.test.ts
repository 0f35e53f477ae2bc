import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_LINES } from '#shared/settings/index.ts';
import { automaticAnswerAfter } from './automatic-answer.ts';
import { dialledNumber } from './dial-plan.ts';
import { hotlineLine } from './hotline-line.ts';

describe('the dial plan', () => {
  const rules = [
    { match: '9(\\d+)', dial: '0$1' },
    { match: '00.*', dial: '' },
    { match: '8(\\d{3})|7(\\d{3})', dial: '$1$2' },
  ];

  it.each([
    ['110', '110'],
    [' 0532-8888 1234 ', '053288881234'],
    ['（0532）８８８８', '05328888'],
    ['+86 138 0013 8000', '+8613800138000'],
    ['*21#', '*21#'],
    ['91234', '01234'],
    ['8001', '001'],
    ['seat-7', 'seat-7'],
  ])('CA-23 dials %s as %s', (typed, dialled) => {
    expect(dialledNumber(typed, rules)).toBe(dialled);
  });

  it.each(['', ' ', '张三', '0044123', 'sip:a@b', 'a b', '110;x=y', '%31', '<110>', '1'.repeat(70)])(
    'CA-23 does not dial %s',
    (typed) => {
      expect(() => dialledNumber(typed, rules)).toThrowError(
        expect.objectContaining({ code: 'number-invalid' }),
      );
    },
  );

  it('CA-23 dials nothing that could be more than a user part', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 64 }), (typed) => {
        try {
          expect(dialledNumber(typed, [])).toMatch(/^[A-Za-z0-9._~!$&+*=#-]+$/);
        } catch (error) {
          expect(error).toMatchObject({ code: 'number-invalid' });
        }
      }),
    );
  });
});

describe('the hotline line', () => {
  it.each([
    ['12345', 'TEL'],
    ['12333', 'L12333'],
    ['+8612333', 'L12333'],
    ['008612328', 'L12328'],
    ['053212319', 'L12319'],
    ['+8653212319', 'L12319'],
    ['01012345', 'TEL'],
  ])('CA-34 of %s is %s', (dialled, channel) => {
    expect(hotlineLine(dialled, [...DEFAULT_LINES])?.channel).toBe(channel);
  });

  it.each([null, '', '1234', '99912333', '053288881234'])('CA-34 of %s is in no table', (dialled) => {
    expect(hotlineLine(dialled, [...DEFAULT_LINES])).toBeNull();
  });

  it('CA-34 takes the exact number first', () => {
    const lines = [...DEFAULT_LINES, { number: '053212333', channel: 'LOCAL', name: 'ours' }];
    expect(hotlineLine('053212333', lines)).toEqual({ channel: 'LOCAL', name: 'ours' });
  });
});

describe('automatic answer', () => {
  const by = (name: string, value: string) => (asked: string) => (asked === name ? [value] : []);

  it.each([
    ['Call-Info', '<sip:x>;answer-after=3', 3_000],
    ['Call-Info', '<sip:x>; Answer-After = 0', 0],
    ['Call-Info', '<sip:x>;answer-after=99999', 60_000],
    ['Call-Info', '<sip:x>;purpose=icon', null],
    ['Alert-Info', 'Auto Answer', 0],
    ['Alert-Info', '<http://x>;info=alert-autoanswer', 0],
    ['Alert-Info', 'Ring Answer', 0],
    ['Alert-Info', '<urn:alert:source:external>', null],
    ['P-Auto-Answer', 'normal', 0],
    ['Answer-Mode', 'Auto;require', 0],
    ['Answer-Mode', 'Manual', null],
  ])('CA-31 by %s: %s', (name, value, expected) => {
    expect(automaticAnswerAfter(by(name, value), { byHeader: true, afterMilliseconds: null })).toBe(expected);
    expect(automaticAnswerAfter(by(name, value), { byHeader: false, afterMilliseconds: null })).toBeNull();
  });

  it('CA-31 by rule, and by whichever is sooner', () => {
    const headers = by('Call-Info', '<sip:x>;answer-after=3');
    expect(automaticAnswerAfter(() => [], { byHeader: true, afterMilliseconds: 500 })).toBe(500);
    expect(automaticAnswerAfter(headers, { byHeader: true, afterMilliseconds: 500 })).toBe(500);
    expect(automaticAnswerAfter(headers, { byHeader: true, afterMilliseconds: 5_000 })).toBe(3_000);
  });
});
