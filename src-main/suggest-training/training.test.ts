import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createClassifier, featuresOf, hashOfRun, writeModel } from '../suggest/index.ts';
import {
  answeringUnit,
  crossValidate,
  DATA_DIRECTORY,
  dealIntoFolds,
  groupAlike,
  groupLabelled,
  hasMessages,
  type LabelledMessage,
  measure,
  readMessages,
  trainFirstLevel,
} from './index.ts';

const matters = {
  环境保护: ['夜间施工噪音', '烧烤油烟呛人', '工厂排放废水', '河水发黑发臭'],
  教育文体: ['幼儿园招生不公', '学校补课收费', '孩子没有学位', '老师布置作业'],
};
const classes = Object.keys(matters);
const messages: LabelledMessage[] = Object.entries(matters).flatMap(([level1, texts]) =>
  texts.flatMap((text) =>
    ['很久了', '请处理', '没人管'].map((end) => ({
      document: { title: text, body: text + end },
      level1,
      form: 'raw' as const,
    })),
  ),
);
const small = { rarest: 1, terms: 300, epochs: 5 };

describe('training', () => {
  it('SU-8 the same messages and seed give the same bytes', () => {
    expect(writeModel(trainFirstLevel(messages, classes, small))).toEqual(
      writeModel(trainFirstLevel(messages, classes, small)),
    );
  });

  it('learns, keeps no more terms than it may, and tells shares that add up to one', () => {
    const model = trainFirstLevel(messages, classes, small);
    expect(model.hashes.length).toBeLessThanOrEqual(300);
    const classifier = createClassifier(model);
    const told = messages.map(({ document }) => classifier.score(featuresOf(document)));
    const right = told.filter(
      ({ shares }, at) => classes[shares.indexOf(Math.max(...shares))] === messages[at]?.level1,
    );
    expect(right).toHaveLength(messages.length);
    for (const { shares } of told) expect(shares[0] ?? 0).toBeCloseTo(1 - (shares[1] ?? 0), 9);
  });

  it('SU-9 with an emphasis, what tells the classes apart counts more beside what does not', () => {
    const counted = (emphasis: number) => {
      const { hashes, frequencies, header } = trainFirstLevel(messages, classes, {
        ...small,
        terms: 2000,
        emphasis,
      });
      return (run: string) => frequencies[hashes.subarray(0, header.textTerms).indexOf(hashOfRun(run))] ?? 0;
    };
    // «噪音» stands in messages of one class, «很久» in as many of each.
    const plain = counted(0);
    const emphasized = counted(0.5);
    expect(plain('噪音')).toBeGreaterThan(0);
    expect(emphasized('噪音') / emphasized('很久')).toBeGreaterThan(plain('噪音') / plain('很久'));
  });

  it('SU-5 terms of fewer messages than asked for are never learned', () => {
    const once = {
      document: { title: '', body: '独一无二的说法' },
      level1: '环境保护',
      form: 'raw' as const,
    };
    const classifier = createClassifier(
      trainFirstLevel([...messages, once], classes, { ...small, rarest: 2 }),
    );
    expect(classifier.score(featuresOf({ title: '', body: '独一无二' })).scores).toEqual(
      classifier.score(featuresOf({ title: '', body: '' })).scores,
    );
  });
});

describe('cross-validation', () => {
  it('SU-40 near copies are one group, and all of a group stand on one side', () => {
    const texts = [
      '我家楼下的烧烤店每天油烟很大',
      '我家楼下的烧烤店每天油烟很大请处理',
      '幼儿园招生的办法不公平',
    ];
    const groups = groupAlike(texts, 0.3);
    expect(groups[0]).toBe(groups[1]);
    expect(groups[2]).not.toBe(groups[0]);
    const folds = dealIntoFolds([1, 1, 2, 3, 3, 4, 5, 5], 3, 1);
    expect(folds[0]).toBe(folds[1]);
    expect(folds[3]).toBe(folds[4]);
    expect(folds[6]).toBe(folds[7]);
  });

  it('SU-40 a raw message and the segmented one made from it are one group', () => {
    const raw = { title: '文化路路灯不亮', body: '我家门口文化路的路灯已经半个月都不亮了,晚上出门非常危险' };
    const groups = groupLabelled([
      { document: raw, level1: '城乡建设', form: 'raw' },
      {
        document: { title: '', body: '文化路 路灯 不亮 门口 半个 晚上 出门 非常 危险' },
        level1: '城乡建设',
        form: 'segmented',
      },
      {
        document: { title: '', body: '幼儿园 招生 办法 不公 希望 教育局 公开 名单' },
        level1: '教育文体',
        form: 'segmented',
      },
    ]);
    expect(groups[0]).toBe(groups[1]);
    expect(groups[2]).not.toBe(groups[0]);
  });

  it('SU-40 every message is told once, by what was learned without it', () => {
    const told = crossValidate([0, 1, 0, 2], (seen) => (index) => seen.includes(index));
    expect(told).toEqual([false, false, false, false]);
  });

  it('accuracy and macro-F1 as defined', () => {
    const { accuracy, macroF1 } = measure([0, 0, 0, 1], [0, 0, 1, 1], 2);
    expect(accuracy).toBe(0.75);
    expect(macroF1).toBeCloseTo((0.8 + 2 / 3) / 2, 9);
  });
});

describe('answering units', () => {
  const directory = {
    version: 1 as const,
    about: '',
    units: [
      { kind: 'education', name: '市教育局', signs: ['教育局'], inCharge: [] },
      { kind: 'police', name: '市公安局', signs: ['公安局'], inCharge: [] },
    ],
    areas: [],
  };
  it('SU-14 the unit that signed, else the one that is named most, else none', () => {
    const long = '经核实,情况属实。'.repeat(10);
    expect(answeringUnit(`已转公安局。${long}某县教育局 2019年5月9日`, directory)).toEqual({
      kind: 'education',
      evidence: 'signed',
    });
    expect(answeringUnit(`公安局已受理,公安局将回复。${long}`, directory)).toEqual({
      kind: 'police',
      evidence: 'mentioned',
    });
    expect(answeringUnit('您的留言已收悉。', directory)).toBeUndefined();
  });
});

const data = resolve(import.meta.dirname, '../..', DATA_DIRECTORY);
if (!hasMessages(data)) process.stderr.write(`!!! SKIPPED: the messages are not in ${DATA_DIRECTORY}\n`);
describe.skipIf(!hasMessages(data))('the messages in ../shared/data', () => {
  it('SU-41 are read whole: labels of seven first levels, repeated rows once', () => {
    const read = readMessages(data);
    expect(read.labelled.filter(({ form }) => form === 'segmented')).toHaveLength(5382);
    expect(new Set(read.labelled.map(({ level1 }) => level1)).size).toBe(7);
    expect(read.plain.length).toBeGreaterThan(4000);
    expect(read.replied.every(({ reply }) => reply !== '')).toBe(true);
  });
});
