import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDeck, loadCallers, loadVoices, parseCallers } from './callers.ts';

const good = {
  id: 'lift',
  callerNumber: '15400000001',
  callerName: '刘先生',
  dialledLine: '12345',
  topic: { 'zh-CN': '电梯', en: 'Lift' },
  patienceSeconds: 35,
  utterances: [
    { id: 'lift-1', text: '喂', english: 'Hello', audio: 'lift-1.alaw', durationMilliseconds: 20 },
  ],
  expected: { categoryFirstLevel: 'a', categorySecondLevel: 'b' },
  expectedTitle: 'c',
};

describe('callers.json', () => {
  it('names the entry and the field that are wrong', () => {
    const bad = { ...good, id: 'broken', utterances: [{ ...good.utterances[0], audio: '../secret.alaw' }] };
    expect(() => parseCallers([good, bad])).toThrow(/Entry 1 \(broken\).*utterances\.0\.audio/);
    expect(() => parseCallers([{ ...good, callerName: 'a"\r\nX: y' }])).toThrow(/callerName/);
    expect(() => parseCallers([null])).toThrow(/Entry 0 \(without an id\)/);
    expect(() => parseCallers([])).toThrow(/callers\.json is no list/);
    expect(parseCallers([good])).toHaveLength(1);
  });

  it('the file and the recordings that ship are whole', async () => {
    const assets = join(import.meta.dirname, '..', '..', 'assets');
    const callers = await loadCallers(assets);
    expect(callers.length).toBeGreaterThanOrEqual(8);
    expect(new Set(callers.map(({ id }) => id)).size).toBe(callers.length);
    for (const caller of callers) {
      const voices = await loadVoices(assets, caller);
      for (const [index, voice] of voices.entries()) {
        const declared = caller.utterances[index]?.durationMilliseconds ?? 0;
        expect(Math.abs(voice.length / 8 - declared)).toBeLessThan(50);
      }
    }
  });

  it('a recording that is missing is named', async () => {
    const [caller] = parseCallers([good]);
    if (!caller) throw new Error('no caller');
    await expect(loadVoices('/nowhere', caller)).rejects.toMatchObject({
      code: 'practice-assets-invalid',
      message: expect.stringContaining('lift-1'),
    });
  });
});

describe('the deck', () => {
  it('deals each once a round, and none twice in a row', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 12 }),
        fc.infiniteStream(fc.double({ min: 0, max: 0.999, noNaN: true })),
        (size, stream) => {
          const cards = Array.from({ length: size }, (_, card) => card);
          const deal = createDeck(cards, () => stream.next().value ?? 0);
          const dealt = Array.from({ length: size * 3 }, deal);
          for (let round = 0; round < 3; round++) {
            expect(new Set(dealt.slice(round * size, (round + 1) * size)).size).toBe(size);
          }
          for (let index = 1; index < dealt.length; index++) expect(dealt[index]).not.toBe(dealt[index - 1]);
        },
      ),
    );
  });

  it('a single card is dealt again and again', () => {
    const deal = createDeck(['only'], () => 0.3);
    expect([deal(), deal(), deal()]).toEqual(['only', 'only', 'only']);
  });
});
