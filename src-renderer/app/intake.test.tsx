// @vitest-environment happy-dom
import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { summaryOf } from '#shared/domain/index.ts';
import { exampleFields } from './testing/examples.ts';
import { exampleCall, exampleDraft } from './testing/fake-main.ts';
import { orderOnScreen } from './testing/order-on-screen.ts';
import { exampleOrders } from './testing/scenes/example-orders.ts';
import { screenFixture } from './testing/screen.tsx';

const seat = screenFixture();
const { open } = seat;
const { openWith, fields, field, typeInto, key, control, command } = orderOnScreen(seat);

describe('fields that come with a choice', () => {
  it('FE-1 an enterprise brings its name and kind, dispatch its unit, refusal its reason with what to tell', async () => {
    await openWith({ content: '园区变压器容量不足' });
    expect(document.getElementById('field-organisationName')).toBeNull();
    await command('qy');
    await waitFor(() => expect(fields().requesterKind).toBe('enterprise'));
    expect(document.activeElement?.id).toBe('field-organisationName');
    await command('dd');
    await waitFor(() => expect(document.activeElement?.id).toBe('field-leadUnit'));
    await command('zr');
    await waitFor(() => expect(document.activeElement?.id).toBe('field-rejectReason'));
    fireEvent.change(document.activeElement ?? document.body, { target: { value: 'discipline' } });
    await waitFor(() =>
      expect(fields()).toMatchObject({ rejectReason: 'discipline', guidance: '告知拨打 12388' }),
    );
  });

  it('FE-2 what is missing is told beside the field, and the cursor goes to the first; no dialog', async () => {
    await openWith({ content: '路灯不亮', callerNumber: '13806321234' });
    key('Enter', { ctrlKey: true });
    await waitFor(() => expect(document.activeElement?.id).toBe('field-place'));
    expect(document.querySelectorAll('[data-missing]').length).toBeGreaterThan(3);
    expect(document.querySelector('dialog[open]')).toBeNull();
  });

  it('FE-3 a number keeps its digits only, whatever width they were typed in', async () => {
    await openWith({ content: '路灯' });
    typeInto('callerNumber', '138 0632-1234');
    await waitFor(() => expect(fields().callerNumber).toBe('13806321234'));
  });
});

describe('the command bar', () => {
  it('FE-10 is opened by Ctrl+K anywhere and by / only where / is no text, and gives the cursor back', async () => {
    await openWith({ content: '路灯' });
    act(() => field('content').focus());
    key('/');
    expect(screen.queryByTestId('command-bar')).toBeNull();
    control('KeyK');
    const input = (await screen.findByTestId('command-bar')).querySelector('input');
    fireEvent.keyDown(input ?? document.body, { key: 'Escape' });
    expect(screen.queryByTestId('command-bar')).toBeNull();
    expect(document.activeElement?.id).toBe('field-content');
    act(() => field('content').blur());
    fireEvent.keyDown(document.body, { key: '?' });
    expect((await screen.findByTestId('command-bar')).textContent).toContain('不予受理');
  });

  it('FE-11 no key of it or of the form does anything while an input method composes', async () => {
    await openWith({ content: '路灯' });
    act(() => field('content').focus());
    for (const pressed of ['KeyK', 'KeyZ', 'KeyM', 'Digit1', 'Enter'])
      key(pressed, { code: pressed, ctrlKey: true, isComposing: true });
    for (const pressed of ['F4', 'F11', 'F12', 'Tab']) key(pressed, { keyCode: 229 });
    expect(screen.queryByTestId('command-bar')).toBeNull();
    expect(document.querySelector('[data-missing]')).toBeNull();
    expect(document.activeElement?.id).toBe('field-content');
  });

  it('FE-12 a template brings its text, type, aim and category, and its first blank is selected', async () => {
    await openWith({ callerNumber: '13806321234' });
    act(() => field('content').focus());
    await command('dtty');
    await waitFor(() => expect(fields().content).toContain('电梯自【何时】起停运'));
    expect(fields()).toMatchObject({ requestType: 'TS', title: '【地点】电梯停运' });
    const area = field('content');
    expect(area.value.slice(area.selectionStart ?? 0, area.selectionEnd ?? 0)).toBe('【何时】');
    key('Tab');
    expect(area.value.slice(area.selectionStart ?? 0, area.selectionEnd ?? 0)).toBe('【几】');
  });

  it('FE-13 a template never goes over what a person wrote', async () => {
    await openWith({ content: '市民说:', title: '我写的标题', aim: '我写的目的', requestType: 'JB' });
    await command('dtty');
    await waitFor(() => expect(fields().content).toContain('市民说:电梯自'));
    expect(fields()).toMatchObject({ requestType: 'JB', title: '我写的标题', aim: '我写的目的' });
  });

  it('FE-14 an order with a blank left is not submitted', async () => {
    await openWith({ ...exampleFields, title: '【地点】电梯停运' });
    key('Enter', { ctrlKey: true });
    expect(await screen.findByText('还有空白没有填')).toBeTruthy();
    expect(seat.main.intake.orders).toHaveLength(0);
  });
});

describe('suggestions and duplicates', () => {
  it('FE-30 one key takes a category, a unit with dispatch, or joins the order that may be the same', async () => {
    seat.main.records.details = exampleOrders();
    const [first] = seat.main.records.details;
    seat.main.records.suggestions = {
      categories: [
        {
          categoryCode: '城乡建设/住房与房地产/物业服务',
          level1: '城乡建设',
          level2: '住房与房地产',
          level3: '物业服务',
          confidence: 0.9,
          reasons: [{ kind: 'words', words: ['物业'] }],
        },
      ],
      units: [{ name: '市住房和城乡建设局', reasons: [{ kind: 'in-charge', category: '物业服务' }] }],
      duplicates: first
        ? [
            {
              orderId: first.id,
              number: first.number,
              title: first.fields.title,
              submittedAt: first.submittedAt,
              similarity: 0.8,
              reasons: [{ kind: 'same-place' }],
            },
          ]
        : [],
    };
    await openWith({ content: '小区物业不管电梯' });
    expect((await screen.findByTestId('suggestions')).textContent).toContain('含“物业”');
    control('Digit1');
    await waitFor(() => expect(fields().categoryCode).toBe('城乡建设/住房与房地产/物业服务'));
    control('Digit4');
    await waitFor(() =>
      expect(fields()).toMatchObject({ leadUnit: '市住房和城乡建设局', handling: 'dispatched' }),
    );
    control('KeyM');
    await waitFor(() => expect(fields().mergedInto).toBe(first?.id));
    expect((await screen.findByTestId('relation')).textContent).toContain('并入');
  });
});

describe('who calls', () => {
  it('FE-40 people apart, open orders first, and one key follows up before the call is answered', async () => {
    seat.main.records.details = exampleOrders();
    const orders = seat.main.records.details.map((detail) => ({ ...summaryOf(detail, detail), person: 0 }));
    const [open1] = orders;
    if (!open1) throw new Error('There is no order.');
    seat.main.records.known = {
      maskedNumber: '154****0011',
      marks: ['repeat'],
      people: [
        {
          maskedName: '刘先生',
          genderTitle: 'sir',
          confidential: false,
          orders: 5,
          openOrders: 3,
          lastAt: open1.submittedAt,
          lastOrderId: open1.id,
        },
      ],
      orders,
      total: 5,
      open: 3,
      lastContactAt: open1.submittedAt,
      places: [],
    };
    await open();
    const call = exampleCall({});
    const draft = exampleDraft(call.id, { callerNumber: call.callerNumber ?? '' });
    seat.main.phone = { ...seat.main.phone, calls: [call] };
    seat.main.intake = { ...seat.main.intake, drafts: [draft] };
    act(() => {
      seat.main.emitPhone();
      seat.main.emitIntake();
    });
    const card = await screen.findByTestId('caller-card');
    expect(card.textContent).toContain('多次来电');
    expect(card.textContent).not.toContain('15406320011');
    key('F12');
    await waitFor(() => expect(seat.main.intake.drafts[0]?.fields.followUpOf).toBe(open1.id));
  });
});

describe('steps of a draft', () => {
  it('FE-50 Ctrl+Z takes the last step back, Ctrl+Y makes it again', async () => {
    await openWith({ content: '路灯' });
    typeInto('aim', '尽快修复');
    await waitFor(() => expect(fields().aim).toBe('尽快修复'));
    act(() => field('aim').focus());
    control('KeyZ');
    await waitFor(() => expect(field('aim').value).toBe(''));
    control('KeyY');
    await waitFor(() => expect(field('aim').value).toBe('尽快修复'));
  });
});

describe('what is read from the text', () => {
  const finding = { from: 0, to: 4, confidence: 0.9, rule: 'said' };

  it('FE-31 is offered with its source for empty fields only, and taken by one key or all at once', async () => {
    seat.main.records.findings = [
      { ...finding, field: 'phone', value: '13806325678', words: '电话13806325678' },
      { ...finding, field: 'name', value: '王女士', words: '我姓王', genderTitle: 'madam' },
      { ...finding, field: 'aim', value: '尽快修好', words: '希望尽快修好' },
    ];
    await openWith({ content: '我姓王，电话13806325678,希望尽快修好', callerName: '我写的名字' });
    const panel = await screen.findByTestId('read-offers');
    expect(panel.textContent).toContain('出自“希望尽快修好”');
    expect(panel.textContent).not.toContain('王女士');
    control('Digit7');
    await waitFor(() => expect(fields().callerNumber).toBe('13806325678'));
    control('Digit0');
    await waitFor(() => expect(fields().aim).toBe('尽快修好'));
    expect(fields().callerName).toBe('我写的名字');
    expect(fields().contactNumbers).toEqual([]);
  });

  it('FE-31 shows in the order of the form what is surest for each field, and names the fields that have no line', async () => {
    const time = { ...finding, field: 'time', at: null, iso: '', exact: false, ongoing: false } as const;
    const none = { areaCode: '', streetCode: '', villageCode: '' };
    seat.main.records.findings = [
      { ...finding, field: 'aim', value: '尽快修好', words: '希望尽快修好' },
      { ...time, value: '昨天', words: '昨天', confidence: 0.95 },
      { ...time, value: '前天', words: '前天', confidence: 0.9 },
      { ...finding, field: 'place', value: '光明西路', words: '光明西路', place: '光明西路', ...none },
      { ...finding, field: 'name', value: '王', words: '王女士', genderTitle: 'madam' },
    ];
    await openWith({ content: '昨天前天光明西路王女士希望尽快修好', callerNumber: '13806325678' });
    const panel = await screen.findByTestId('read-offers');
    const lines = within(panel).getAllByRole('listitem');
    expect(lines.map((line) => line.textContent)).toEqual([
      expect.stringContaining('王'),
      expect.stringContaining('光明西路'),
      expect.stringContaining('昨天'),
    ]);
    expect(panel.querySelector('.read-others')?.textContent).toBe('还读到：诉求目的');
  });

  it('FE-32 says that an identity number is not to be kept, and never offers it', async () => {
    seat.main.records.findings = [{ ...finding, field: 'identity-number', value: '', words: '3704****' }];
    await openWith({ content: '身份证号是三七零四' });
    expect((await screen.findByTestId('read-offers')).textContent).toContain('身份证号');
    control('Digit7');
    control('Digit0');
    expect(fields().callerNumber).toBe('');
  });
});
