// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SupervisionState } from '#shared/contract/index.ts';
import type { HelpRequest } from '#shared/hub-protocol/index.ts';
import { useSupervision } from '../supervisor/index.ts';
import { closePage, openPage, startTexts, useNotice } from '../ui/index.ts';
import { App } from './App.tsx';
import { startSession, useSession } from './session.ts';
import { createFakeMain, type FakeMain } from './testing/fake-main.ts';

const MINUTE = 60_000;
const request = (seat: number, acknowledged: HelpRequest['acknowledged'] = null): HelpRequest => ({
  id: `019a0000-0000-7000-8000-00000000000${seat}`,
  seat,
  operator: '王芳',
  callId: null,
  at: Date.now() - 5_000,
  acknowledged,
});
type Snapshot = NonNullable<SupervisionState['snapshot']>;
const seatOf = (seat: number, more: Partial<Snapshot['seats'][number]> = {}) => ({
  seat,
  operator: seat === 3 ? '王芳' : '张伟',
  state: 'ready' as const,
  reason: null,
  since: Date.now() - MINUTE,
  heardAt: Date.now(),
  ...more,
});

let main: FakeMain;
beforeAll(() => startTexts('zh-CN'));
beforeEach(async () => {
  for (const store of [useSession, useNotice, useSupervision]) {
    const { getInitialState, setState } = store as unknown as {
      setState: (state: unknown, replace: true) => void;
      getInitialState: () => unknown;
    };
    setState(getInitialState(), true);
  }
  closePage();
  main = createFakeMain();
  startSession(main.keep);
  render(<App />);
  await waitFor(() => expect(useSession.getState().connection).toBe('connected'));
});
afterEach(() => {
  main.cut();
  cleanup();
});

/** Main says this now; settles when the screen knows it. */
const be = async (more: Partial<SupervisionState>) => {
  main.supervision = { ...main.supervision, ...more };
  act(() => main.emitSupervision());
  await waitFor(() => expect(useSupervision.getState().state).toEqual(main.supervision));
};
const floor = (more: Partial<Snapshot> = {}): Snapshot => ({
  at: Date.now(),
  seats: [],
  overdue: [],
  overdueCount: 0,
  help: [],
  queue: null,
  ...more,
});
const askHelp = () => screen.getByTestId('ask-help');

describe('«please help» at the seat', () => {
  it('SV-3 is asked by its button and by Ctrl+H, not while an input method composes', async () => {
    fireEvent.click(within(askHelp()).getByRole('button'));
    await waitFor(() => expect(main.asked).toEqual(['askForHelp']));
    fireEvent.keyDown(document.body, { key: 'h', code: 'KeyH', ctrlKey: true, isComposing: true });
    fireEvent.keyDown(document.body, { key: 'h', code: 'KeyH', ctrlKey: true });
    await waitFor(() => expect(main.asked).toEqual(['askForHelp', 'askForHelp']));
  });

  it('SV-3 says that it is asked, who comes, and takes it back', async () => {
    await be({ asking: true });
    expect(within(askHelp()).getByRole('status').textContent).toContain('正在呼叫班长');
    expect(within(askHelp()).getByRole('button')).toHaveProperty('disabled', true);
    await be({ asking: false, own: request(7) });
    expect(askHelp().dataset['state']).toBe('asked');
    expect(within(askHelp()).getByRole('button').textContent).toContain('取消求助');
    await be({ own: request(7, { by: '陈静', at: Date.now() }) });
    expect(within(askHelp()).getByRole('status').textContent).toContain('陈静 正在过来');
    fireEvent.click(within(askHelp()).getByRole('button'));
    await waitFor(() => expect(main.asked).toEqual(['withdrawHelp']));
  });
});

describe('the strip of requests', () => {
  it('SV-3 stands over any work for the first request that nobody has acknowledged, and counts the others', async () => {
    await be({
      link: 'live',
      snapshot: floor({ help: [request(3), request(5), request(6, { by: '陈静', at: 0 })] }),
    });
    const strip = await screen.findByTestId('help-strip');
    expect(strip.getAttribute('role')).toBe('alert');
    expect(strip.textContent).toContain('3 号席 王芳 请求支援');
    expect(strip.textContent).toContain('还有 1 个求助');
    fireEvent.click(screen.getByTestId('acknowledge'));
    await waitFor(() => expect(main.asked).toEqual([`acknowledge ${request(3).id}`]));
    await be({ snapshot: floor({ help: [request(6, { by: '陈静', at: 0 })] }) });
    expect(screen.queryByTestId('help-strip')).toBeNull();
  });

  it('SV-3 leads to the floor, and offers that no more once it is open', async () => {
    await be({ link: 'live', snapshot: floor({ help: [request(3)] }) });
    fireEvent.click(within(await screen.findByTestId('help-strip')).getByText('查看现场'));
    await screen.findByTestId('supervision');
    expect(within(screen.getByTestId('help-strip')).queryByText('查看现场')).toBeNull();
  });
});

describe('the floor', () => {
  const open = async (more: Partial<SupervisionState>) => {
    await be(more);
    act(() => openPage('supervision'));
    return screen.findByTestId('supervision');
  };
  const rowOf = (page: HTMLElement, seat: number) => {
    const row = page.querySelector<HTMLElement>(`tr[data-seat="${seat}"]`);
    if (row === null) throw new Error(`No seat ${seat}.`);
    return row;
  };
  const seats = [
    seatOf(2),
    seatOf(3, { state: 'talking', since: Date.now() - 12 * MINUTE }),
    seatOf(4, { state: 'not-ready', reason: 'rest', since: Date.now() - 600 * MINUTE }),
  ];

  it('SV-1 says why nothing is seen without a hub, and that it connects', async () => {
    act(() => openPage('supervision'));
    expect(await screen.findByText(/看不到现场/)).toBeDefined();
    await be({ link: 'connecting' });
    expect((await screen.findByTestId('supervision')).textContent).toContain('正在连接');
  });

  it('SV-1 shows who sits where and how long, the longest call, and who is away too long first', async () => {
    const page = await open({
      link: 'live',
      snapshot: floor({ seats, queue: { waiting: 4, longestMilliseconds: 9 } }),
    });
    expect(page.textContent).toMatch(/3 号席 \d+:\d{2}/);
    expect(rowOf(page, 4).className).toContain('needs-attention');
    expect(page.querySelector('tbody tr')?.getAttribute('data-seat')).toBe('4');
    expect(rowOf(page, 3).textContent).toContain('王芳');
    fireEvent.click(within(page).getByText('按席号'));
    await waitFor(() => expect(page.querySelector('tbody tr')?.getAttribute('data-seat')).toBe('2'));
  });

  it('SV-1 goes from seat to seat by the arrows, with one stop for Tab', async () => {
    const page = await open({ link: 'live', snapshot: floor({ seats }) });
    const rows = [...page.querySelectorAll<HTMLElement>('tbody tr')];
    expect(rows.map(({ tabIndex }) => tabIndex)).toEqual([0, -1, -1]);
    act(() => rows[0]?.focus());
    fireEvent.keyDown(document.activeElement ?? page, { key: 'ArrowDown', isComposing: true });
    expect(document.activeElement).toBe(rows[0]);
    fireEvent.keyDown(document.activeElement ?? page, { key: 'ArrowDown' });
    expect(document.activeElement).toBe(rows[1]);
    fireEvent.keyDown(document.activeElement ?? page, { key: 'ArrowUp' });
    expect(document.activeElement).toBe(rows[0]);
  });

  it('SV-4 offers what the exchange has a code for, at seats that talk, each named for a screen reader', async () => {
    const page = await open({ link: 'live', acts: ['listen', 'barge'], snapshot: floor({ seats }) });
    expect(within(rowOf(page, 2)).queryAllByRole('button')).toEqual([]);
    fireEvent.click(within(rowOf(page, 3)).getByRole('button', { name: '监听 3 号席' }));
    await waitFor(() => expect(main.asked).toEqual(['monitor 3 listen']));
    expect(within(rowOf(page, 3)).queryByRole('button', { name: '耳语 3 号席' })).toBeNull();
    await be({ acts: [] });
    expect(page.textContent).toContain('没有设置监听');
  });

  it('SV-2 lists overdue orders by number, category and unit, and says how many more there are', async () => {
    const overdue = [
      {
        orderId: request(1).id,
        number: '261125-007-001',
        category: '甲/乙/丙',
        area: '',
        unit: '市住建局',
        deadlineAt: Date.now() - 50.5 * 60 * MINUTE,
      },
    ];
    const page = await open({ link: 'live', snapshot: floor({ seats, overdue, overdueCount: 9 }) });
    const list = within(page).getByLabelText('超期工单');
    expect(list.textContent).toContain('261125-007-001');
    expect(list.textContent).toContain('甲 › 乙 › 丙');
    expect(list.textContent).toContain('2 天 2 小时');
    expect(list.textContent).toContain('另有 8 件');
  });

  it('SV-1 BD-12 what is old says so and does not age on', async () => {
    const page = await open({ link: 'down', ageMilliseconds: 90_000, snapshot: floor({ seats }) });
    const age = within(page).getByTestId('supervision-age');
    expect(age.className).toContain('is-stale');
    expect(age.textContent).toContain('数据停在');
  });
});
