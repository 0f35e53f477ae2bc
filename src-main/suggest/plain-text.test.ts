import { describe, expect, it } from 'vitest';
import { plainText } from './index.ts';

describe('text without persons', () => {
  it.each([
    ['尊敬的王局长:您好', '尊敬的局长您好'],
    ['我叫张建国,家住光明路', '我叫家住光明路'],
    ['联系人:李小明,电话13800138000', '联系人电话'],
    ['李女士反映', '女士反映'],
    ['我是欧建军。', '我是'],
    ['身份证370402199001011234', '身份证'],
    ['本人刘芳,现反映', '本人现反映'],
  ])('SU-4 «%s» is read as «%s»', (text, read) => {
    expect(plainText(text)).toBe(read);
  });

  it('SU-4 full-width digits and letters are digits and letters', () => {
    expect(plainText('A3区1３８00路灯ＡＢ')).toBe('区路灯');
  });
});
