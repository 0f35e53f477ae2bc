import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  createEngine,
  loadParts,
  MODEL_FILES,
  readFrequencies,
  readModel,
  writeFrequencies,
  writeModel,
} from './index.ts';
import { inventedParts, NOW, question } from './testing/invented.ts';

const assets = join(import.meta.dirname, '../../assets');
const shipped = Object.values(MODEL_FILES);
const bytesOf = (file: string) => readFileSync(join(assets, 'suggest', file));

describe('model files', () => {
  const { level1, frequencies } = inventedParts();

  it('SU-6 are read as they were written', () => {
    expect(writeModel(readModel(level1))).toEqual(level1);
    expect(writeFrequencies(readFrequencies(frequencies))).toEqual(frequencies);
  });

  it('SU-6 are refused when cut short, spoilt, or made for other features', () => {
    const spoilt = Uint8Array.from(level1);
    spoilt[0] = 0;
    const other = Buffer.from(level1);
    other.write('"features":9', other.indexOf('"features":1'));
    for (const bytes of [level1.subarray(0, -1), level1.subarray(0, 6), new Uint8Array(), spoilt, other]) {
      expect(() => readModel(bytes)).toThrow(expect.objectContaining({ code: 'model-invalid' }));
    }
    for (const bytes of [frequencies.subarray(0, -1), new Uint8Array(3)]) {
      expect(() => readFrequencies(bytes)).toThrow(expect.objectContaining({ code: 'model-invalid' }));
    }
  });
});

describe('shipped models', () => {
  it('SU-6 are the files that the manifest lists, by length and SHA-256', () => {
    const { files } = JSON.parse(readFileSync(join(assets, 'suggest', 'manifest.json'), 'utf8'));
    const present = shipped.map((file) => {
      const bytes = bytesOf(file);
      return { file, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
    });
    expect(files).toEqual(present);
    expect(() => loadParts(assets)).not.toThrow();
  });

  it('SU-5 are below one MB each and three MB together', () => {
    const sizes = shipped.map((file) => statSync(join(assets, 'suggest', file)).size);
    expect(Math.max(...sizes)).toBeLessThan(1_000_000);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(3_000_000);
  });

  it('SU-5 hold no words of messages: numbers, and the names of their classes', () => {
    const tree = readFileSync(join(assets, 'category-tree.csv'), 'utf8');
    for (const file of [MODEL_FILES.level1, MODEL_FILES.level2, MODEL_FILES.units]) {
      const bytes = bytesOf(file);
      const { header } = readModel(bytes);
      for (const name of header.classes) {
        for (const part of name.split('/'))
          expect(file === MODEL_FILES.units || tree.includes(part)).toBe(true);
      }
      const { classes: _, name: __, ...numbers } = header;
      expect(JSON.stringify(numbers)).not.toMatch(/\p{Script=Han}|1[3-9]\d{9}|\d{17}[\dX]/u);
    }
  });

  it('SU-3 know the topics of a hotline', () => {
    const engine = createEngine(loadParts(assets));
    const first = (content: string) => engine.suggest(question({ content }), NOW).categories[0]?.categoryCode;
    expect(first('小区物业公司乱收停车费,不公开账目')).toBe('城乡建设/住房保障与房地产/物业服务');
    expect(first('楼下烧烤店油烟太大,呛得不敢开窗')).toBe('环境保护/环境污染/大气污染');
    expect(first('包工头拖欠农民工工资一直不给')).toMatch(/^劳动和社会保障/);
    expect(first('路口红绿灯坏了,车辆拥堵')).toBe('政法/交通管理/交通安全管理');
    expect(first('村头养猪场臭味熏天,粪水流到沟里')).toMatch(/^环境保护/);
  });
});
