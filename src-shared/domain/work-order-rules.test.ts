import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { creditCheck } from './reading/index.ts';
import { codePoints } from './text.ts';
import {
  draftFieldsSchema,
  emptyFields,
  FIELD_LIMITS,
  storedDraftFieldsSchema,
  storedFieldsSchema,
  WORK_ORDER_FIELDS,
  type WorkOrderFields,
  workOrderFieldsSchema,
} from './work-order-fields.ts';
import { isRequired, missingFields, overLimit, settledFields, withConsequences } from './work-order-rules.ts';

const complete: WorkOrderFields = {
  ...emptyFields,
  requestType: 'TS',
  callerNumber: '13900000000',
  title: '光明路夜间施工噪声',
  content: '每晚十一点后施工',
  aim: '夜间停工',
  occurredText: '上周起',
  areaCode: '370402',
  place: '光明路1号',
  respondentName: '某工地',
  categoryCode: 'a/b/c',
  handling: 'dispatched',
  leadUnit: '市城市管理局',
};

const text = fc.constantFrom('', ' ', '一段文字', '全角123', ' 前后 ');
const anyFields: fc.Arbitrary<WorkOrderFields> = fc
  .record({
    requestType: fc.constantFrom('ZX', 'QZ', 'TS', 'JB', 'JY', 'BY', 'QT'),
    requesterKind: fc.constantFrom('person', 'enterprise', 'organisation'),
    handling: fc.constantFrom('', 'answered', 'dispatched', 'transferred', 'three-party', 'not-accepted'),
    anonymous: fc.boolean(),
    ongoing: fc.boolean(),
    callerNumber: fc.constantFrom('', '+86 138 1234 1234', '1381234123 4', '3456789'),
    contactNumbers: fc.array(fc.constantFrom('', '138-1234-1234', '110'), { maxLength: 3 }),
    organisationName: text,
    organisationCode: fc.constantFrom('', '91370400ma3c1x2y3z', ' 9137 0400MA3C1X2Y3Z '),
    title: text,
    content: text,
    aim: text,
    place: text,
    occurredText: text,
    respondentName: text,
    categoryCode: fc.constantFrom('', 'a', 'a/b', 'a/b/c'),
    replyText: text,
    leadUnit: text,
    transferTarget: text,
    rejectReason: fc.constantFrom('', 'petition'),
    guidance: text,
    enterpriseKind: fc.constantFrom('', 'help'),
    followUpOf: fc.constantFrom('', '01939d2e-0000-7000-8000-000000000001'),
    mergedInto: fc.constantFrom('', '01939d2e-0000-7000-8000-000000000001'),
  } as const)
  .map((some) => ({ ...emptyFields, ...some }) as WorkOrderFields);

describe('work order, what is required', () => {
  it('WO-5 each way of handling asks for its own parts', () => {
    const missing = (change: Partial<WorkOrderFields>) => missingFields({ ...complete, ...change });
    expect(missing({ handling: 'transferred' })).toEqual(['transferTarget']);
    expect(missing({ handling: 'three-party', transferTarget: '市供热公司' })).toEqual([]);
    expect(missing({ handling: 'not-accepted' })).toEqual(['rejectReason', 'guidance']);
  });

  it('WO-6 two levels of the category are enough', () => {
    expect(missingFields({ ...complete, categoryCode: 'a/b' })).toEqual([]);
    expect(missingFields({ ...complete, categoryCode: 'a' })).toEqual(['categoryCode']);
  });

  it('WO-2 another contact number will do', () => {
    expect(missingFields({ ...complete, callerNumber: '', contactNumbers: ['3456789'] })).toEqual([]);
  });

  it('WO-13, WO-15 an enterprise needs its name and says what it asks', () => {
    expect(missingFields({ ...complete, requesterKind: 'enterprise' })).toEqual([
      'organisationName',
      'enterpriseKind',
    ]);
    expect(missingFields({ ...complete, requesterKind: 'organisation' })).toEqual(['organisationName']);
  });

  it('WO-27 a credit code may be left out, but one that is written checks (GB 32100)', () => {
    const missing = (organisationCode: string) =>
      missingFields({
        ...complete,
        requesterKind: 'organisation',
        organisationName: '某社',
        organisationCode,
      });
    const code = `91370400MA3C1X2Y${'3'}`;
    const right = code + creditCheck(code);
    expect(missing('')).toEqual([]);
    expect(missing(right)).toEqual([]);
    expect(missing(right.toLowerCase().replace('9', '９'))).toEqual([]);
    expect(missing(right.slice(0, 17))).toEqual(['organisationCode']);
    expect(missing(code + (right.endsWith('0') ? '1' : '0'))).toEqual(['organisationCode']);
    expect(
      isRequired('organisationCode', { ...complete, requesterKind: 'organisation', organisationCode: 'x' }),
    ).toBe(false);
  });

  it('WO-19 a follow-up needs only its words, a co-complainant only his number', () => {
    const id = '01939d2e-0000-7000-8000-000000000001';
    expect(missingFields({ ...emptyFields, followUpOf: id })).toEqual(['content']);
    expect(missingFields({ ...emptyFields, mergedInto: id })).toEqual(['callerNumber']);
  });

  it('WO-1 what is missing is always required, and never missing once it says something', () => {
    fc.assert(
      fc.property(anyFields, (fields) => {
        for (const field of missingFields(fields))
          expect(field === 'organisationCode' || isRequired(field, fields)).toBe(true);
        expect(missingFields(settledFields(fields))).toEqual(missingFields(fields));
      }),
    );
  });
});

describe('work order, what follows and what is settled', () => {
  it('WO-14 a report is confidential, unless the same edit says otherwise; nothing is taken back', () => {
    expect(withConsequences(emptyFields, { requestType: 'JB' })).toEqual({
      requestType: 'JB',
      confidential: true,
    });
    expect(withConsequences(emptyFields, { requestType: 'JB', confidential: false }).confidential).toBe(
      false,
    );
    const report = { ...emptyFields, requestType: 'JB', confidential: true } as const;
    expect(withConsequences(report, { requestType: 'TS' })).toEqual({ requestType: 'TS' });
    expect(withConsequences(report, { requestType: 'JB' })).toEqual({ requestType: 'JB' });
  });

  it('WO-14 another division is not at the old coordinates', () => {
    const placed = { ...emptyFields, areaCode: '370402', longitude: 117.5, latitude: 34.8 };
    expect(withConsequences(placed, { areaCode: '370403' })).toMatchObject({
      longitude: null,
      latitude: null,
    });
    expect(withConsequences(placed, { areaCode: '370402' })).toEqual({ areaCode: '370402' });
  });

  it('WO-16 numbers and codes are settled, and what was not chosen is left out', () => {
    const settled = settledFields({
      ...complete,
      callerNumber: '＋86 138-1234-1234',
      contactNumbers: ['3456789', '13812341234', '', '3456789转801'],
      organisationCode: '９１３７０４００ma3c1x2y3z',
      handling: 'answered',
      replyText: ' 已答复 ',
    });
    expect(settled).toMatchObject({
      callerNumber: '13812341234',
      contactNumbers: ['06323456789', '3456789转801'],
      organisationCode: '',
      leadUnit: '',
      replyText: '已答复',
    });
    expect(
      settledFields({
        ...complete,
        requesterKind: 'enterprise',
        organisationCode: '９１３７０４００ma3c1x2y3z',
      }).organisationCode,
    ).toBe('91370400MA3C1X2Y3Z');
  });

  it('WO-16 settling twice changes nothing, and what is settled fits the schema', () => {
    fc.assert(
      fc.property(anyFields, (fields) => {
        const once = settledFields(fields);
        expect(settledFields(once)).toEqual(once);
        expect(workOrderFieldsSchema.parse(once)).toEqual(once);
      }),
    );
  });
});

describe('work order, what is too long', () => {
  const tooLong = '长'.repeat(FIELD_LIMITS.title + 1);

  it('WO-29 a text longer than its field keeps an order from being submitted, and is told by how much', () => {
    expect(missingFields({ ...complete, title: tooLong })).toEqual(['title']);
    expect(overLimit('title', tooLong)).toBe(1);
    expect(overLimit('title', `  ${'𠮷'.repeat(FIELD_LIMITS.title)}  `)).toBe(0);
    expect(
      missingFields({ ...complete, contactNumbers: ['1'.repeat(FIELD_LIMITS.callerNumber + 1)] }),
    ).toEqual(['contactNumbers']);
  });

  it('WO-29 what belongs to a choice that is not taken does not count', () => {
    const answered = { ...complete, handling: 'dispatched' as const, leadUnit: '市城市管理局' };
    expect(missingFields({ ...answered, replyText: '答'.repeat(FIELD_LIMITS.replyText + 1) })).toEqual([]);
  });

  it('WO-29 what has nothing missing fits an order, whatever was written', () => {
    const long = fc.string({ unit: fc.constantFrom('长', '𠮷', ' ', 'a'), maxLength: 130 });
    fc.assert(
      fc.property(long, long, long, (title, aim, place) => {
        const fields = { ...complete, title, aim, place };
        const fits = workOrderFieldsSchema.safeParse(settledFields(fields)).success;
        if (missingFields(fields).length === 0) expect(fits).toBe(true);
        if (!fits) expect(missingFields(fields)).not.toEqual([]);
      }),
    );
  });

  it('DR-16 a draft keeps what is too long for an order', () => {
    const fields = { ...emptyFields, content: '长'.repeat(30_000), title: tooLong };
    expect(draftFieldsSchema.parse(fields)).toEqual(fields);
    expect(storedDraftFieldsSchema.parse(fields)).toEqual(fields);
    expect(workOrderFieldsSchema.safeParse(fields).success).toBe(false);
  });
});

describe('work order, fields', () => {
  it('WO-7 limits count characters, and rare ones are kept', () => {
    const title = '𠮷'.repeat(FIELD_LIMITS.title);
    expect(codePoints(title)).toBe(30);
    expect(workOrderFieldsSchema.shape.title.parse(title)).toBe(title);
    expect(workOrderFieldsSchema.shape.title.safeParse(`${title}野`).success).toBe(false);
    const rare = fc.string({ unit: fc.constantFrom('𠮷', '㐂', '𬱖', '王', 'é'), maxLength: 64 });
    fc.assert(
      fc.property(rare, (callerName) => {
        const stored = JSON.parse(JSON.stringify({ ...complete, callerName }));
        expect(workOrderFieldsSchema.parse(stored).callerName).toBe(callerName);
      }),
    );
  });

  it('WO-23 an order of the first program is read with what has joined since empty', () => {
    const first = {
      requestType: 'QZ',
      callerName: '王女士',
      callerNumber: '13812341234',
      anonymous: false,
      confidential: false,
      title: '路灯不亮',
      content: '路灯不亮',
      aim: '修',
      place: '光明路',
      categoryCode: 'a/b/c',
      handling: 'dispatched',
      replyText: '',
      leadUnit: '市城市管理局',
    };
    expect(storedFieldsSchema.parse(first)).toEqual({ ...emptyFields, ...first });
    expect(storedFieldsSchema.safeParse({ title: '路灯不亮' }).success).toBe(false);
  });

  it('WO-23 every field has an empty value that fits it', () => {
    expect(Object.keys(emptyFields)).toEqual([...WORK_ORDER_FIELDS]);
    expect(workOrderFieldsSchema.parse(emptyFields)).toEqual(emptyFields);
  });
});
