import { v7 as uuidv7 } from 'uuid';
import type { OrderDetail } from '#shared/contract/index.ts';
import { emptyFields, NOTHING_WRITTEN, type OrderState, type WorkOrderFields } from '#shared/domain/index.ts';
import { exampleFields } from '../examples.ts';
import type { FakeMain } from '../fake-main.ts';

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

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
    entry: NOTHING_WRITTEN,
    dueAt: rest.dueIn === null ? null : Date.now() + rest.dueIn,
    remindAt: rest.dueIn === null ? null : Date.now() + rest.dueIn - 24 * HOUR,
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

/** The draft on screen is this. */
export function draft(main: FakeMain, fields: Partial<WorkOrderFields>): void {
  main.intake = {
    ...main.intake,
    drafts: main.intake.drafts.map((one, index) =>
      index === 0 ? { ...one, fields: { ...one.fields, ...fields }, undoable: 12, redoable: 1 } : one,
    ),
  };
}
