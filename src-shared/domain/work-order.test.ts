import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maskNumber } from './masking.ts';
import { formatOrderNumber } from './order-number.ts';
import { emptyFields, type WorkOrderFields } from './work-order-fields.ts';
import { missingFields } from './work-order-rules.ts';

const complete: WorkOrderFields = {
  ...emptyFields,
  callerNumber: '13900000000',
  title: '光明路夜间施工噪声',
  content: '每晚十一点后施工',
  aim: '夜间停工',
  occurredText: '上周起',
  areaCode: '370402',
  place: '光明路',
  respondentName: '某工地',
  categoryCode: 'a/b/c',
  handling: 'dispatched',
  leadUnit: '市中区城管局',
};

describe('work order', () => {
  it('WO-1 a complete order misses nothing', () => {
    expect(missingFields(complete)).toEqual([]);
  });

  it('WO-2 an anonymous caller needs no number', () => {
    expect(missingFields({ ...complete, callerNumber: '' })).toEqual(['callerNumber']);
    expect(missingFields({ ...complete, callerNumber: '', anonymous: true })).toEqual([]);
  });

  it('WO-3 blanks are not content', () => {
    expect(missingFields({ ...complete, title: ' \u3000', content: '\n' })).toEqual(['content', 'title']);
  });

  it('WO-4 an enquiry needs neither aim nor place, praise no aim', () => {
    const missing = (requestType: WorkOrderFields['requestType']) =>
      missingFields({ ...complete, requestType, aim: '', areaCode: '', place: '' });
    expect(missing('ZX')).toEqual([]);
    expect(missing('BY')).toEqual(['areaCode', 'place']);
    expect(missing('TS')).toEqual(['aim', 'areaCode', 'place']);
  });

  it('WO-26 a place needs its district, but one that is not accepted as it lies elsewhere', () => {
    expect(missingFields({ ...complete, areaCode: '' })).toEqual(['areaCode']);
    expect(
      missingFields({
        ...complete,
        areaCode: '',
        handling: 'not-accepted',
        rejectReason: 'a',
        guidance: 'b',
      }),
    ).toEqual([]);
  });

  it('WO-26 complaints, reports and requests for help say when, the first two about whom', () => {
    const bare = { ...complete, occurredText: '', respondentName: '' };
    const missing = (requestType: WorkOrderFields['requestType']) => missingFields({ ...bare, requestType });
    for (const type of ['TS', 'JB'] as const)
      expect(missing(type)).toEqual(['occurredText', 'respondentName']);
    expect(missing('QZ')).toEqual(['occurredText']);
    for (const type of ['ZX', 'JY', 'BY', 'QT'] as const) expect(missing(type)).toEqual([]);
    for (const said of [{ occurredText: '昨天' }, { occurredAt: 1 }, { ongoing: true }])
      expect(missingFields({ ...bare, requestType: 'QZ', ...said })).toEqual([]);
  });

  it('WO-5 what is answered needs the answer, what is dispatched needs the unit', () => {
    expect(missingFields({ ...complete, handling: 'answered' })).toEqual(['replyText']);
    expect(missingFields({ ...complete, leadUnit: '' })).toEqual(['leadUnit']);
    expect(missingFields({ ...complete, handling: '' })).toEqual(['handling']);
  });

  it('WO-8 numbers are short, sortable within a day and differ between seats', () => {
    expect(formatOrderNumber('2026-11-22', 1, 3)).toBe('261122-001-003');
    expect(formatOrderNumber('2026-11-22', 120, 1234)).toBe('261122-120-1234');
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 999 }),
        fc.integer({ min: 1, max: 999 }),
        fc.integer({ min: 1, max: 5000 }),
        (one, other, count) => {
          fc.pre(one !== other);
          expect(formatOrderNumber('2026-11-22', one, count)).not.toBe(
            formatOrderNumber('2026-11-22', other, count),
          );
        },
      ),
    );
  });

  it('WO-9 lists never show a number in clear', () => {
    expect(maskNumber('13812341234')).toBe('138****1234');
    expect(maskNumber('06323456789')).toBe('063****6789');
    expect(maskNumber('3456789')).toBe('*****89');
    expect(maskNumber('12')).toBe('**');
    expect(maskNumber('')).toBe('');
  });
});
