import { describe, expect, it } from 'vitest';
import { follow } from './mirror.ts';

function source() {
  let answer: (state: number) => void = () => undefined;
  let change: (state: number) => void = () => undefined;
  return {
    source: {
      snapshot: () =>
        new Promise<number>((resolve) => {
          answer = resolve;
        }),
      onChanged: (listener: (state: number) => void) => {
        change = listener;
      },
    },
    answer: (state: number) => answer(state),
    change: (state: number) => change(state),
  };
}

describe('follow', () => {
  it('takes the snapshot, then the changes', async () => {
    const one = source();
    const seen: number[] = [];
    const done = follow(one.source, (state) => seen.push(state));
    one.answer(1);
    await done;
    one.change(2);
    expect(seen).toEqual([1, 2]);
  });

  it('drops a snapshot that a change has overtaken', async () => {
    const one = source();
    const seen: number[] = [];
    const done = follow(one.source, (state) => seen.push(state));
    one.change(2);
    one.answer(1);
    await done;
    expect(seen).toEqual([2]);
  });
});
