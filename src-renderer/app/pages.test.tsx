// @vitest-environment happy-dom
import { act, fireEvent, screen } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { usePage } from '../ui/index.ts';
import type { Page } from './pages.ts';
import { exampleCall } from './testing/fake-main.ts';
import { screenFixture } from './testing/screen.tsx';

const page = (id: Page['id'], word: string): Page => ({
  id,
  load: async () => ({
    default: () => (
      <div>
        <p>{word}</p>
        <input aria-label="inside" />
        <button type="button" aria-expanded="true">
          list
        </button>
      </div>
    ),
  }),
});
const PAGES = [page('orders', 'all orders'), page('callbacks', 'all callbacks')];
const seat = screenFixture();
beforeEach(() => seat.open(PAGES));

const order = () => document.getElementById('work-order')?.closest('main') as HTMLElement;

describe('pages beside the order', () => {
  it('are opened by F10 and a digit, and closed by Esc, with the order kept behind them', async () => {
    fireEvent.keyDown(document.body, { key: 'F10' });
    fireEvent.keyDown(await screen.findByText('回访'), { key: '2' });
    expect(await screen.findByText('all callbacks')).toBeDefined();
    expect(order().hidden).toBe(true);
    expect(document.activeElement?.textContent).toBe('回访');
    fireEvent.keyDown(screen.getByLabelText('inside'), { key: 'Escape' });
    expect(screen.queryByTestId('page')).toBeNull();
    expect(order().hidden).toBe(false);
  });

  it('leave Esc to a list that is open, and to an input method', async () => {
    act(() => usePage.setState({ open: 'orders' }));
    await screen.findByText('all orders');
    fireEvent.keyDown(screen.getByText('list'), { key: 'Escape' });
    fireEvent.keyDown(screen.getByLabelText('inside'), { key: 'Escape', isComposing: true });
    expect(screen.getByTestId('page').dataset['page']).toBe('orders');
  });

  it('give way to a call that rings', async () => {
    act(() => usePage.setState({ open: 'orders' }));
    await screen.findByText('all orders');
    seat.main.phone = { ...seat.main.phone, calls: [exampleCall({ waitedMilliseconds: 1_000 })] };
    act(() => seat.main.emitPhone());
    await screen.findByTestId('ringing');
    expect(screen.queryByTestId('page')).toBeNull();
  });
});
