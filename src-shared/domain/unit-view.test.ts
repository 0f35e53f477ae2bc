import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maskedFields } from './masked-order.ts';
import { forUnit } from './unit-view.ts';
import { summaryOf } from './work-order.ts';
import { emptyFields, type WorkOrderFields } from './work-order-fields.ts';

const orderOf = (fields: Partial<WorkOrderFields>) => ({
  id: '01939d2e-0000-7000-8000-000000000001',
  number: '261122-007-001',
  submittedAt: 1,
  fields: { ...emptyFields, ...fields },
});

const citizen: Partial<WorkOrderFields> = {
  callerName: '欧阳小雨',
  genderTitle: 'madam',
  callerNumber: '13812341234',
  contactNumbers: ['0632-3456789'],
  organisationName: '枣庄某某机械有限公司',
  organisationContact: '赵经理',
  content: '欧阳小雨(138 1234 1234)反映,公司0632-3456789,１３８１２３４１２３４',
  place: '光明路1号',
};

describe('what a unit receives', () => {
  it('WO-17 an open order as it is, without the centre’s own affairs', () => {
    const unit = forUnit(orderOf({ ...citizen, callbackWish: true, callbackWishNote: '晚上打' }));
    expect(unit.fields).toMatchObject({ callerName: '欧阳小雨', callerNumber: '13812341234' });
    expect(unit.fields.callbackWishNote).toBe('');
  });

  it('WO-17 a confidential order as content without identity', () => {
    const { fields } = forUnit(orderOf({ ...citizen, confidential: true }));
    expect(fields).toMatchObject({
      callerName: '',
      callerNumber: '',
      contactNumbers: [],
      organisationName: '',
    });
    expect(fields.content).toBe('〔保密〕(〔保密〕)反映,公司〔保密〕,〔保密〕');
    expect(fields.place).toBe('光明路1号');
  });

  it('WO-17 whatever is written, no name and no number of a confidential or anonymous citizen leaves', () => {
    const name = fc.stringMatching(/^[王李赵欧阳][小雨晴明]{1,3}$/);
    const mobile = fc.stringMatching(/^1[3-9]\d{9}$/);
    const between = fc.constantFrom('', ' ', '-', ' - ');
    const secret = fc.constantFrom({ confidential: true }, { anonymous: true });
    const text = fc.string({ unit: fc.constantFrom('反', '映', ',', '。', ' ', '1'), maxLength: 12 });
    fc.assert(
      fc.property(
        name,
        mobile,
        between,
        text,
        text,
        secret,
        (callerName, number, gap, before, after, how) => {
          const written = `${number.slice(0, 3)}${gap}${number.slice(3, 7)}${gap}${number.slice(7)}`;
          const mention = `${before}${callerName}${after}${written}${before}`;
          const fields = { callerName, callerNumber: `+86${number}`, ...how };
          const texts = {
            content: mention,
            title: mention,
            aim: mention,
            place: mention,
            replyText: mention,
          };
          const sent = JSON.stringify(forUnit(orderOf({ ...fields, ...texts })));
          expect(sent).not.toContain(callerName);
          expect(sent.replaceAll(/[\s-]/g, '')).not.toContain(number);
        },
      ),
    );
  });

  it('WO-17 a name is found bare, with a form of address, spaced or dotted; a Latin one only as a word', () => {
    const texts: ReadonlyArray<readonly [Partial<WorkOrderFields>, string, string]> = [
      [{ callerName: '王芳女士' }, '王芳说王女士很急', '〔保密〕说〔保密〕很急'],
      [{ callerName: '王', genderTitle: 'madam' }, '王女士和王先生', '〔保密〕和王先生'],
      [{ callerName: '欧阳小雨' }, '欧阳先生、欧阳某、欧 阳 小 雨', '〔保密〕、〔保密〕、〔保密〕'],
      [{ callerName: '阿依·古丽' }, '阿依古丽、阿依•古丽', '〔保密〕、〔保密〕'],
      [{ callerName: 'Li An' }, 'LI AN, Liang', '〔保密〕, Liang'],
      [{ callerName: '𠮷田' }, '𠮷田来电', '〔保密〕来电'],
    ];
    for (const [fields, content, expected] of texts) {
      expect(forUnit(orderOf({ ...fields, content, confidential: true })).fields.content).toBe(expected);
    }
  });

  it('WO-20 a list’s title names nobody', () => {
    const whole = { delivery: 'waiting' as const, refusal: null };
    const standing = { state: 'to-dispatch' as const, dueAt: null };
    const titled = (fields: Partial<WorkOrderFields>) =>
      summaryOf(
        { ...orderOf({ ...citizen, title: '欧阳小雨(13812341234)家停水', ...fields }), ...whole },
        standing,
      ).title;
    expect(titled({})).toBe('欧阳女士(欧阳女士)家停水');
    expect(titled({ confidential: true })).toBe('〔保密〕(〔保密〕)家停水');
  });

  it('WO-20 an order is shown masked: name and numbers, of a confidential one every mention too', () => {
    const fields = { ...emptyFields, ...citizen };
    expect(maskedFields(fields)).toMatchObject({
      callerName: '欧阳女士',
      callerNumber: '138****1234',
      contactNumbers: ['063*****6789'],
      organisationName: '枣庄某某机械有限公司',
      content: citizen.content,
    });
    const secret = maskedFields({ ...fields, confidential: true });
    expect(secret.organisationName).toBe('');
    expect(secret.content).not.toContain('欧阳小雨');
  });
});
