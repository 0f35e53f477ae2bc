// @vitest-environment happy-dom
import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { useIntake } from '../intake/index.ts';
import { titleAt } from './ring-signal.ts';
import { exampleFields } from './testing/examples.ts';
import { exampleCall, exampleDraft } from './testing/fake-main.ts';
import { screenFixture } from './testing/screen.tsx';

const seat = screenFixture();
const { open } = seat;

/** A call rings at the seat, as main would tell it. */
function ring(waitedMilliseconds = 3_000) {
  const call = exampleCall({ waitedMilliseconds });
  const draft = exampleDraft(call.id, { callerNumber: call.callerNumber ?? '' });
  seat.main.phone = { ...seat.main.phone, calls: [...seat.main.phone.calls, call] };
  seat.main.intake = { ...seat.main.intake, drafts: [...seat.main.intake.drafts, draft] };
  act(() => {
    seat.main.emitPhone();
    seat.main.emitIntake();
  });
  return { call, draft };
}

const content = () => screen.getByLabelText<HTMLTextAreaElement>(/诉求内容/);

describe('a call', () => {
  it('rings with the number in full, and one key answers it from a field', async () => {
    await open();
    content().focus();
    ring();
    const ringing = await screen.findByTestId('ringing');
    expect(ringing.textContent).toContain('来电');
    expect(screen.getByTestId('caller-number').textContent).toBe('154 0632 0011');
    expect(document.activeElement).toBe(content()); // ringing moves no cursor
    expect(titleAt(performance.now())).toMatch(/^来电 1[12] 秒/);
    fireEvent.keyDown(content(), { key: 'F2' });
    const active = await screen.findByTestId('active');
    expect(active.textContent).toContain('3.0 秒接听');
    expect(active.textContent).toContain('15 秒内');
  });

  it('does not answer by Space, nor by F2 while an input method composes', async () => {
    await open();
    ring();
    await screen.findByTestId('ringing');
    fireEvent.keyDown(content(), { key: ' ' });
    fireEvent.keyDown(content(), { key: 'F2', isComposing: true });
    fireEvent.keyDown(content(), { key: 'F2', keyCode: 229 });
    await act(() => Promise.resolve());
    expect(seat.main.phone.calls[0]?.state).toBe('ringing');
  });

  it('says that it is overdue in word and figure', async () => {
    await open();
    ring(18_300);
    const ringing = await screen.findByTestId('ringing');
    expect(ringing.textContent).toContain('已超时');
    expect(ringing.textContent).toContain('+3');
  });

  it('shows its order when answered, not before', async () => {
    seat.main.intake = { ...seat.main.intake, drafts: [exampleDraft(null, { title: '路灯不亮' })] };
    await open();
    const { draft } = ring();
    await screen.findByTestId('ringing');
    expect(useIntake.getState().activeId).not.toBe(draft.id);
    fireEvent.keyDown(window, { key: 'F2' });
    await waitFor(() => expect(useIntake.getState().activeId).toBe(draft.id));
    expect(document.activeElement).toBe(content());
  });

  it('waits for the input method before it changes the order on screen', async () => {
    const open1 = exampleDraft(null, { title: '路灯不亮' });
    seat.main.intake = { ...seat.main.intake, drafts: [open1] };
    await open();
    await waitFor(() => expect(useIntake.getState().activeId).toBe(open1.id));
    const { call, draft } = ring();
    await screen.findByTestId('ringing');
    fireEvent.compositionStart(content());
    seat.main.phone = { ...seat.main.phone, calls: [{ ...call, state: 'active', talkedMilliseconds: 0 }] };
    act(() => seat.main.emitPhone());
    await screen.findByTestId('active');
    expect(useIntake.getState().activeId).toBe(open1.id);
    fireEvent.compositionEnd(content());
    await waitFor(() => expect(useIntake.getState().activeId).toBe(draft.id));
  });

  it('is not ended by a doubled press, but by F8 later', async () => {
    await open();
    ring();
    await screen.findByTestId('ringing');
    const answeredAt = performance.now();
    const now = vi.spyOn(performance, 'now').mockReturnValue(answeredAt);
    fireEvent.keyDown(window, { key: 'F2' });
    await screen.findByTestId('active');
    fireEvent.keyDown(window, { key: 'F8' });
    await act(() => Promise.resolve());
    expect(seat.main.phone.calls[0]?.state).toBe('active');
    now.mockReturnValue(answeredAt + 5_000);
    fireEvent.keyDown(window, { key: 'F8' });
    now.mockRestore();
    await screen.findByTestId('ended');
  });
});

describe('a work order', () => {
  it('becomes a draft at the first letter and says saved only then', async () => {
    await open();
    expect(screen.getByTestId('save-state').dataset['state']).toBe('empty');
    fireEvent.change(content(), { target: { value: '电梯' } });
    await waitFor(() => expect(seat.main.intake.drafts[0]?.fields.content).toBe('电梯'));
    await waitFor(() => expect(screen.getByTestId('save-state').dataset['state']).toBe('saved'));
    expect(content().value).toBe('电梯');
  });

  it('keeps local text over a state that main sends meanwhile', async () => {
    const draft = exampleDraft(null, { content: '旧' });
    seat.main.intake = { ...seat.main.intake, drafts: [draft] };
    await open();
    await waitFor(() => expect(content().value).toBe('旧'));
    fireEvent.change(content(), { target: { value: '新' } });
    act(() => seat.main.emitIntake());
    await act(() => Promise.resolve());
    expect(content().value).toBe('新');
  });

  it('tells what is missing at the fields and puts the cursor into the first', async () => {
    await open();
    fireEvent.change(screen.getByLabelText(/联系电话/), { target: { value: '15406320011' } });
    await waitFor(() => expect(seat.main.intake.drafts).toHaveLength(1));
    fireEvent.keyDown(window, { key: 'Enter', ctrlKey: true });
    expect((await screen.findByText('请填诉求内容')).closest('[data-missing]')).toBeTruthy();
    expect(document.activeElement).toBe(content());
    expect(seat.main.intake.orders).toHaveLength(0);
  });

  it('is submitted by Ctrl+Enter and shows the number, then that the centre has it', async () => {
    seat.main.intake = { ...seat.main.intake, drafts: [exampleDraft(null, exampleFields)] };
    await open();
    fireEvent.keyDown(window, { key: 'Enter', ctrlKey: true });
    expect((await screen.findByTestId('order-number')).textContent).toBe('261122-007-003');
    expect(screen.getByTestId('delivery').dataset['delivery']).toBe('waiting');
    seat.main.intake = {
      ...seat.main.intake,
      orders: seat.main.intake.orders.map((order) => ({ ...order, delivery: 'received' as const })),
    };
    act(() => seat.main.emitIntake());
    await waitFor(() => expect(screen.getByTestId('delivery').dataset['delivery']).toBe('received'));
    fireEvent.keyDown(window, { key: 'F4' });
    await waitFor(() => expect(content().value).toBe(''));
  });

  it('says why nothing is saved, and saves when it can again', async () => {
    await open();
    seat.main.refusal = 'disk-full';
    fireEvent.change(content(), { target: { value: '电梯' } });
    await waitFor(() => expect(screen.getByTestId('save-state').textContent).toContain('未保存：磁盘已满'));
    seat.main.refusal = null;
    fireEvent.change(content(), { target: { value: '电梯坏了' } });
    await waitFor(() => expect(seat.main.intake.drafts[0]?.fields.content).toBe('电梯坏了'));
  });

  it('keeps what is typed without a connection and saves it after', async () => {
    seat.main.intake = { ...seat.main.intake, drafts: [exampleDraft(null, { content: '电' })] };
    await open();
    act(() => seat.main.cut());
    await screen.findByTestId('connection-lost');
    fireEvent.change(content(), { target: { value: '电梯' } });
    expect(screen.getByTestId('save-state').dataset['state']).toBe('failed');
    act(() => seat.main.join());
    await waitFor(() => expect(seat.main.intake.drafts[0]?.fields.content).toBe('电梯'));
    await waitFor(() => expect(screen.queryByTestId('connection-lost')).toBeNull());
  });

  it('makes a report confidential', async () => {
    await open();
    fireEvent.keyDown(window, { key: '4', code: 'Digit4', altKey: true });
    await waitFor(() =>
      expect(seat.main.intake.drafts[0]?.fields).toMatchObject({ requestType: 'JB', confidential: true }),
    );
  });
});
