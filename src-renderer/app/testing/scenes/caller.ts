import { v7 as uuidv7 } from 'uuid';
import { type KnownCaller, summaryOf } from '#shared/domain/index.ts';
import type { FakeMain } from '../fake-main.ts';
import { ring, talk } from './acts.ts';
import { draft, exampleOrders } from './example-orders.ts';
import { readWords } from './intake.ts';

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

/** Five people behind one number, as of a shop or a large family: the pop scrolls, and what to say keeps its room. */
function knowMany(main: FakeMain): void {
  know(main);
  const { known } = main.records;
  const [first] = known?.people ?? [];
  if (!known || !first) return;
  const more = ['李先生', '张女士', '陈先生'].map((maskedName) => ({
    ...first,
    maskedName,
    orders: 1,
    openOrders: 0,
    lastOrderId: uuidv7(),
  }));
  main.records.known = {
    ...known,
    marks: ['nuisance', ...known.marks],
    people: [...known.people, ...more],
    total: 7,
  };
}

/** Scenes of who calls, and of what is suggested beside the order. */
export const callerScenes: Readonly<Record<string, (main: FakeMain) => void>> = {
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
  followUp: (main) => {
    talk(main, false);
    know(main);
    draft(main, {
      followUpOf: main.records.details[1]?.id ?? '',
      content: '电梯还是没有修好，家里老人要去医院，下不了楼。',
    });
  },
  popMany: (main) => {
    ring(main, 3_000);
    knowMany(main);
  },
  assistMany: (main) => {
    talk(main, true);
    knowMany(main);
    suggest(main);
    draft(main, { categoryCode: '', leadUnit: '', handling: '', title: '' });
  },
  // All at once, in practice: what was read, orders that may be the same, six suggestions, the caller, captions.
  assistFull: (main) => {
    talk(main, true);
    knowMany(main);
    suggest(main);
    const { duplicates, ...others } = main.records.suggestions;
    const alike = ['青檀佳苑电梯停运', '青檀佳苑电梯困人', '青檀佳苑6号楼电梯异响'];
    main.records.suggestions = {
      ...others,
      duplicates: alike.flatMap((title) =>
        duplicates.slice(0, 1).map((one) => ({ ...one, orderId: uuidv7(), title })),
      ),
    };
    const content = readWords(main);
    draft(main, { callerName: '', categoryCode: '', leadUnit: '', handling: '', title: '', content });
  },
  // The same matter of a second citizen: it joins the order of the first.
  joined: (main) => {
    talk(main, false);
    know(main);
    draft(main, {
      mergedInto: main.records.details[1]?.id ?? '',
      content: '我也是这栋楼的，电梯停了半个多月，孩子每天爬十八层。',
    });
  },
};
