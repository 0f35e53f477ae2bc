// @vitest-environment happy-dom
import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { useIntake } from '../intake/index.ts';
import { useLibrary, useScripts } from '../scripts/index.ts';
import { exampleCall, exampleDraft } from './testing/fake-main.ts';
import { screenFixture } from './testing/screen.tsx';

const seat = screenFixture();
beforeEach(async () => {
  const call = exampleCall({ state: 'active', media: 'flowing', talkedMilliseconds: 5_000 });
  seat.main.phone = { ...seat.main.phone, calls: [call] };
  seat.main.intake = {
    ...seat.main.intake,
    drafts: [exampleDraft(call.id, { callerNumber: '15406320011' })],
  };
  await seat.open();
  await waitFor(() => expect(useScripts.getState().state?.ready).toBe(true));
  await screen.findByTestId('library-field');
});

const field = () => screen.getByTestId<HTMLInputElement>('library-field');
const typed = () => useIntake.getState().drafts[0]?.fields;

/** Ctrl+F from the order, then a query, then Enter. */
async function openEntry(query: string): Promise<void> {
  fireEvent.keyDown(window, { key: 'f', code: 'KeyF', ctrlKey: true });
  await waitFor(() => expect(document.activeElement).toBe(field()));
  fireEvent.change(field(), { target: { value: query } });
  await waitFor(() => expect(screen.getAllByTestId('hit')[0]?.textContent).toContain(query));
  fireEvent.keyDown(field(), { key: 'Enter' });
}

describe('the library beside the order', () => {
  it('SC-10 one key from anywhere; Esc twice gives the focus back', async () => {
    const content = screen.getByLabelText(/诉求内容/);
    content.focus();
    await openEntry('保密');
    const entry = await screen.findByTestId('entry');
    expect(entry.dataset['id']).toBe('CF01');
    fireEvent.keyDown(entry, { key: 'Escape' });
    await waitFor(() => expect(document.activeElement).toBe(field()));
    fireEvent.keyDown(field(), { key: 'Escape' }); // empties the field
    fireEvent.keyDown(field(), { key: 'Escape' });
    await waitFor(() => expect(document.activeElement).toBe(content));
    expect(seat.main.scripts.uses).toContainEqual({ id: 'CF01', how: 'opened' });
  });

  it('SC-10 no key of an input method opens or chooses', async () => {
    fireEvent.keyDown(window, { key: 'f', code: 'KeyF', ctrlKey: true, isComposing: true });
    expect(useLibrary.getState().view).toBe('now');
    await openEntry('保密');
    await screen.findByTestId('entry');
    act(() => useLibrary.setState({ view: 'search' }));
    fireEvent.keyDown(field(), { key: 'Enter', isComposing: true });
    expect(useLibrary.getState().view).toBe('search');
  });

  it('SC-19 what fits is marked', async () => {
    fireEvent.keyDown(window, { key: 'f', code: 'KeyF', ctrlKey: true });
    fireEvent.change(field(), { target: { value: '供暖' } });
    await waitFor(() => expect(document.querySelector('.hit-mark')?.textContent).toBe('供暖'));
  });

  it('SC-12 valid knowledge goes into the answer with its id and version', async () => {
    await openEntry('供暖');
    fireEvent.click(await screen.findByTestId('entry-insert'));
    await waitFor(() =>
      expect(typed()).toMatchObject({
        handling: 'answered',
        knowledgeId: 'K-heating-temp',
        knowledgeVersion: '1',
      }),
    );
    expect(typed()?.replyText).toContain('18℃');
  });

  it('SC-12 expired knowledge is marked, and can’t be inserted', async () => {
    await openEntry('2025 年度居民医保');
    expect((await screen.findByTestId('entry-stale')).textContent).toContain('不能随口答复');
    expect(screen.getByTestId<HTMLButtonElement>('entry-insert').disabled).toBe(true);
  });

  it('SC-28 a new version waits until the reader asks for it', async () => {
    await openEntry('供暖');
    await screen.findByTestId('entry-insert');
    const known = seat.main.scripts.entries.get('K-heating-temp');
    if (known?.entry.kind !== 'knowledge') throw new Error('It is knowledge.');
    const body = { ...known.entry.body, zh: '改过的内容' };
    act(() => seat.main.scripts.publish({ ...known.entry, body } as typeof known.entry));
    const take = await screen.findByTestId('take-newer');
    expect(screen.getByTestId('entry').textContent).not.toContain('改过的内容');
    fireEvent.click(take);
    await waitFor(() => expect(screen.getByTestId('entry').textContent).toContain('改过的内容'));
  });

  it('SC-20 one press consults the unit about the citizen', async () => {
    await openEntry('市供热公司');
    fireEvent.click(await screen.findByTestId('call-U-heating'));
    await waitFor(() =>
      expect(seat.main.phone.calls[1]).toMatchObject({
        callerNumber: '2002',
        consultsFor: seat.main.phone.calls[0]?.id,
      }),
    );
  });

  it('SC-21 SC-22 a guide fills the form, asks before it changes what was typed, and is taken up where it was left', async () => {
    fireEvent.change(screen.getByLabelText(/标题/), { target: { value: '我写的标题' } });
    await openEntry('停水、停电');
    const guide = await screen.findByTestId('guide');
    fireEvent.keyDown(guide, { key: '4' });
    await screen.findByTestId('guide-conflict');
    expect(typed()).toMatchObject({ requestType: 'QZ', content: '暖气不热或停暖。' });
    fireEvent.click(screen.getByTestId('conflict-keep'));
    await waitFor(() => expect(screen.getByTestId('guide').dataset['step']).toBe('scope-heat'));
    expect(useIntake.getState().drafts[0] && typed()?.title).not.toBe('居民家中暖气不热');
    fireEvent.keyDown(screen.getByTestId('guide'), { key: 'Escape' });
    fireEvent.click(screen.getByTestId('library-close'));
    fireEvent.click(await screen.findByTestId('guide-resume'));
    await waitFor(() => expect(screen.getByTestId('guide').dataset['step']).toBe('scope-heat'));
    fireEvent.keyDown(screen.getByTestId('guide'), { key: '1' });
    const place = await screen.findByTestId<HTMLInputElement>('guide-text');
    fireEvent.change(place, { target: { value: '青檀佳苑6号楼' } });
    fireEvent.keyDown(place, { key: 'Enter' });
    await screen.findByTestId('guide-finish');
    await waitFor(() => expect(typed()).toMatchObject({ place: '青檀佳苑6号楼', leadUnit: '市供热公司' }));
    expect([...seat.main.scripts.progress.values()][0]?.path).toHaveLength(3);
  });

  it('SC-23 a note says what is missing and what the order is about, not who called', async () => {
    fireEvent.keyDown(window, { key: 'f', code: 'KeyF', ctrlKey: true });
    fireEvent.change(field(), { target: { value: '社保转移' } });
    fireEvent.click(await screen.findByTestId('note-missing'));
    const form = await screen.findByTestId('note-form');
    fireEvent.submit(form);
    await waitFor(() => expect(seat.main.scripts.notes).toHaveLength(1));
    expect(JSON.stringify(seat.main.scripts.notes)).not.toContain('15406320011');
    expect(seat.main.scripts.notes[0]).toMatchObject({ query: '社保转移', entryId: null });
  });

  it('SC-11 what comes by itself can be switched off', async () => {
    expect(await screen.findByText('首问问候')).toBeTruthy();
    fireEvent.click(screen.getByTestId('prompts-on'));
    await waitFor(() => expect(screen.queryByText('首问问候')).toBeNull());
  });
});
