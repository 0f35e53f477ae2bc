import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { joinReasons, parseReasons } from './reasons.ts';

const own = parseReasons(readFileSync('assets/codes/not-ready-reasons.json', 'utf8'));
const item = (code: string, change: object = {}, key = `not-ready/${code}`) => ({
  key,
  body: { code, name: { 'zh-CN': '晨会', en: 'Briefing' }, limitMinutes: 15, choosable: true, ...change },
});
const codes = (feed: Parameters<typeof joinReasons>[1]) => joinReasons(own, feed).map(({ code }) => code);

describe('reasons for being not ready', () => {
  it("AS-12 the hub's list takes the place of the one that ships; what the program sets by itself stays", () => {
    expect(codes([item('briefing'), item('rest')])).toEqual(['briefing', 'rest', 'unanswered', 'signed-in']);
  });

  it('AS-12 without a list that anybody could choose from, the one that ships serves', () => {
    expect(codes([])).toEqual(own.map(({ code }) => code));
    expect(codes([item('briefing', { choosable: false })])).toEqual(own.map(({ code }) => code));
  });

  it('AS-12 what does not fit, is for something else, or would name what the program says, is left out', () => {
    const feed = [
      item('briefing'),
      item('Bad Code'),
      item('endless', { limitMinutes: -1 }),
      item('wrong-unit', {}, 'return/wrong-unit'),
      item('unanswered', { name: { 'zh-CN': '小休', en: 'Rest' } }),
      { key: 'not-ready/none', body: null },
    ];
    expect(codes(feed)).toEqual(['briefing', 'unanswered', 'signed-in']);
    const unanswered = joinReasons(own, feed).find(({ code }) => code === 'unanswered');
    expect(unanswered).toMatchObject({ choosable: false, name: { 'zh-CN': '来电未接' } });
  });
});
