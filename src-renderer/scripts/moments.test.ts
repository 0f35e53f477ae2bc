import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { emptyFields } from '#shared/domain/index.ts';
import { type Moment, phrasesFor } from './moments.ts';

const moment = (fields: Partial<Moment['fields']>, rest: Partial<Moment> = {}): Moment => ({
  call: 'active',
  fields: { ...emptyFields, ...fields },
  silentSeconds: 0,
  talkedSeconds: 20,
  comfortAfterSeconds: 240,
  submitted: null,
  ...rest,
});

describe('phrases for the moment', () => {
  it('SC-11 says nothing without a call and greets when it rings', () => {
    expect(phrasesFor(moment({}, { call: 'none' }))).toEqual([]);
    expect(phrasesFor(moment({}, { call: 'ringing' }))).toEqual(['GR01']);
    expect(phrasesFor(moment({}))[0]).toBe('GR01');
  });
  it('SC-11 asks for what the order lacks', () => {
    expect(phrasesFor(moment({ content: '电梯坏了' }))).toEqual(['VF03', 'VF04', 'VF01']);
    expect(
      phrasesFor(moment({ content: 'x', place: 'x', aim: 'x', callerName: 'x', callerNumber: '1' })),
    ).toEqual(['RS01', 'HD01']);
    expect(
      phrasesFor(moment({ content: 'x', requestType: 'ZX', callerName: '刘', callerNumber: '1' }))[0],
    ).toBe('RS01');
  });
  it('SC-11 puts danger first', () => {
    expect(phrasesFor(moment({ content: '我不想活了' }, { silentSeconds: 30 }))[0]).toBe('CR01');
    expect(phrasesFor(moment({ content: '楼道里有煤气味' }))[0]).toBe('EM02');
    expect(phrasesFor(moment({ content: '路边有人昏迷' }))[0]).toBe('EM01');
  });
  it('SC-11 follows silence by 8, 12 and 20 seconds', () => {
    const at = (silentSeconds: number) => phrasesFor(moment({}, { silentSeconds }))[0];
    expect([at(7.9), at(8), at(12), at(20)]).toEqual(['GR01', 'SL01', 'SL02', 'SL03']);
  });
  it('SC-11 comforts at the set mark, for a while, and never before danger', () => {
    const at = (talkedSeconds: number, content = '电梯坏了') =>
      phrasesFor(moment({ content }, { talkedSeconds }))[0];
    expect([at(239), at(240), at(284), at(285)]).toEqual(['VF03', 'CM01', 'CM01', 'VF03']);
    expect(at(250, '有人跳楼')).toBe('CR01');
  });
  it('SC-11 tells the number once submitted, and closes', () => {
    const fields = { ...emptyFields, handling: 'dispatched' as const };
    expect(phrasesFor(moment({}, { submitted: { number: '261122-001-003', fields } }))).toEqual([
      'DP01',
      'CL01',
    ]);
  });
  it('SC-11 names only phrases that are shipped', () => {
    const folder = new URL('../../assets/scripts/phrases', import.meta.url);
    const ids = new Set(readdirSync(folder).map((name) => name.replace('.md', '')));
    const all = [
      ...phrasesFor(moment({ content: '自杀' })),
      ...phrasesFor(moment({ content: '着火' })),
      ...phrasesFor(moment({ content: '燃气' })),
      ...phrasesFor(moment({ content: '公司', requestType: 'JB', anonymous: true, place: 'x', aim: 'x' })),
      ...phrasesFor(
        moment({
          content: 'x',
          handling: 'answered',
          place: 'x',
          aim: 'x',
          callerName: 'x',
          callerNumber: '1',
        }),
      ),
      ...[8, 12, 20].flatMap((silentSeconds) => phrasesFor(moment({}, { silentSeconds }))),
      ...phrasesFor(moment({}, { talkedSeconds: 241 })),
    ];
    expect(all.filter((id) => !ids.has(id))).toEqual([]);
  });
});
