// @vitest-environment happy-dom
import { act, cleanup, render, screen } from '@testing-library/react';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { startTexts } from '../ui/index.ts';
import { Recovery } from './Recovery.tsx';

beforeAll(() => startTexts('zh-CN'));
beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

describe('recovery', () => {
  it('says so and draws again, without a reload', () => {
    vi.spyOn(console, 'error').mockReturnValue();
    let broken = true;
    const Screen = () => {
      if (broken) throw new Error('cannot draw');
      return <p>drawn</p>;
    };
    const seen: string[] = [];
    render(
      <Recovery onError={(error) => seen.push(error.message)}>
        <Screen />
      </Recovery>,
    );
    expect(screen.getByTestId('recovering').textContent).toContain('通话不受影响');
    expect(seen).toEqual(['cannot draw']);
    broken = false;
    act(() => vi.advanceTimersByTime(1_000));
    expect(screen.getByText('drawn')).toBeTruthy();
  });
});
