// @vitest-environment happy-dom
import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { ShiftState } from '#shared/contract/index.ts';
import { exampleCall, exampleDraft } from './testing/fake-main.ts';
import { exampleShift } from './testing/fake-shift.ts';
import { screenFixture } from './testing/screen.tsx';

const seat = screenFixture();

async function open(change: Partial<ShiftState> = {}): Promise<void> {
  seat.main.shift = { ...seat.main.shift, ...change };
  await seat.open();
}
const key = (name: string, more: object = {}) => fireEvent.keyDown(document.body, { key: name, ...more });
const shift = (change: Partial<ShiftState['agent']>) =>
  act(() => {
    seat.main.shift = { ...seat.main.shift, agent: { ...seat.main.shift.agent, ...change } };
    seat.main.emitShift();
  });
const ring = () =>
  act(() => {
    seat.main.phone = { ...seat.main.phone, calls: [exampleCall({ waitedMilliseconds: 4_000 })] };
    seat.main.emitPhone();
  });

describe('the agent state on screen', () => {
  it('AS-4 one key opens the states, a digit chooses, and nothing while an input method composes', async () => {
    await open();
    key('F5', { isComposing: true });
    expect(screen.queryByTestId('agent-choices')).toBeNull();
    key('F5');
    const list = await screen.findByTestId('agent-choices');
    fireEvent.keyDown(within(list).getByTestId('agent-ready'), { key: '3', isComposing: true });
    expect(seat.main.shift.agent.state).toBe('ready');
    fireEvent.keyDown(within(list).getByTestId('agent-ready'), { key: '3' });
    await waitFor(() => expect(seat.main.shift.agent).toMatchObject({ state: 'not-ready', reason: 'rest' }));
    await waitFor(() => expect(screen.getByTestId('agent').textContent).toContain('小休'));
    expect(screen.queryByTestId('agent-choices')).toBeNull();
  });

  it('AS-4 what is queued while talking is shown and can be taken back', async () => {
    await open();
    shift({ state: 'talking', next: { state: 'not-ready', reason: 'meal' } });
    const next = await screen.findByTestId('agent-next');
    expect(next.textContent).toContain('用餐');
    fireEvent.click(within(next).getByRole('button'));
    await waitFor(() => expect(seat.main.shift.agent.next).toBeNull());
  });

  it('AS-6 an unanswered call is said to be the reason', async () => {
    await open();
    shift({ state: 'not-ready', reason: 'unanswered', takesCalls: false });
    await waitFor(() => expect(screen.getByTestId('agent').textContent).toContain('退回队列'));
    // Nobody is told to wait for a practice call that cannot come.
    expect(screen.queryByTestId('practice-controls')).toBeNull();
  });

  it('AS-8 after-call work shows what is left, and F5 ends it', async () => {
    await open();
    const wrapUp = {
      callId: exampleCall({}).id,
      elapsedMilliseconds: 20_000,
      limitMilliseconds: 60_000,
      extensionsLeft: 2,
    };
    shift({ state: 'after-call-work', takesCalls: false, wrapUp });
    expect((await screen.findByRole('timer')).textContent).toMatch(/0:(40|39)/);
    key('F5');
    await waitFor(() => expect(seat.main.shift.agent.state).toBe('ready'));
  });
});

describe('the locked seat', () => {
  it('SH-7 covers the work, rings without the caller, and one entry unlocks and answers', async () => {
    await open({ locked: true });
    await screen.findByTestId('locked');
    expect(screen.getByTestId('intake').closest('[inert]')).not.toBeNull();
    ring();
    const cover = await screen.findByTestId('locked-ringing');
    expect(cover.textContent).not.toContain('154');
    const field = document.querySelector<HTMLInputElement>('[name=unlock]');
    if (!field) throw new Error('no field');
    fireEvent.change(field, { target: { value: '0000' } });
    fireEvent.click(screen.getByTestId('unlock'));
    expect((await screen.findByRole('alert')).textContent).not.toBe('');
    expect(seat.main.phone.calls[0]?.state).toBe('ringing');
    fireEvent.change(field, { target: { value: '2468' } });
    fireEvent.click(screen.getByTestId('unlock'));
    await waitFor(() => expect(seat.main.phone.calls[0]?.state).toBe('active'));
    expect(screen.queryByTestId('locked')).toBeNull();
  });

  it('SH-7 Ctrl+L locks', async () => {
    await open();
    key('l', { code: 'KeyL', ctrlKey: true });
    await waitFor(() => expect(seat.main.shift.locked).toBe(true));
  });
});

describe('the end of the shift', () => {
  it('SH-8 open drafts bar the way until they are handed over', async () => {
    seat.main.intake = { ...seat.main.intake, drafts: [exampleDraft(null, { content: '路灯不亮' })] };
    await open();
    key('F5');
    fireEvent.click(await screen.findByTestId('sign-out'));
    const leave = await screen.findByTestId<HTMLButtonElement>('sign-out-now');
    expect(leave.disabled).toBe(true);
    fireEvent.click(screen.getByTestId('sign-out-dialog').querySelector('[type=checkbox]') as Element);
    expect(leave.disabled).toBe(false);
    fireEvent.click(leave);
    await screen.findByTestId('sign-in');
  });

  it('SH-8 the note of the shift before stands until it is read', async () => {
    const note = {
      id: '01939d2e-0000-7000-8000-000000000001',
      text: '钥匙在抽屉里',
      from: '王芳',
      shift: 'night',
      drafts: 2,
    } as const;
    await open({ notes: [{ ...note, writtenAt: Date.now(), read: null }] });
    const strip = await screen.findByTestId('hand-over');
    expect(strip.textContent).toContain('钥匙在抽屉里');
    fireEvent.click(within(strip).getByRole('button'));
    await waitFor(() => expect(screen.queryByTestId('hand-over')).toBeNull());
  });

  it('SH-3 with nobody signed in there is the sign-in and nothing of the work', async () => {
    await open({ session: null, agent: { ...exampleShift.agent, state: 'offline', takesCalls: false } });
    await screen.findByTestId('sign-in');
    expect(screen.queryByTestId('agent')).toBeNull();
    expect(document.querySelector<HTMLInputElement>('[name=password]')?.type).toBe('password');
  });
});

describe('figures on screen', () => {
  it('FG-2 a number opens its calls; FG-6 a rate is rounded down; who may not export is told who may', async () => {
    await open();
    key('F10');
    fireEvent.keyDown(document.activeElement ?? document.body, { key: '3' });
    expect((await screen.findByTestId('rate-known')).textContent).toContain('91.6%');
    fireEvent.click(screen.getByTestId('figure-answered-all'));
    const calls = await screen.findByTestId('figure-calls');
    await waitFor(() => expect(within(calls).getAllByRole('row').length).toBe(13));
    expect(calls.textContent).toContain('*');
    expect(screen.queryByTestId('export-csv')).not.toBeNull();
    fireEvent.click(screen.getByTestId('verify'));
    await waitFor(() => expect(screen.getByTestId('verified').textContent).toContain('318'));
  });
});
