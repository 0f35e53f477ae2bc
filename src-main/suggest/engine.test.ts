import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { suggestionsSchema } from '#shared/contract/index.ts';
import { createEngine } from './index.ts';
import { DAY, inventedParts, NOW, order, question } from './testing/invented.ts';

const parts = inventedParts();
const id = (n: number) => `01939d2e-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;

describe('categories', () => {
  const engine = createEngine(parts);

  it('SU-1 three at most, best first, each with a reason', () => {
    const { categories } = engine.suggest(question({ content: '楼下工地夜间施工噪音太大' }), NOW);
    expect(categories[0]).toMatchObject({
      categoryCode: '环境保护/环境污染/噪音污染',
      reasons: [{ kind: 'named', words: expect.arrayContaining(['夜间施工']) }],
    });
    expect(categories.length).toBeLessThanOrEqual(3);
    for (const { reasons } of categories) expect(reasons.length).toBeGreaterThan(0);
  });

  it('SU-2 fewer than four Chinese characters say nothing yet', () => {
    for (const content of ['', '物业', '物业a1', '138001380001111']) {
      expect(engine.suggest(question({ content }), NOW)).toEqual({
        categories: [],
        units: [],
        duplicates: [],
      });
    }
  });

  it('SU-3 words of the tree find categories that no message was labelled with', () => {
    const { categories } = engine.suggest(question({ content: '祖坟墓地要迁走怎么办' }), NOW);
    expect(categories[0]?.categoryCode).toBe('民政/社会服务/殡葬管理');
  });

  it('SU-7 similar orders of this centre bring their category, with their number', () => {
    const own = createEngine(parts);
    own.putOrders(
      [1, 2, 3].map((n) =>
        order(id(n), {
          title: '龙头路广场舞音响',
          content: '龙头路每晚广场舞音响扰人',
          categoryCode: '城乡建设/城市建设和市政管理/园林绿化',
        }),
      ),
    );
    const { categories } = own.suggest(question({ content: '龙头路广场舞音响又开了' }), NOW);
    expect(categories[0]).toMatchObject({
      categoryCode: '城乡建设/城市建设和市政管理/园林绿化',
      reasons: expect.arrayContaining([{ kind: 'own-category', count: 3 }]),
    });
  });

  it('SU-8 the same text and the same orders give the same answer', () => {
    const one = createEngine(parts);
    const other = createEngine(parts);
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...'物业噪音学校油烟招生小区电梯的了很'), { maxLength: 60 }),
        (letters) => {
          const asked = question({ content: letters.join('') });
          const answer = one.suggest(asked, NOW);
          expect(other.suggest(asked, NOW)).toEqual(answer);
          expect(suggestionsSchema.safeParse(answer).success).toBe(true);
        },
      ),
      { numRuns: 50 },
    );
  });
});

describe('units', () => {
  it('SU-10 the unit in charge of the category, and why', () => {
    const { units } = createEngine(parts).suggest(question({ content: '饭店油烟直排呛人' }), NOW);
    expect(units[0]).toMatchObject({
      name: '市生态环境局',
      reasons: expect.arrayContaining([expect.objectContaining({ kind: 'in-charge' })]),
    });
  });

  it('SU-11 a chosen category goes before what the text says', () => {
    const asked = question({ content: '饭店油烟直排呛人', categoryCode: '教育文体/教育收费/乱收费' });
    const names = createEngine(parts)
      .suggest(asked, NOW)
      .units.map(({ name }) => name);
    expect(names).toContain('市教育局');
  });

  it('SU-12 where the centre dispatched such orders to, and how many; an order that changed counts once', () => {
    const engine = createEngine(parts);
    const dispatched = (n: number, leadUnit: string) =>
      order(id(n), {
        title: `第${'一二三四五六七八九十'.charAt(n)}户物业收费`,
        categoryCode: '城乡建设/住房保障与房地产/物业服务',
        leadUnit,
      });
    engine.putOrders(Array.from({ length: 9 }, (_, n) => dispatched(n, '某区物业管理中心')));
    engine.putOrders([dispatched(0, '某区物业管理中心')]);
    const { units } = engine.suggest(question({ content: '物业公司乱收停车费' }), NOW);
    expect(units[0]).toEqual({
      name: '某区物业管理中心',
      reasons: [{ kind: 'own-unit', count: 9, category: '城乡建设/住房保障与房地产/物业服务' }],
    });
  });

  it('SU-13 the district of the place, where such units answer', () => {
    const { units } = createEngine(parts).suggest(
      question({ content: '学校周末补课收费没有人管', placeCode: '370402003' }),
      NOW,
    );
    expect(units.find(({ name }) => name === '市中区人民政府')?.reasons).toEqual([
      { kind: 'area', area: '市中区' },
    ]);
  });
});

describe('duplicates', () => {
  const told = {
    title: '光明路家园小区电梯坏了',
    content: '光明路家园小区三号楼电梯坏了一个星期没人修,老人下不了楼',
  };
  const asked = question({ title: '光明路家园电梯坏了', content: '家园小区三号楼的电梯坏了好几天,没人修' });

  it('SU-20 the same matter told in other words, with what both say', () => {
    const engine = createEngine(parts);
    engine.putOrders([
      order(id(1), told),
      order(id(2), { title: '文化路烧烤油烟', content: '文化路烧烤油烟呛人' }),
    ]);
    const { duplicates } = engine.suggest(asked, NOW);
    expect(duplicates.map(({ orderId }) => orderId)).toEqual([id(1)]);
    expect(duplicates[0]?.reasons).toContainEqual({
      kind: 'same-words',
      words: expect.arrayContaining(['电梯']),
    });
  });

  it('SU-21 closed orders, orders older than thirty days and the draft itself are none', () => {
    const engine = createEngine(parts);
    engine.putOrders([
      order(id(1), { ...told, open: false }),
      order(id(2), { ...told, submittedAt: NOW - 31 * DAY }),
      order(id(3), told),
    ]);
    expect(engine.suggest({ ...asked, draftId: id(3) }, NOW).duplicates).toEqual([]);
  });

  it('SU-22 the same street speaks for, another district against', () => {
    const engine = createEngine(parts);
    engine.putOrders([order(id(1), { ...told, placeCode: '370402003' })]);
    const similarity = (placeCode: string) =>
      engine.suggest({ ...asked, placeCode }, NOW).duplicates[0]?.similarity ?? 0;
    expect(similarity('370402003')).toBeGreaterThan(similarity(''));
    expect(similarity('370403001')).toBeLessThan(similarity(''));
  });

  it('SU-23 an order that changed is found by its new words alone; one that went is not found', () => {
    const engine = createEngine(parts);
    engine.putOrders([order(id(1), told)]);
    engine.putOrders([order(id(1), { title: '文化路烧烤油烟', content: '文化路烧烤油烟呛人' })]);
    expect(engine.suggest(asked, NOW).duplicates).toEqual([]);
    expect(engine.suggest(question({ title: '文化路烧烤油烟呛人' }), NOW).duplicates).toHaveLength(1);
    engine.removeOrders([id(1)]);
    expect(engine.suggest(question({ title: '文化路烧烤油烟呛人' }), NOW).duplicates).toEqual([]);
  });

  it('SU-24 any orders put, changed and taken away in any order: what is found is what is there', () => {
    const texts = ['光明路电梯坏了没人修', '文化路烧烤油烟呛人', '振兴街夜间施工噪音', '长江路学校补课收费'];
    const step = fc.record({ n: fc.nat(5), text: fc.nat(3), remove: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const engine = createEngine(parts);
        const there = new Map<string, string>();
        for (const { n, text, remove } of steps) {
          if (remove) {
            engine.removeOrders([id(n)]);
            there.delete(id(n));
          } else {
            const title = texts[text] ?? '';
            engine.putOrders([order(id(n), { title, content: title })]);
            there.set(id(n), title);
          }
        }
        for (const title of texts) {
          const found = engine
            .suggest(question({ title, content: title }), NOW)
            .duplicates.map((one) => one.orderId);
          const expected = [...there].filter(([, text]) => text === title).map(([key]) => key);
          expect(found.toSorted()).toEqual(expected.toSorted());
        }
      }),
      { numRuns: 30 },
    );
  });
});

describe('reasons', () => {
  it('SU-4 no name and no number of a person is ever a reason', () => {
    const engine = createEngine(parts);
    const text = '我叫张建国,电话13800138000,王丽华女士说物业公司乱收停车费,联系人:李小明';
    engine.putOrders([order(id(1), { title: '物业乱收停车费', content: text })]);
    const answer = JSON.stringify(engine.suggest(question({ content: text }), NOW));
    for (const secret of ['张建国', '王丽华', '李小明', '13800138000']) expect(answer).not.toContain(secret);
  });
});
