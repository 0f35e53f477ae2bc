import { v7 as uuidv7 } from 'uuid';
import { openCommandBar } from '../../../commands/index.ts';
import { openDialog } from '../../../intake/index.ts';
import { exampleFields } from '../examples.ts';
import { exampleDraft, type FakeMain } from '../fake-main.ts';
import { press, talk, type } from './acts.ts';
import { DAY, draft } from './example-orders.ts';
import { later } from './pace.ts';

/** A paragraph of which much can be read. */
export function readWords(main: FakeMain): string {
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
  return words;
}

/** Scenes of the work order: what is read from a text, every way an order goes, templates, phrases, history. */
export const intakeScenes: Readonly<Record<string, (main: FakeMain) => void>> = {
  read: (main) => {
    talk(main, false);
    draft(main, { callerName: '', content: readWords(main) });
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
      occurredText: '上个月底夜里十点多',
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
      occurredAt: null,
      ongoing: false,
      respondentName: '',
    });
    later(() => press('submit'));
  },
  // A category that is not chosen yet, too long a title, a number that can hardly be one, further numbers, a letter.
  unfinished: (main) => {
    main.intake = {
      ...main.intake,
      drafts: [
        {
          ...exampleDraft(null, {
            ...exampleFields,
            requesterKind: 'enterprise',
            organisationName: '枣庄某某精密机械有限公司',
            organisationContact: '𬭎经理',
            callerNumber: '1380632123',
            contactNumbers: ['15906321234', '06323312345转801'],
            channel: 'GWDC',
            title: '市中区文化路街道青檀社区青檀佳苑小区6号楼1单元电梯停运半个月',
            categoryCode: '',
          }),
          cursor: {
            field: 'content',
            start: 0,
            end: 0,
            scroll: 0,
            fieldScroll: 0,
            unfinished: { categoryCode: '电梯坏了没人修' },
          },
        },
      ],
    };
  },
  titleOffered: (main) => {
    talk(main, false);
    draft(main, { ...exampleFields, title: '', place: '青檀佳苑6号楼1单元' });
    later(() => document.getElementById('field-title')?.focus());
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
    later(() => type('field-place', 'wh'));
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
  discard: (main) => {
    talk(main, true);
    later(() => openDialog('discard'));
  },
  /** The centre's lists changed under an open draft. */
  retired: (main) => {
    main.intake = {
      ...main.intake,
      drafts: [
        exampleDraft(null, {
          ...exampleFields,
          handling: 'dispatched',
          leadUnit: '市体育局',
          assistUnits: ['市教育局'],
        }),
      ],
    };
    main.records.lists = { revision: 2, given: ['categories', 'divisions', 'units'] };
    main.records.retired = { category: true, place: '市中区中心街街道', units: ['市体育局', '市教育局'] };
  },
};
