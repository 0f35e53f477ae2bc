import { describe, expect, it } from 'vitest';
import { callerIdentityOf, samePerson } from './caller.ts';
import { maskName, surnameOf } from './masking.ts';

const person = (callerName: string, genderTitle: 'sir' | 'madam' | 'unknown' = 'unknown') =>
  callerIdentityOf({ callerName, genderTitle });

describe('people behind a number', () => {
  it('CP-2 are told apart by name and form of address', () => {
    expect(samePerson(person('张先生'), person('张', 'sir'))).toBe(true);
    expect(samePerson(person('张先生'), person('张女士'))).toBe(false);
    expect(samePerson(person('王小明'), person('王 小明', 'sir'))).toBe(true);
    expect(samePerson(person('王小明'), person('王小红'))).toBe(false);
    expect(samePerson(person(''), person(''))).toBe(true);
    expect(samePerson(person(''), person('王小明'))).toBe(false);
  });

  it('WO-9 names in lists are surname and form of address', () => {
    expect(maskName('王小明', 'sir')).toBe('王先生');
    expect(maskName('欧阳小雨', 'madam')).toBe('欧阳女士');
    expect(maskName('刘阿姨')).toBe('刘女士');
    expect(maskName('𠮷野家')).toBe('𠮷**');
    expect(maskName('')).toBe('');
    expect(surnameOf('欧阳')).toBe('欧');
  });
});
