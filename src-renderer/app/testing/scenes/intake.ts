import { v7 as uuidv7 } from 'uuid';
import type { NoticeReading, OrderDetail } from '#shared/contract/index.ts';
import {
  emptyFields,
  type KnownCaller,
  type OrderState,
  summaryOf,
  type WorkOrderFields,
} from '#shared/domain/index.ts';
import { readNotice, write as writeNotice } from '../../../calendar/index.ts';
import { openCommandBar } from '../../../commands/index.ts';
import { openDialog } from '../../../intake/index.ts';
import { openPage } from '../../../ui/index.ts';
import { exampleFields } from '../examples.ts';
import { exampleDraft, type FakeMain } from '../fake-main.ts';
import { later, press, ring, someOrders, talk } from './acts.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

function exampleOrder(
  number: string,
  fields: Partial<WorkOrderFields>,
  rest: { readonly state: OrderState; readonly before: number; readonly dueIn: number | null },
): OrderDetail {
  const submittedAt = Date.now() - rest.before;
  return {
    id: uuidv7(),
    number,
    callId: null,
    submittedAt,
    fields: { ...emptyFields, ...fields },
    deadline: null,
    delivery: 'received',
    refusal: null,
    operator: '李敏',
    state: rest.state,
    stateAt: submittedAt,
    dueAt: rest.dueIn === null ? null : Date.now() + rest.dueIn,
    amendUntil: submittedAt + 30 * 60_000,
    masked: true,
    relatedNumbers: {},
    events: [],
  };
}

/** Earlier orders of this centre: what lists, the screen pop and duplicates show. */
export function exampleOrders(): OrderDetail[] {
  const lift = exampleOrder('261121-007-003', exampleFields, {
    state: 'in-progress',
    before: 2 * DAY,
    dueIn: 3 * DAY,
  });
  return [
    exampleOrder(
      '261125-007-011',
      {
        ...exampleFields,
        title: '青檀佳苑3号楼顶层漏水',
        content: '3号楼顶层雨后漏水，墙面发霉，物业称保修期已过。',
      },
      { state: 'to-sign', before: 20 * 60_000, dueIn: 5 * DAY },
    ),
    {
      ...lift,
      events: [
        {
          id: uuidv7(),
          at: Date.now() - DAY,
          operator: '李敏',
          kind: 'follow-up',
          callId: null,
          text: '市民再次来电，电梯仍未修好，老人外出就医困难。',
        },
        {
          id: uuidv7(),
          at: Date.now() - 26 * HOUR,
          operator: '',
          kind: 'state',
          state: 'in-progress',
          unit: '市住房和城乡建设局',
          text: '已联系电梯维保单位，配件三日内到货。',
        },
      ],
    },
    exampleOrder(
      '261119-012-007',
      { ...exampleFields, requestType: 'ZX', title: '老年卡办理材料咨询', handling: 'answered' },
      { state: 'closed-at-once', before: 6 * DAY, dueIn: null },
    ),
    exampleOrder(
      '261118-003-021',
      {
        ...exampleFields,
        requestType: 'JB',
        confidential: true,
        title: '善国路烧烤店夜间占道经营',
        leadUnit: '市城市管理局',
      },
      { state: 'in-progress', before: 7 * DAY, dueIn: -3 * HOUR },
    ),
    exampleOrder(
      '261124-007-002',
      { ...exampleFields, title: '光明路与龙头路口路灯不亮', urgency: 'urgent', leadUnit: '市城市管理局' },
      { state: 'in-progress', before: DAY, dueIn: 5 * HOUR },
    ),
  ];
}

function know(main: FakeMain): void {
  const details = exampleOrders();
  main.records.details = details;
  const summaries = details.slice(0, 4).map((detail) => summaryOf(detail, detail));
  const [first, second, third, fourth] = summaries;
  if (!first || !second || !third || !fourth) return;
  const known: KnownCaller = {
    maskedNumber: '154****0011',
    marks: ['repeat', 'promised-callback', 'confidential'],
    people: [
      {
        maskedName: '刘先生',
        genderTitle: 'sir',
        confidential: false,
        orders: 3,
        openOrders: 2,
        lastAt: first.submittedAt,
        lastOrderId: first.id,
      },
      {
        maskedName: '王女士',
        genderTitle: 'madam',
        confidential: true,
        orders: 1,
        openOrders: 1,
        lastAt: fourth.submittedAt,
        lastOrderId: fourth.id,
      },
    ],
    orders: [
      { ...first, person: 0 },
      { ...second, person: 0 },
      { ...fourth, person: 1 },
      { ...third, person: 0 },
    ],
    total: 4,
    open: 3,
    lastContactAt: first.submittedAt,
    places: [],
  };
  main.records.known = known;
}

function suggest(main: FakeMain): void {
  main.records.suggestions = {
    categories: [
      {
        categoryCode: '城乡建设/住房与房地产/物业服务',
        level1: '城乡建设',
        level2: '住房与房地产',
        level3: '物业服务',
        confidence: 0.91,
        reasons: [{ kind: 'words', words: ['物业', '电梯'] }],
      },
      {
        categoryCode: '城乡建设/住房与房地产/房屋维修',
        level1: '城乡建设',
        level2: '住房与房地产',
        level3: '房屋维修',
        confidence: 0.91,
        reasons: [{ kind: 'own-category', count: 6 }],
      },
      {
        categoryCode: '经济管理/市场监管/特种设备安全',
        level1: '经济管理',
        level2: '市场监管',
        level3: '特种设备安全',
        confidence: 0.2,
        reasons: [{ kind: 'named', words: ['电梯'] }],
      },
    ],
    units: [
      { name: '市住房和城乡建设局', reasons: [{ kind: 'in-charge', category: '物业服务' }] },
      { name: '市中区人民政府', reasons: [{ kind: 'area', area: '市中区' }] },
      { name: '市市场监督管理局', reasons: [{ kind: 'answered-by', share: 0.23 }] },
    ],
    duplicates: main.records.details.slice(1, 2).map(({ id, number, submittedAt, fields }) => ({
      orderId: id,
      number,
      title: fields.title,
      submittedAt,
      similarity: 0.83,
      reasons: [{ kind: 'same-place' as const }, { kind: 'same-words' as const, words: ['电梯', '停运'] }],
    })),
  };
}

/** The draft on screen is this. */
function draft(main: FakeMain, fields: Partial<WorkOrderFields>): void {
  main.intake = {
    ...main.intake,
    drafts: main.intake.drafts.map((one, index) =>
      index === 0 ? { ...one, fields: { ...one.fields, ...fields }, undoable: 12, redoable: 1 } : one,
    ),
  };
}

/** Scenes of the work order: who calls, what is suggested, every way an order goes, lists, callbacks. */
/** What is invented for the next year: its notice is not out. */
const exampleNotice: NoticeReading = {
  year: {
    year: 2027,
    covered: true,
    source: '国务院办公厅关于2027年部分节假日安排的通知',
    days: [
      { from: '2027-01-01', to: '2027-01-03', kind: 'holiday', name: '元旦' },
      { from: '2027-02-05', to: '2027-02-11', kind: 'holiday', name: '春节' },
      { from: '2027-01-30', to: '2027-01-30', kind: 'workday', name: '春节' },
      { from: '2027-04-03', to: '2027-04-05', kind: 'holiday', name: '清明节' },
      { from: '2027-05-01', to: '2027-05-05', kind: 'holiday', name: '劳动节' },
      { from: '2027-05-08', to: '2027-05-08', kind: 'workday', name: '劳动节' },
    ],
  },
  problems: [],
  replaces: false,
  moved: [
    { received: '2027-01-29', before: '2027-02-05', after: '2027-02-04' },
    { received: '2027-02-01', before: '2027-02-08', after: '2027-02-12' },
    { received: '2027-02-02', before: '2027-02-09', after: '2027-02-15' },
    { received: '2027-02-03', before: '2027-02-10', after: '2027-02-16' },
  ],
  movedDays: 31,
};

function readExample(): void {
  writeNotice({
    text: '国务院办公厅关于2027年部分节假日安排的通知\n一、元旦：1月1日（周五）至3日（周日）放假，共3天。\n二、春节：2月5日（周五）至11日（周四）放假调休，共7天。1月30日（周六）上班。',
  });
  void readNotice();
}

export const intakeScenes: Readonly<Record<string, (main: FakeMain) => void>> = {
  pop: (main) => {
    ring(main, 3_000);
    know(main);
  },
  assist: (main) => {
    talk(main, true);
    know(main);
    suggest(main);
    draft(main, { categoryCode: '', leadUnit: '', handling: '', title: '' });
  },
  read: (main) => {
    talk(main, false);
    const words = '我姓王，电话13806325678,昨天下午三点在市中区文化路街道青檀佳苑';
    main.records.findings = [
      {
        field: 'name',
        value: '王女士',
        words: '我姓王',
        from: 0,
        to: 3,
        confidence: 0.9,
        rule: 'said',
        genderTitle: 'madam',
      },
      {
        field: 'phone',
        value: '13806325678',
        words: '电话13806325678',
        from: 4,
        to: 17,
        confidence: 1,
        rule: 'mobile',
      },
      {
        field: 'time',
        value: '昨天下午三点',
        words: '昨天下午三点',
        from: 18,
        to: 24,
        confidence: 0.9,
        rule: 'day',
        at: Date.now() - DAY,
        iso: '',
        exact: true,
        ongoing: false,
      },
      { field: 'identity-number', value: '', words: '3704****', from: 0, to: 3, confidence: 1, rule: 'id' },
    ];
    draft(main, { callerName: '', content: words });
  },
  followUp: (main) => {
    talk(main, false);
    know(main);
    draft(main, {
      followUpOf: main.records.details[1]?.id ?? '',
      content: '电梯还是没有修好，家里老人要去医院，下不了楼。',
    });
  },
  enterprise: (main) => {
    talk(main, true);
    draft(main, {
      requestType: 'QZ',
      requesterKind: 'enterprise',
      organisationName: '枣庄某某精密机械有限公司',
      organisationContact: '孙经理',
      enterpriseKind: 'help',
      callerName: '孙女士',
      title: '园区变压器容量不足',
    });
  },
  reported: (main) => {
    talk(main, true);
    draft(main, {
      requestType: 'JB',
      confidential: true,
      urgency: 'critical',
      safetyFlags: ['life'],
      respondentName: '某某物业服务有限公司',
      respondentKind: 'property',
      occurredText: '上个月底',
      ongoing: true,
      assistUnits: ['市市场监督管理局', '市中区人民政府'],
      copyTo: ['市应急管理局'],
      callbackWish: true,
      callbackWishNote: '晚上八点以后打这个号码',
    });
  },
  // A wrong check digit, a place without its district, no time, nobody accused: told in the fields.
  'missing-rules': (main) => {
    talk(main, true);
    draft(main, {
      requesterKind: 'enterprise',
      organisationName: '枣庄某某精密机械有限公司',
      organisationCode: '91370400MA3C1X2Y30',
      areaCode: '',
      streetCode: '',
      place: '解放路北段',
      occurredText: '',
      respondentName: '',
    });
    later(() => press('submit'));
  },
  calendar: (main) => {
    main.records.notice = exampleNotice;
    openPage('calendar');
    later(readExample);
  },
  'calendar-wrong': (main) => {
    main.records.notice = {
      year: null,
      problems: [
        { line: 2, code: 'wrong-weekday', words: '1月1日(周四)' },
        { line: 5, code: 'wrong-count', words: '共8天' },
      ],
      replaces: false,
      moved: [],
      movedDays: 0,
    };
    openPage('calendar');
    later(readExample);
  },
  'calendar-operator': (main) => {
    main.records.mayImport = false;
    openPage('calendar');
  },
  rejected: (main) => {
    talk(main, true);
    draft(main, { handling: 'not-accepted', rejectReason: 'litigation', guidance: '' });
  },
  answered: (main) => {
    talk(main, true);
    draft(main, {
      requestType: 'ZX',
      handling: 'answered',
      replyText: '65 周岁以上老人凭身份证到任一公交服务网点办理老年卡，当场可取。',
    });
  },
  place: (main) => {
    talk(main, false);
    later(() => document.getElementById('field-place')?.focus());
    setTimeout(() => document.execCommand('insertText', false, 'wh'), 600);
  },
  template: (main) => {
    talk(main, false);
    draft(main, {
      content: '【小区名称】【几号楼】电梯自【何时】起停运，已向【谁】反映【几】次，至今未修。',
    });
  },
  drafts: (main) => {
    talk(main, true);
    main.intake = {
      ...main.intake,
      drafts: [...main.intake.drafts, exampleDraft(null, { title: '光明路路灯不亮' })],
    };
    main.phone = {
      ...main.phone,
      calls: main.phone.calls.map((call) => ({ ...call, hold: 'local' as const })),
    };
  },
  bar: (main) => {
    talk(main, true);
    main.records.phrases = [
      { id: uuidv7(), name: '电梯停运', text: '【小区】电梯自【何时】起停运', code: 'dtty' },
    ];
    later(() => openCommandBar('d'));
  },
  barAll: (main) => {
    talk(main, true);
    later(() => openCommandBar('?'));
  },
  phrases: (main) => {
    talk(main, false);
    main.records.phrases = [
      { id: uuidv7(), name: '电梯停运', text: '【小区】电梯自【何时】起停运，已向物业反映。', code: 'dtty' },
      { id: uuidv7(), name: '噪声扰民', text: '【地点】夜间施工噪声扰民，影响休息。', code: 'zsrm' },
    ];
    later(() => openDialog('phrases'));
  },
  history: (main) => {
    talk(main, true);
    main.records.history = [
      {
        at: Date.now() - 90_000,
        operator: '李敏',
        kind: 'edit',
        field: 'title',
        before: '',
        after: '电梯停运',
      },
      {
        at: Date.now() - 60_000,
        operator: '李敏',
        kind: 'edit',
        field: 'requestType',
        before: 'QZ',
        after: 'TS',
      },
      {
        at: Date.now() - 40_000,
        operator: '李敏',
        kind: 'undo',
        field: 'title',
        before: '电梯停运',
        after: '',
      },
    ];
    later(() => openDialog('history'));
  },
  orders: (main) => {
    someOrders(main, 3);
    main.records.details = exampleOrders();
    later(() => openPage('orders'));
    setTimeout(() => document.querySelectorAll<HTMLButtonElement>('.row-press')[1]?.click(), 700);
  },
  amend: (main) => {
    main.records.details = exampleOrders();
    later(() => openPage('orders'));
    setTimeout(() => document.querySelectorAll<HTMLButtonElement>('.row-press')[0]?.click(), 600);
    setTimeout(() => press('amend'), 900);
  },
  reason: (main) => {
    main.records.details = exampleOrders();
    later(() => openPage('orders'));
    setTimeout(() => document.querySelectorAll<HTMLButtonElement>('.row-press')[1]?.click(), 600);
    setTimeout(() => press('show-identity'), 900);
  },
  callbacks: (main) => {
    const details = exampleOrders();
    main.records.details = details;
    main.records.callbacks = details.slice(0, 3).map((detail, index) => ({
      order: summaryOf(detail, { ...detail, state: 'to-call-back' }),
      cause: index === 2 ? ('wish' as const) : ('feedback' as const),
      text: '电梯配件已到货并更换,11月24日恢复运行。',
      standing: index === 1 ? ('waiting' as const) : ('due' as const),
      attempts: index === 1 ? [{ at: Date.now() - HOUR, outcome: 'no-answer' as const }] : [],
      nextAt: index === 1 ? Date.now() + HOUR : null,
    }));
    later(() => openPage('callbacks'));
    setTimeout(() => document.getElementById('outcome-reached')?.click(), 800);
    setTimeout(() => document.getElementById('resultSatisfaction-unsatisfied')?.click(), 950);
  },
};
