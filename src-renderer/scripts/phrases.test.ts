import { describe, expect, it } from 'vitest';
import phrases from '#assets/phrases.json' with { type: 'json' };
import { emptyFields } from '#shared/domain/index.ts';
import { fillPhrase, type Moment, phrasesFor } from './phrases.ts';

const moment = (fields: Partial<Moment['fields']>, rest: Partial<Moment> = {}): Moment => ({
  call: 'active',
  fields: { ...emptyFields, ...fields },
  silentSeconds: 0,
  submitted: null,
  ...rest,
});

describe('phrases for the moment', () => {
  it('says nothing without a call and greets when it rings', () => {
    expect(phrasesFor(moment({}, { call: 'none' }))).toEqual([]);
    expect(phrasesFor(moment({}, { call: 'ringing' }))).toEqual(['GR01']);
    expect(phrasesFor(moment({}))[0]).toBe('GR01');
  });
  it('asks for what the order lacks', () => {
    expect(phrasesFor(moment({ content: '电梯坏了' }))).toEqual(['VF03', 'VF04', 'VF01']);
    expect(
      phrasesFor(moment({ content: 'x', place: 'x', aim: 'x', callerName: 'x', callerNumber: '1' })),
    ).toEqual(['RS01', 'HD01']);
    expect(
      phrasesFor(moment({ content: 'x', requestType: 'ZX', callerName: '刘', callerNumber: '1' }))[0],
    ).toBe('RS01');
  });
  it('puts danger first', () => {
    expect(phrasesFor(moment({ content: '我不想活了' }, { silentSeconds: 30 }))[0]).toBe('CR01');
    expect(phrasesFor(moment({ content: '楼道里有煤气味' }))[0]).toBe('EM02');
    expect(phrasesFor(moment({ content: '路边有人昏迷' }))[0]).toBe('EM01');
  });
  it('follows silence by 5, 10 and 20 seconds', () => {
    const at = (silentSeconds: number) => phrasesFor(moment({}, { silentSeconds }))[0];
    expect([at(4.9), at(5), at(10), at(20)]).toEqual(['GR01', 'SL01', 'SL02', 'SL03']);
  });
  it('tells the number once submitted', () => {
    const fields = { ...emptyFields, handling: 'dispatched' as const, leadUnit: '市城市管理局' };
    const submitted = { number: '261122-001-003', fields };
    const now = moment({}, { submitted });
    expect(phrasesFor(now)).toEqual(['DP01', 'CL01']);
    const text = phrases.find(({ id }) => id === 'DP01')?.text ?? '';
    const said = fillPhrase(text, now);
    expect(said.map((piece) => piece.text).join('')).toContain(
      '编号261122-001-003。我们转给市城市管理局办理',
    );
    expect(said.filter(({ filled }) => !filled).map((piece) => piece.text)).toEqual(['日期']);
  });
  it('names only phrases that exist', () => {
    const ids = new Set(phrases.map(({ id }) => id));
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
      ...[5, 10, 20].flatMap((silentSeconds) => phrasesFor(moment({}, { silentSeconds }))),
    ];
    expect(all.filter((id) => !ids.has(id))).toEqual([]);
  });
});
