import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MOST_PHRASES } from '#shared/contract/index.ts';
import { loadCategories } from '../intake/index.ts';
import { createPhrases, phraseCode, readTemplates } from './index.ts';

function open(kept = new Map<string, string>()) {
  let count = 0;
  const phrases = createPhrases({
    templates: [],
    settings: {
      get: (key) => kept.get(key),
      remove: (key) => void kept.delete(key),
      set: (key, value) => void kept.set(key, value),
    },
    newId: () => {
      count += 1;
      return `01990000-0000-7000-8000-${String(count).padStart(12, '0')}`;
    },
  });
  return { phrases, kept };
}

const assets = resolve(import.meta.dirname, '../../assets');

describe('templates', () => {
  it('FE-23 that ship are found by the letters of their name and name a leaf of the category tree', async () => {
    const templates = readTemplates(readFileSync(resolve(assets, 'templates.json'), 'utf8'));
    const codes = (await loadCategories(readFileSync(resolve(assets, 'category-tree.csv'), 'utf8'))()).map(
      ({ code }) => code,
    );
    expect(new Set(templates.map(({ code }) => code)).size).toBe(templates.length);
    for (const { zh, code, categoryCode } of templates) {
      expect(phraseCode(zh).startsWith(code) || code.length >= 4, zh).toBe(true);
      expect(codes).toContain(categoryCode);
    }
  });

  it('FE-24 there is one for each topic that calls are about, and what it brings exists', () => {
    const templates = readTemplates(readFileSync(resolve(assets, 'templates.json'), 'utf8'));
    const topics = [
      '违停',
      '消费退款',
      '社保',
      '入学',
      '井盖缺失',
      '企业诉求',
      '拖欠工资',
      '供暖不热',
      '占道经营',
    ];
    expect(templates.map(({ zh }) => zh)).toEqual(expect.arrayContaining(topics));
    const listed = (file: string) =>
      (
        JSON.parse(readFileSync(resolve(assets, file), 'utf8')) as { codes: Array<{ code: string }> }
      ).codes.map(({ code }) => code);
    const units = (
      JSON.parse(readFileSync(resolve(assets, 'suggest/units.json'), 'utf8')) as {
        units: Array<{ name: string }>;
      }
    ).units.map(({ name }) => name);
    for (const { zh, leadUnit, respondentKind, enterpriseKind } of templates) {
      if (leadUnit) expect(units, zh).toContain(leadUnit);
      if (respondentKind) expect(listed('codes/respondent-kinds.json')).toContain(respondentKind);
      if (enterpriseKind) expect(listed('codes/enterprise-kinds.json')).toContain(enterpriseKind);
    }
  });
});

describe('phrases of one’s own', () => {
  it('FE-20 are found by the first letters of their name', () => {
    expect(phraseCode('电梯停运')).toBe('dtty');
    expect(phraseCode('12315 转办')).toBe('12315zb');
    expect(phraseCode('CT 检查')).toBe('ctjc');
  });

  it('FE-21 are kept newest first, changed in place of the old text, and gone when removed', async () => {
    const { phrases, kept } = open();
    const first = await phrases.handlers.save({ id: null, name: '催修', text: '请尽快维修【什么】。' });
    const second = await phrases.handlers.save({ id: null, name: '核实', text: '请核实后答复。' });
    await phrases.handlers.save({ id: first.id, name: '催修', text: '请于三日内维修【什么】。' });
    const again = open(kept).phrases;
    expect((await again.handlers.snapshot(null)).phrases.map(({ text }) => text)).toEqual([
      '请于三日内维修【什么】。',
      '请核实后答复。',
    ]);
    await again.handlers.remove({ id: second.id });
    expect((await again.handlers.snapshot(null)).phrases).toHaveLength(1);
  });

  it('FE-22 are told to whoever listens, and are refused beyond their number', async () => {
    const { phrases } = open();
    const heard: number[] = [];
    phrases.onChanged((state) => heard.push(state.phrases.length));
    for (let index = 0; index < MOST_PHRASES; index += 1)
      await phrases.handlers.save({ id: null, name: `第${index}句`, text: '好' });
    expect(heard).toHaveLength(MOST_PHRASES);
    expect(() => phrases.handlers.save({ id: null, name: '多一句', text: '好' })).toThrow(
      expect.objectContaining({ code: 'too-many-phrases' }),
    );
  });
});
