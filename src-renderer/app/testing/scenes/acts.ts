import { v7 as uuidv7 } from 'uuid';
import {
  type Delivery,
  emptyFields,
  formatOrderNumber,
  summaryOf,
  type WorkOrder,
} from '#shared/domain/index.ts';
import { exampleFields } from '../examples.ts';
import { exampleCall, exampleDraft, type FakeMain } from '../fake-main.ts';

export function someOrders(main: FakeMain, count: number): void {
  const titles = [
    '滕州善国路夜间施工噪声',
    '光明路路灯不亮',
    '薛城区临山小区供暖温度低',
    '农民工工资拖欠',
    '台儿庄古城周边停车难',
    '青檀北路井盖缺失',
  ];
  main.intake = {
    ...main.intake,
    orders: Array.from({ length: count }, (_, index) => {
      const deliveries: Delivery[] = ['received', 'waiting', 'received', 'refused', 'received', 'received'];
      const order: WorkOrder = {
        id: uuidv7(),
        number: formatOrderNumber('2026-11-22', 7, count - index),
        callId: null,
        submittedAt: Date.now() - index * 1_260_000,
        fields: { ...emptyFields, title: titles[index % 6] ?? '', callerNumber: '13806325678' },
        deadline: null,
        delivery: deliveries[index % 6] ?? 'received',
        refusal: null,
      };
      return summaryOf(order, { state: 'to-dispatch', dueAt: null });
    }),
  };
}

export function ring(main: FakeMain, waitedMilliseconds: number): void {
  const call = exampleCall({ waitedMilliseconds });
  agentDoes(main, 'ringing', waitedMilliseconds);
  main.phone = { ...main.phone, calls: [call] };
  main.intake = {
    ...main.intake,
    drafts: [
      ...main.intake.drafts,
      exampleDraft(call.id, { callerNumber: call.callerNumber ?? '', callerName: '刘先生' }),
    ],
  };
}

export function talk(main: FakeMain, typed: boolean): void {
  const call = exampleCall({
    state: 'active',
    waitedMilliseconds: 6_200,
    answeredAfterMilliseconds: 6_200,
    talkedMilliseconds: 96_000,
    media: 'flowing',
  });
  agentDoes(main, 'talking', 96_000);
  main.phone = { ...main.phone, calls: [call] };
  main.intake = {
    ...main.intake,
    drafts: [
      exampleDraft(call.id, typed ? exampleFields : { callerNumber: '15406320011', callerName: '刘先生' }),
    ],
  };
  main.practice = {
    running: true,
    topic: { 'zh-CN': '物业管理：电梯停运', en: 'Property management: lift out of service' },
    captions: [
      {
        caller: 'property-lift',
        kind: 'speech',
        speaker: { 'zh-CN': '市民', en: 'Citizen' },
        text: '您好，我反映一下小区物业的事，电梯坏了半个多月，一直没人修。',
        english:
          'Hello, it is about our property company: the lift has been broken for over half a month and nobody repairs it.',
        at: 1,
      },
      {
        caller: 'property-lift',
        kind: 'speech',
        speaker: { 'zh-CN': '市民', en: 'Citizen' },
        text: '小区在市中区文化路街道，叫青檀佳苑，坏的是六号楼一单元。',
        english:
          'The compound is Qingtan Jiayuan, Wenhualu Subdistrict, Shizhong District; it is Building 6, Unit 1.',
        at: 2,
      },
    ],
  };
  let step = 0;
  setInterval(() => {
    step += 1;
    main.levels(0.05 + 0.25 * Math.abs(Math.sin(step / 3)), 0.02 + 0.05 * Math.abs(Math.cos(step / 5)));
  }, 100);
}

/** The agent state that goes with what the phone does. */
function agentDoes(main: FakeMain, state: 'ringing' | 'talking', elapsedMilliseconds: number): void {
  main.shift = { ...main.shift, agent: { ...main.shift.agent, state, elapsedMilliseconds } };
}

/** Presses a key where the cursor stands. */
export function key(pressed: string, more: KeyboardEventInit = {}): void {
  const at = document.activeElement ?? document.body;
  at.dispatchEvent(new KeyboardEvent('keydown', { key: pressed, code: pressed, bubbles: true, ...more }));
}

/** Presses a thing as a person would: by its test id, or by a selector where it has none. */
export function press(testId: string): void {
  pressOn(`[data-testid=${testId}]`);
}
export function pressOn(selector: string): void {
  const found = document.querySelector<HTMLElement>(selector);
  if (!found) throw new Error(`The scene wants to press what is not there: ${selector}`);
  found.click();
}

/** Types at the end of a field as a person would, through the field's own events. */
export function type(id: string, text: string): void {
  const field = document.getElementById(id);
  if (!field) throw new Error(`The scene wants to type into what is not there: ${id}`);
  field.focus();
  insert(text);
}

/** Types where the cursor stands. */
export function insert(text: string): void {
  document.execCommand('insertText', false, text);
}
