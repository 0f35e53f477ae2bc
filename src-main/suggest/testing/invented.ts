import type { SuggestInput } from '#shared/contract/index.ts';
import {
  countRuns,
  type LabelledMessage,
  type Message,
  trainFirstLevel,
  trainModel,
} from '../../suggest-training/index.ts';
import { type EngineParts, featuresOf, type KnownOrder, writeFrequencies, writeModel } from '../index.ts';

/** Invented messages, a few for each of three categories: enough to learn that words tell them apart. */
const MATTERS = {
  城乡建设: ['物业公司乱收停车费', '小区电梯坏了没人修', '物业不清理楼道', '小区绿化被毁', '物业费涨得太多'],
  环境保护: ['工地夜间施工噪音扰民', '饭店油烟直排', '工厂排放废水', '噪音吵得睡不着', '烧烤油烟呛人'],
  教育文体: ['学校周末补课收费', '幼儿园招生不公', '老师布置作业太多', '学校食堂饭菜差', '孩子上学没有学位'],
} as const;
const ENDINGS = ['已经很久了', '请有关部门处理', '多次反映没有结果', '希望尽快解决'];

export const inventedMessages: readonly LabelledMessage[] = Object.entries(MATTERS).flatMap(
  ([level1, matters]) =>
    matters.flatMap((matter) =>
      ENDINGS.map((ending) => ({
        document: { title: matter, body: `${matter},${ending}` },
        level1,
        form: 'raw' as const,
      })),
    ),
);

const LEAVES = [
  ['城乡建设', '住房保障与房地产', '物业服务'],
  ['城乡建设', '城市建设和市政管理', '园林绿化'],
  ['环境保护', '环境污染', '噪音污染'],
  ['环境保护', '环境污染', '大气污染'],
  ['教育文体', '教育收费', '乱收费'],
  ['教育文体', '考试招生', '招生录取'],
  ['民政', '社会服务', '殡葬管理'],
] as const;

const small = { rarest: 1, terms: 2000, epochs: 5 };

/** The engine's parts, learned from invented messages: what tests need no data for. */
export function inventedParts(): EngineParts {
  const classes = Object.keys(MATTERS);
  const examples = inventedMessages.map(({ document, level1 }) => ({
    features: featuresOf(document),
    label: classes.indexOf(level1),
  }));
  const options = { seed: 1, cost: 0.5, headShare: 0.5, emphasis: 0, ...small };
  const plain: Message[] = inventedMessages.map(({ document }, at) => ({
    id: String(at),
    document,
    reply: '',
  }));
  return {
    leaves: LEAVES.map(([level1, level2, level3]) => ({
      code: `${level1}/${level2}/${level3}`,
      level1,
      level2,
      level3,
    })),
    wordsJson: JSON.stringify({
      version: 1,
      about: '',
      words: {
        '城乡建设/住房保障与房地产/物业服务': ['物业', '物业费', '电梯'],
        '环境保护/环境污染/噪音污染': ['噪音', '夜间施工'],
        '环境保护/环境污染/大气污染': ['油烟'],
        '教育文体/考试招生/招生录取': ['招生', '学位'],
        '民政/社会服务/殡葬管理': ['墓地'],
      },
    }),
    unitsJson: JSON.stringify({
      version: 1,
      about: '',
      units: [
        { kind: 'housing', name: '市住房和城乡建设局', signs: ['住建'], inCharge: ['城乡建设'] },
        { kind: 'environment', name: '市生态环境局', signs: ['环保'], inCharge: ['环境保护'] },
        { kind: 'education', name: '市教育局', signs: ['教育局'], inCharge: ['教育文体'] },
        { kind: 'local-government', name: '所在地', signs: ['街道'], inCharge: [] },
      ],
      areas: [{ code: '370402', area: '市中区', name: '市中区人民政府' }],
    }),
    level1: writeModel(trainFirstLevel(inventedMessages, classes, small)),
    level2: writeModel(
      trainModel(examples, {
        ...options,
        name: 'category-level-2',
        classes: ['城乡建设/住房保障与房地产', '环境保护/环境污染', '教育文体/考试招生'],
      }),
    ),
    units: writeModel(
      trainModel(examples, {
        ...options,
        name: 'unit-kinds',
        classes: ['housing', 'environment', 'local-government'],
      }),
    ),
    frequencies: writeFrequencies(countRuns(plain, 4)),
  };
}

export const NOW = Date.UTC(2026, 10, 25);
export const DAY = 24 * 60 * 60 * 1000;

export function question(fields: Partial<SuggestInput>): SuggestInput {
  return {
    draftId: null,
    title: '',
    content: '',
    aim: '',
    placeCode: '',
    place: '',
    categoryCode: '',
    ...fields,
  };
}

export function order(id: string, fields: Partial<KnownOrder>): KnownOrder {
  return {
    id,
    number: `261120-001-${id}`,
    title: '',
    content: '',
    placeCode: '',
    place: '',
    categoryCode: '',
    leadUnit: '',
    submittedAt: NOW - DAY,
    open: true,
    ...fields,
  };
}
