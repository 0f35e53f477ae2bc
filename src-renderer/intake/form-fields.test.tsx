// @vitest-environment happy-dom
import { act, cleanup, renderHook } from '@testing-library/react';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTexts } from '../ui/index.ts';
import { useField, useOnScreen } from './form-fields.ts';
import { BLANK, edit, fieldsOnScreen, useIntake } from './store.ts';

beforeAll(() => startTexts('zh-CN'));
beforeEach(() => useIntake.setState(useIntake.getInitialState(), true));
afterEach(cleanup);

/** A hook, and how often it was drawn. */
function drawn<T>(hook: () => T) {
  let times = 0;
  const { result } = renderHook(() => {
    times += 1;
    return hook();
  });
  return { result, times: () => times };
}

describe('what a field asks of the order on screen', () => {
  it('FE-60 a key draws the field that it is typed into, and no other', () => {
    const content = drawn(() => useField('content'));
    const title = drawn(() => useField('title'));
    const choices = drawn(() => useOnScreen(({ handling, urgency }) => ({ handling, urgency })));
    for (const text of ['路', '路灯', '路灯不亮']) act(() => edit({ content: text }));
    expect(content.result.current.value).toBe('路灯不亮');
    expect([content.times(), title.times(), choices.times()]).toEqual([4, 1, 1]);
  });

  it('FE-60 a choice draws the fields that it asks for', () => {
    const aim = drawn(() => useField('aim'));
    expect(aim.result.current.required).toBe(true);
    act(() => edit({ requestType: 'ZX' }));
    expect(aim.result.current.required).toBe(false);
    expect(aim.times()).toBe(2);
  });

  it('FE-60 what is missing is said once a submit was tried, and goes with the first letter', () => {
    const title = drawn(() => useField('title'));
    expect(title.result.current.error).toBeUndefined();
    act(() => useIntake.setState({ attempted: [BLANK] }));
    expect(title.result.current.error).toBeDefined();
    act(() => edit({ title: '路灯' }));
    expect(title.result.current.error).toBeUndefined();
  });

  it('FE-60 is the same object for as long as nothing of it changes', () => {
    act(() => edit({ content: '路灯' }));
    const fields = fieldsOnScreen(useIntake.getState());
    act(() => useIntake.setState({ submitting: true }));
    expect(fieldsOnScreen(useIntake.getState())).toBe(fields);
    act(() => edit({ content: '路灯不亮' }));
    expect(fieldsOnScreen(useIntake.getState())).not.toBe(fields);
  });
});
