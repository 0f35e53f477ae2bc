import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Phrase } from '#shared/domain/index.ts';
import { describeProblem } from './problem.ts';
import { readEntry } from './read-entry.ts';
import { writeEntry } from './write-entry.ts';

const PHRASE = `---
kind: phrase
id: GR01
title: 首问问候
title-en: Greeting
group: greeting
trigger: 每个来电
trigger-en: every call
---

您好，请问有什么可以帮您?

# English

Hello, what can I do for you?
`;

const GUIDE = `---
kind: guide
id: G-x
title: 例子
title-en: Example
steps:
  - step: first
    say: 问
    say-en: Ask
    answers:
      - answer: 是
        answer-en: Yes
        set:
          requestType: TS
        go: done
  - step: done
    say: 好
    say-en: Good
---
说明

# English

About
`;

const told = (text: string) => readEntry('x.md', text).problems.map(describeProblem);

describe('a file of the library', () => {
  it('SC-1 is read into an entry', () => {
    expect(readEntry('x.md', PHRASE)).toEqual({
      problems: [],
      entry: {
        kind: 'phrase',
        id: 'GR01',
        title: { zh: '首问问候', en: 'Greeting' },
        keywords: [],
        categories: [],
        sample: false,
        group: 'greeting',
        trigger: { zh: '每个来电', en: 'every call' },
        body: { zh: '您好，请问有什么可以帮您?', en: 'Hello, what can I do for you?' },
      },
    });
    expect(readEntry('x.md', GUIDE).problems).toEqual([]);
  });

  it.each([
    ['no settings', 'just text', ['x.md:1: no-settings']],
    ['settings that never end', '---\nkind: phrase\n', ['x.md:1: no-settings']],
    ['another kind', PHRASE.replace('kind: phrase', 'kind: poem'), ['x.md:2: wrong-value: kind']],
    ['no kind', PHRASE.replace('kind: phrase\n', ''), ['x.md:2: missing: kind']],
    ['a missing translation', PHRASE.replace('title-en: Greeting\n', ''), ['x.md:2: missing: title-en']],
    ['a wrong group', PHRASE.replace('group: greeting', 'group: hello'), ['x.md:6: wrong-value: group']],
    ['a wrong id', PHRASE.replace('id: GR01', 'id: 首'), ['x.md:3: wrong-value: id']],
    ['a long title', PHRASE.replace('首问问候', '首'.repeat(61)), ['x.md:4: too-long: title']],
    [
      'a misspelt setting',
      PHRASE.replace('group:', 'gruop:'),
      ['x.md:2: missing: group', 'x.md:6: unknown-setting: gruop'],
    ],
    ['no text', PHRASE.replace('您好，请问有什么可以帮您?', ''), ['x.md:10: missing: body']],
    ['a bad date', knowledge('2027-02-30'), ['x.md:8: wrong-value: review-by']],
    ['an unknown field', GUIDE.replace('requestType: TS', 'colour: red'), ['x.md:14: unknown-field: colour']],
    [
      'a wrong value of a field',
      GUIDE.replace('requestType: TS', 'requestType: XX'),
      ['x.md:14: wrong-value: requestType'],
    ],
    [
      'a step that is not there',
      GUIDE.replace('go: done', 'go: gone'),
      ['x.md:7: unknown-step: gone', 'x.md:7: no-end: first', 'x.md:16: unreachable: done'],
    ],
  ])('SC-2 tells the line of %s', (_, text, problems) => {
    expect(told(text)).toEqual(problems);
  });

  it('SC-2 tells the line at which YAML breaks', () => {
    const [problem] = readEntry('x.md', PHRASE.replace('group: greeting', 'group: [greeting')).problems;
    expect(problem).toMatchObject({
      line: expect.toSatisfy((line: number) => line >= 6 && line <= 9),
      code: 'yaml',
    });
    expect(told(PHRASE.replace('id: GR01', 'id: GR01\nid: GR02'))[0]).toMatch(/^x\.md:4: yaml/);
  });

  it('SC-2 never throws, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), fc.nat(PHRASE.length), (noise, at) => {
        const { problems, entry } = readEntry('x.md', PHRASE.slice(0, at) + noise + PHRASE.slice(at));
        const lines = (PHRASE + noise).split('\n').length;
        for (const { line } of problems)
          expect(line).toSatisfy((one: number) => one >= 1 && one <= lines + 1);
        expect(entry === null).toBe(problems.length > 0);
      }),
    );
  });

  it('SC-3 any texts come back from the file as they went in', () => {
    const text = (maximum: number) =>
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: maximum }).map((one) => one.trim() || '空');
    fc.assert(
      fc.property(text(40), text(40), fc.array(text(20), { maxLength: 5 }), (zh, en, keywords) => {
        const title = { zh: zh.slice(0, 60), en };
        const entry: Phrase = {
          kind: 'phrase',
          id: 'P-1',
          title,
          keywords: keywords.map((one) => one.slice(0, 40).trim() || '空'),
          categories: [],
          sample: true,
          group: 'closing',
          trigger: { zh: '结束', en },
          body: { zh: '再见', en: 'Bye' },
        };
        const read = readEntry('x.md', writeEntry(entry));
        expect(read.problems).toEqual([]);
        expect(read.entry).toEqual({
          ...entry,
          title: { zh: title.zh.trim(), en: en.trim() },
          trigger: { zh: '结束', en: en.trim() },
        });
      }),
    );
  });
});

function knowledge(reviewBy: string): string {
  return `---
kind: knowledge
id: K-x
title: 题
title-en: Title
source: 文件
issuer: 机关
review-by: ${reviewBy}
---
文

# English

Text
`;
}
