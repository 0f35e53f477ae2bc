import { describe, expect, it } from 'vitest';
import {
  callerTitle,
  emptyFields,
  epochOfLocal,
  fillBlanks,
  filledText,
  timeOfDay,
} from '#shared/domain/index.ts';
import { copiedValues, valuesOf } from './values.ts';

const at = (hour: number) => epochOfLocal('2026-11-25', `${hour}:00`);

describe('blanks', () => {
  it('SC-9 are filled from call and order; what is not known stays to be seen', () => {
    const fields = {
      ...emptyFields,
      callerName: '刘',
      genderTitle: 'sir' as const,
      callerNumber: '15406320011',
    };
    const submitted = { number: '261122-001-003', fields: { ...fields, leadUnit: '市城市管理局' } };
    const values = valuesOf({ fields, submitted, dueAt: epochOfLocal('2026-12-02', '18:00'), now: at(15) });
    expect(filledText('{称谓},{时段},编号{编号},{单位}最晚{日期}答复,尾号{尾号},{进度}', values)).toBe(
      '刘先生,下午好,编号261122-001-003,市城市管理局最晚12月2日答复,尾号0011,{进度}',
    );
    expect(fillBlanks('{进度}和{', values)).toMatchObject([
      { text: '进度', blank: true, filled: false },
      { text: '和', blank: false },
      { text: '{', blank: false },
    ]);
  });
  it('SC-9 a wish is said once', () => {
    const facts = { submitted: null, dueAt: null, now: at(9) };
    const said = (aim: string) =>
      filledText('您的要求是{目的}', valuesOf({ ...facts, fields: { ...emptyFields, aim } }));
    expect([said('要求停止夜间施工'), said('尽快修好')]).toEqual([
      '您的要求是停止夜间施工',
      '您的要求是尽快修好',
    ]);
  });
  it('SC-9 nothing that tells who calls goes to the clipboard', () => {
    const fields = { ...emptyFields, callerName: '刘先生', callerNumber: '15406320011' };
    const values = valuesOf({ fields, submitted: null, dueAt: null, now: at(9) });
    expect(filledText('{称谓},尾号{尾号}', copiedValues(values))).toBe('您,尾号{尾号}');
  });
  it('SC-9 the title is the surname with what stands behind the name', () => {
    expect(['刘先生', '欧阳丽女士', '王师傅', '李敏', '', '先生'].map(callerTitle)).toEqual([
      '刘先生',
      '欧阳女士',
      '王师傅',
      '您',
      '您',
      '您',
    ]);
  });
  it('SC-9 the greeting follows the hour', () => {
    expect([2, 6, 10, 13, 17, 21].map(timeOfDay)).toEqual([
      '夜里好',
      '早上好',
      '上午好',
      '中午好',
      '下午好',
      '晚上好',
    ]);
  });
});
