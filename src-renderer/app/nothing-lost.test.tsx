// @vitest-environment happy-dom
import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { type Call, FIELD_LIMITS } from '#shared/domain/index.ts';
import { useIntake, useSuggest } from '../intake/index.ts';
import { exampleFields } from './testing/examples.ts';
import { exampleCall, exampleDraft } from './testing/fake-main.ts';
import { orderOnScreen } from './testing/order-on-screen.ts';
import { screenFixture } from './testing/screen.tsx';

const seat = screenFixture();
const { openWith, fields, field, typeInto, key, control, command } = orderOnScreen(seat);

/** Two drafts; the first is on screen. */
async function openTwo(): Promise<{ first: string; second: string }> {
  const second = exampleDraft(null, { content: '第二份', handling: 'dispatched', leadUnit: '市公安局' });
  seat.main.intake = { ...seat.main.intake, drafts: [second] };
  await openWith({ content: '第一份', handling: 'dispatched', leadUnit: '市城市管理局' });
  const first = seat.main.intake.drafts[0]?.id ?? '';
  act(() => activate(first));
  return { first, second: second.id };
}
/** What pressing a draft's chip does. */
const activate = (activeId: string) => useIntake.setState({ activeId, focus: { field: 'restore' } });
const draftOf = (id: string) => seat.main.intake.drafts.find((one) => one.id === id);

describe('what is typed and no value yet', () => {
  it('DR-15 a unit that is being typed stays with its draft when another one comes on screen', async () => {
    const { first, second } = await openTwo();
    act(() => field('assistUnits').focus());
    typeInto('assistUnits', '市城');
    key('F6');
    await waitFor(() => expect(useIntake.getState().activeId).toBe(second));
    expect(field('assistUnits').value).toBe('');
    act(() => field('content').focus());
    act(() => activate(first));
    expect(field('assistUnits').value).toBe('市城');
    expect(draftOf(first)?.fields.assistUnits).toEqual([]);
    expect(draftOf(second)?.fields.assistUnits).toEqual([]);
    await waitFor(() => expect(draftOf(first)?.cursor?.unfinished).toEqual({ assistUnits: '市城' }));
  });

  it('DR-15 what was typed to find a category is there after a click elsewhere, in its own draft only', async () => {
    const { first, second } = await openTwo();
    act(() => field('categoryCode').focus());
    typeInto('categoryCode', '查无此类');
    act(() => field('content').focus());
    expect(field('categoryCode').value).toBe('查无此类');
    act(() => activate(second));
    expect(field('categoryCode').value).toBe('');
    act(() => activate(first));
    expect(field('categoryCode').value).toBe('查无此类');
    expect(draftOf(first)?.fields.categoryCode).toBe('');
  });

  it('DR-15 it comes back with a draft that main kept it for, and into a blank order that becomes a draft by it', async () => {
    const cursor = { field: 'categoryCode', start: 2, end: 2, scroll: 0, fieldScroll: 0 };
    const draft = { ...exampleDraft(null, {}), cursor: { ...cursor, unfinished: { categoryCode: '路灯' } } };
    seat.main.intake = { ...seat.main.intake, drafts: [draft] };
    await seat.open();
    await waitFor(() => expect(field('categoryCode').value).toBe('路灯'));
    key('F4');
    act(() => field('categoryCode').focus());
    expect(field('categoryCode').value).toBe('');
    typeInto('categoryCode', '电梯');
    await waitFor(() => expect(seat.main.intake.drafts).toHaveLength(2));
    expect(field('categoryCode').value).toBe('电梯');
    await waitFor(() =>
      expect(seat.main.intake.drafts[1]?.cursor?.unfinished).toEqual({ categoryCode: '电梯' }),
    );
  });

  it('DR-15 a unit and a number that no Enter ended are submitted with the order', async () => {
    await openWith({ ...exampleFields, handling: 'dispatched', leadUnit: '市城市管理局' });
    await command('dh');
    await waitFor(() => expect(document.activeElement?.id).toBe('field-contactNumbers'));
    typeInto('contactNumbers', '１５９ 0632-1234');
    act(() => field('assistUnits').focus());
    await waitFor(() => expect(fields().contactNumbers).toEqual(['15906321234']));
    typeInto('assistUnits', '市住房和城乡建设局');
    key('Enter', { ctrlKey: true });
    await waitFor(() =>
      expect(useIntake.getState().submitted?.fields.assistUnits).toEqual(['市住房和城乡建设局']),
    );
  });

  it('DR-15 a ninth unit is not taken, and stays typed', async () => {
    const units = Array.from({ length: 8 }, (_, index) => `单位${index}`);
    await openWith({ content: '路灯', handling: 'dispatched', assistUnits: units });
    act(() => field('assistUnits').focus());
    typeInto('assistUnits', '第九个');
    key('Enter');
    expect(field('assistUnits').value).toBe('第九个');
    expect(fields().assistUnits).toEqual(units);
  });
});

describe('orders of two calls', () => {
  it('DR-17 the order of a call that is taken up from hold comes on screen where it was left, not while one composes', async () => {
    const talking = { state: 'active', media: 'flowing' } as const;
    const [first, other] = [exampleCall(talking), exampleCall({ ...talking, hold: 'local' })];
    const drafts = [exampleDraft(first.id, { content: '甲' }), exampleDraft(other.id, { content: '乙' })];
    const tell = (...calls: Call[]) => {
      seat.main.phone = { ...seat.main.phone, calls };
      act(() => seat.main.emitPhone());
    };
    seat.main.phone = { ...seat.main.phone, calls: [first, other] };
    seat.main.intake = { ...seat.main.intake, drafts };
    await seat.open();
    act(() => activate(drafts[0]?.id ?? ''));
    tell({ ...first, hold: 'local' }, { ...other, hold: 'none' });
    await waitFor(() => expect(field('content').value).toBe('乙'));
    fireEvent.compositionStart(field('content'));
    tell({ ...first, hold: 'none' }, { ...other, hold: 'local' });
    await act(() => Promise.resolve());
    expect(field('content').value).toBe('乙');
    fireEvent.compositionEnd(field('content'));
    await waitFor(() => expect(field('content').value).toBe('甲'));
  });
});

describe('what is written beside the order', () => {
  it('FE-25 a phrase that is being written is there again after Esc', async () => {
    await openWith({ content: '路灯' });
    await command('cyy');
    const text = await screen.findByTestId('phrase-text');
    fireEvent.change(text, { target: { value: '已向物业反映三次' } });
    fireEvent(text.closest('dialog') ?? text, new Event('close'));
    await waitFor(() => expect(screen.queryByTestId('phrase-text')).toBeNull());
    await command('cyy');
    expect(await screen.findByTestId('phrase-text')).toHaveProperty('value', '已向物业反映三次');
  });

  it('FE-35 whoever submits from within the words about the time has its moment with the order', async () => {
    const at = Date.now() - 86_400_000;
    seat.main.records.findings = [
      {
        ...{ field: 'time', value: '昨天', words: '昨天', from: 0, to: 2, confidence: 1, rule: 'day', at },
        ...{ iso: '', exact: false, ongoing: false },
      },
    ] as typeof seat.main.records.findings;
    await openWith({ ...exampleFields, occurredText: '', occurredAt: null, ongoing: false });
    act(() => field('occurredText').focus());
    typeInto('occurredText', '昨天');
    key('Enter', { ctrlKey: true });
    await waitFor(() => expect(useIntake.getState().submitted?.fields.occurredAt).toBe(at));
  });

  it('DR-15 a cursor that stood at the end stands at the end of what was typed since', async () => {
    const cursor = {
      field: 'content',
      start: 2,
      end: 2,
      atEnd: true,
      scroll: 0,
      fieldScroll: 0,
      unfinished: {},
    };
    const draft = { ...exampleDraft(null, { content: '路灯不亮' }), cursor };
    seat.main.intake = { ...seat.main.intake, drafts: [draft] };
    await seat.open();
    await waitFor(() => expect(document.activeElement?.id).toBe('field-content'));
    expect(field('content').selectionStart).toBe(4);
  });
});

describe('what is too long', () => {
  it('DR-16 is kept whole and told at once by how much; WO-29 the submit says so at the field', async () => {
    await openWith({ ...exampleFields, title: '' });
    const long = '长'.repeat(FIELD_LIMITS.title + 3);
    typeInto('title', long);
    await waitFor(() => expect(fields().title).toBe(long));
    const note = document.getElementById('note-title');
    expect(note?.textContent).toBe('多出 3 字');
    key('Enter', { ctrlKey: true });
    await waitFor(() => expect(note?.textContent).toBe('字数超限，请精简'));
    expect(seat.main.intake.orders).toHaveLength(0);
  });
});

describe('steps and cursor', () => {
  it('FE-51 a step taken back puts the cursor where it changed the text, in whichever field that is', async () => {
    await openWith({ content: '路灯不亮' });
    typeInto('content', '开头路灯不亮');
    await waitFor(() => expect(fields().content).toBe('开头路灯不亮'));
    act(() => field('title').focus());
    control('KeyZ');
    await waitFor(() => expect(document.activeElement?.id).toBe('field-content'));
    expect(field('content').selectionStart).toBe(0);
    control('KeyY');
    await waitFor(() => expect(field('content').selectionStart).toBe(2));
  });

  it('FE-3 a sign that goes from a number leaves the cursor where it stood', async () => {
    await openWith({ callerNumber: '13806321234' });
    const input = field('callerNumber');
    act(() => input.focus());
    input.setSelectionRange(4, 4);
    fireEvent.change(input, { target: { value: '138-06321234', selectionStart: 4, selectionEnd: 4 } });
    await waitFor(() => expect(input.selectionStart).toBe(3));
    expect(input.value).toBe('13806321234');
  });
});

describe('what is offered', () => {
  it('FE-33 a title of place and category stands in its empty line: Enter takes it, Tab does not, no text is replaced', async () => {
    const given = { content: '路灯不亮', place: '青檀佳苑6号楼', categoryCode: 'a/b/城市公共设施' };
    await openWith(given);
    act(() => field('title').focus());
    const offered = () => document.querySelector('.combobox-option')?.textContent;
    await waitFor(() => expect(offered()).toContain('青檀佳苑城市公共设施问题'));
    key('Tab');
    expect(fields().title).toBe('');
    act(() => field('content').focus());
    act(() => field('title').focus());
    key('Enter');
    await waitFor(() => expect(fields().title).toBe('青檀佳苑城市公共设施问题'));
    expect(offered()).toBeUndefined();
  });

  it('FE-13 the key of a suggestion that does not stand there changes nothing', async () => {
    await openWith({ content: '路灯不亮', handling: 'answered', categoryCode: 'a/b/c', leadUnit: '' });
    const reasons = [{ kind: 'same-place' as const }];
    act(() =>
      useSuggest.setState({
        categories: [
          { categoryCode: 'x/y/z', level1: 'x', level2: 'y', level3: 'z', confidence: 1, reasons },
        ] as never,
        units: [{ name: '市水务局', reasons }] as never,
      }),
    );
    control('Digit1');
    control('Digit4');
    expect(fields()).toMatchObject({ handling: 'answered', categoryCode: 'a/b/c', leadUnit: '' });
  });

  it('FE-34 the channel is said by the command bar; what was written came over no line', async () => {
    await openWith({ content: '来信', channel: 'TEL', line: '12345' });
    await command('ly');
    await waitFor(() => expect(document.activeElement?.id).toBe('field-channel'));
    fireEvent.change(document.activeElement ?? document.body, { target: { value: 'SZXX' } });
    await waitFor(() => expect(fields()).toMatchObject({ channel: 'SZXX', line: '' }));
    fireEvent.change(document.activeElement ?? document.body, { target: { value: 'L12333' } });
    await waitFor(() => expect(fields()).toMatchObject({ channel: 'L12333', line: '12333' }));
  });
});
