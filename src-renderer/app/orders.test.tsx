// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DueCallback } from '#shared/contract/index.ts';
import { summaryOf } from '#shared/domain/index.ts';
import { useIntake } from '../intake/index.ts';
import { useOrders } from '../orders/index.ts';
import { closePage, openPage, startTexts } from '../ui/index.ts';
import { App } from './App.tsx';
import { startSession, useSession } from './session.ts';
import { createFakeMain, type FakeMain } from './testing/fake-main.ts';
import { exampleOrders } from './testing/scenes/example-orders.ts';

let main: FakeMain;

beforeAll(() => startTexts('zh-CN'));
beforeEach(() => {
  useIntake.setState(useIntake.getInitialState(), true);
  useSession.setState(useSession.getInitialState(), true);
  useOrders.setState(useOrders.getInitialState(), true);
  main = createFakeMain();
  main.records.details = exampleOrders();
  startSession(main.keep);
  render(<App />);
});
afterEach(() => {
  act(() => closePage());
  main.cut();
  cleanup();
});

function dueNow(): DueCallback {
  const [detail] = main.records.details;
  if (!detail) throw new RangeError('There are example orders.');
  return {
    order: summaryOf(detail, { ...detail, state: 'to-call-back' }),
    cause: 'feedback',
    text: '已修好',
    wish: '打另一个号码',
    numbers: ['154****0011', '139****5678'],
    standing: 'due',
    attempts: [],
    counted: 0,
    entry: null,
    nextAt: Date.now(),
  };
}

describe('pages of orders', () => {
  it('CB-11 the empty list of callbacks hears of an answer, and offers each number', async () => {
    act(() => openPage('callbacks'));
    await screen.findByText('没有要回访的工单。');
    main.records.callbacks = [dueNow()];
    act(() => main.emitOrders());
    await screen.findByTestId('callback-row');
    expect(screen.getAllByTestId('callback-dial').map(({ textContent }) => textContent)).toEqual([
      '拨打 154****0011',
      '拨打 139****5678',
    ]);
    expect(screen.getByTestId('callback-result').textContent).toContain('打另一个号码');
  });

  it('CB-10 a result that is being entered is kept with each key, and there again after a ring has closed the page', async () => {
    main.records.callbacks = [dueNow()];
    act(() => openPage('callbacks'));
    const note = await screen.findByLabelText('市民原话');
    fireEvent.change(note, { target: { value: '还没人来' } });
    await waitFor(() => expect(main.records.callbacks[0]?.entry?.note).toBe('还没人来'));
    act(() => closePage());
    act(() => openPage('callbacks'));
    const again = await screen.findByLabelText<HTMLInputElement>('市民原话');
    expect(again.value).toBe('还没人来');
  });

  it('WO-24 what is being amended is saved when a ring takes the page away', async () => {
    act(() => openPage('orders'));
    const [row] = await screen.findAllByTestId('orders-row');
    fireEvent.click(row?.querySelector('button') ?? document.body);
    fireEvent.click(await screen.findByTestId('amend'));
    const title = document.querySelector<HTMLTextAreaElement>('[data-amend=title]');
    if (!title) throw new RangeError('The title can be amended.');
    fireEvent.change(title, { target: { value: '顶层漏水改' } });
    act(() => closePage());
    await waitFor(() => expect(main.records.details[0]?.fields.title).toBe('顶层漏水改'));
  });

  it('WO-30 what was being amended before a reload stands in its field again, and is gone from the disk once it is saved', async () => {
    main.records.details = main.records.details.map((one, index) =>
      index === 0 ? { ...one, entry: { wish: '明天下午', amended: { title: '顶层漏' } } } : one,
    );
    act(() => openPage('orders'));
    const [row] = await screen.findAllByTestId('orders-row');
    fireEvent.click(row?.querySelector('button') ?? document.body);
    const wish = await screen.findByLabelText<HTMLInputElement>('回电要求');
    expect(wish.value).toBe('明天下午');
    const title = () => document.querySelector<HTMLTextAreaElement>('[data-amend=title]');
    expect(title()?.value).toBe('顶层漏');
    fireEvent.change(title() ?? document.body, { target: { value: '顶层漏水改' } });
    await waitFor(() => expect(main.records.details[0]?.entry.amended).toEqual({ title: '顶层漏水改' }));
    fireEvent.keyDown(title() ?? document.body, { key: 'Enter' });
    await waitFor(() => expect(main.records.details[0]?.fields.title).toBe('顶层漏水改'));
    await waitFor(() => expect(main.records.details[0]?.entry).toEqual({ wish: '明天下午', amended: {} }));
  });

  it('WO-24 secrecy that is asked for after the submit is amended by one press', async () => {
    act(() => openPage('orders'));
    const [row] = await screen.findAllByTestId('orders-row');
    fireEvent.click(row?.querySelector('button') ?? document.body);
    fireEvent.click(await screen.findByTestId('amend'));
    fireEvent.click(document.querySelector('[data-amend=confidential]') ?? document.body);
    await waitFor(() => expect(main.records.details[0]?.fields.confidential).toBe(true));
  });

  it('help that is still being fetched is closed by Esc all the same', async () => {
    fireEvent.keyDown(document.body, { key: 'F1' });
    fireEvent.keyDown(document.body, { key: 'Escape' });
    await waitFor(() => expect(document.querySelector('.dialog-help')).toBeNull());
  });
});
