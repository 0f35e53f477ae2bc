import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyFields, isOpen, type WorkOrderFields } from '#shared/domain/index.ts';
import { type Life, lifeOf, type OrderStep, obstacleTo, orderStepSchema, type StepBy } from './index.ts';

const dispatched: WorkOrderFields = { ...emptyFields, handling: 'dispatched', leadUnit: '市住建局' };
const centre: StepBy = { kind: 'centre' };
const unit = (name = '市住建局'): StepBy => ({ kind: 'unit', unit: name });

/** The life after these steps; every one of them has to be allowed. */
function lived(steps: ReadonlyArray<readonly [StepBy | 'citizen', unknown]>, fields = dispatched): Life {
  const events: Array<{ kind: string; at: number; body: unknown }> = [];
  for (const [by, given] of steps) {
    const at = events.length;
    if (by === 'citizen') {
      events.push({ kind: 'callback', at, body: { attempt: given } });
      continue;
    }
    const step = orderStepSchema.parse(given);
    expect([step.kind, obstacleTo(lifeOf(fields, events), step, by)]).toEqual([step.kind, undefined]);
    const { kind, ...body } = step;
    events.push({ kind, at, body });
  }
  return lifeOf(fields, events);
}

const sign = { kind: 'sign' };
const answer = { kind: 'answer', text: '已修好' };
const answered = [
  [unit(), sign],
  [unit(), answer],
] as const;
const satisfied = { outcome: 'reached', redo: false };
const redo = { outcome: 'reached', redo: true };

describe("an order's life", () => {
  it('HU-11 ends in the call, or waits for a unit', () => {
    const stateOf = (fields: Partial<WorkOrderFields>) => lifeOf({ ...emptyFields, ...fields }, []).state;
    expect(stateOf({ handling: 'answered' })).toBe('closed-at-once');
    expect(stateOf({ handling: 'not-accepted' })).toBe('not-accepted');
    expect(stateOf({ handling: 'dispatched' })).toBe('to-dispatch');
    expect(stateOf(dispatched)).toBe('to-sign');
  });

  it('HU-12 is signed for, answered, called back, closed', () => {
    expect(lived(answered)).toMatchObject({ state: 'to-call-back', answeredAt: 1 });
    expect(lived([...answered, ['citizen', satisfied]]).state).toBe('closed');
    expect(lived([...answered, ['citizen', { outcome: 'no-answer', redo: false }]]).state).toBe(
      'to-call-back',
    );
  });

  it('HU-12 goes down the four levels, each of which signs', () => {
    const down = (name: string) => ({ kind: 'dispatch', unit: name });
    const life = lived([
      [unit('市住建局'), sign],
      [unit('市住建局'), down('市中区住建局')],
      [unit('市中区住建局'), sign],
      [unit('市中区住建局'), down('光明路街道')],
      [unit('光明路街道'), sign],
      [unit('光明路街道'), down('利民社区')],
      [unit('利民社区'), sign],
      [unit('利民社区'), answer],
    ]);
    expect(life.units).toEqual(['市住建局', '市中区住建局', '光明路街道', '利民社区']);
    expect(life.state).toBe('to-call-back');
  });

  it('HU-12 comes back with a reason: to another unit, to the centre, or to the same one', () => {
    const request = [unit(), { kind: 'return-request', text: '不属本单位职责' }] as const;
    const decide = (more: object) => [centre, { kind: 'return-decision', ...more }] as const;
    expect(lived([request, decide({ granted: true, unit: '市城管局' })])).toMatchObject({
      state: 'to-sign',
      unit: '市城管局',
    });
    expect(lived([request, decide({ granted: true })])).toMatchObject({ state: 'to-dispatch', unit: '' });
    expect(lived([request, decide({ granted: false })]).state).toBe('to-sign');
    expect(lived([[unit(), sign], request, decide({ granted: false })]).state).toBe('in-progress');
  });

  it('HU-12 gets more time, as often as it is granted', () => {
    const ask = [unit(), { kind: 'extension-request', workingDays: 5, text: '材料未到' }] as const;
    const decide = (granted: boolean) => [centre, { kind: 'extension-decision', granted }] as const;
    const life = lived([[unit(), sign], ask, decide(true), ask, decide(false), ask, decide(true)]);
    expect(life).toMatchObject({ state: 'in-progress', extensionWorkingDays: 10 });
  });

  it('HU-14 asked to be redone it goes back, the second time under supervision', () => {
    const once = [...answered, ['citizen', redo]] as const;
    expect(lived(once)).toMatchObject({ state: 'redo', answeredAt: null });
    expect(lived([...once, ...answered, ['citizen', redo]])).toMatchObject({
      state: 'supervised',
      redone: 2,
    });
    expect(lived([...once, ...answered, ['citizen', satisfied]]).state).toBe('closed');
  });

  it('HU-12 nobody takes a step of somebody else, or one that the state does not allow', () => {
    const life = lifeOf(dispatched, []);
    const tries = (by: StepBy, step: unknown) => obstacleTo(life, orderStepSchema.parse(step), by);
    expect(tries(unit('市城管局'), sign)).toBe('not-yours');
    expect(tries(centre, answer)).toBe('not-yours');
    expect(tries(unit(), { kind: 'close', text: '办结' })).toBe('not-yours');
    expect(tries(unit(), answer)).toBe('not-now');
    expect(tries(unit(), { kind: 'dispatch', unit: '光明路街道' })).toBe('not-now');
  });

  it('HU-14 the last attempt that the rules allow closes the order, one before it does not', () => {
    const events = [
      { kind: 'sign', at: 0, body: {} },
      { kind: 'answer', at: 1, body: { text: '已修好' } },
    ];
    const attempt = { outcome: 'no-answer', redo: false };
    const called = (givenUp: boolean) => ({ kind: 'callback', at: 2, body: { attempt, givenUp } });
    expect(lifeOf(dispatched, [...events, called(false)]).state).toBe('to-call-back');
    expect(lifeOf(dispatched, [...events, called(true)]).state).toBe('closed');
  });

  const steps: fc.Arbitrary<OrderStep> = fc.oneof(
    fc.record({
      kind: fc.constant('dispatch' as const),
      unit: fc.constantFrom('甲', '乙', '丙'),
      text: fc.constant(''),
    }),
    fc.constantFrom({ kind: 'sign' as const }, { kind: 'answer' as const, text: '答' }),
    fc.constantFrom(
      { kind: 'return-request' as const, text: '退' },
      { kind: 'supervise' as const, text: '督' },
    ),
    fc.record({
      kind: fc.constant('return-decision' as const),
      granted: fc.boolean(),
      unit: fc.constantFrom('', '乙'),
      text: fc.constant(''),
    }),
    fc.constant({ kind: 'extension-request' as const, workingDays: 3, text: '延' }),
    fc.record({
      kind: fc.constant('extension-decision' as const),
      granted: fc.boolean(),
      text: fc.constant(''),
    }),
    fc.constant({ kind: 'close' as const, text: '结' }),
  );

  it('HU-11 whatever happens, an open order can go on, a unit is known where one has it, and nothing leaves the end', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(steps, fc.constantFrom(satisfied, redo)), { maxLength: 30 }), (tries) => {
        const events: Array<{ kind: string; at: number; body: unknown }> = [];
        for (const one of tries) {
          const before = lifeOf(dispatched, events);
          if ('outcome' in one) {
            events.push({ kind: 'callback', at: events.length, body: { attempt: one } });
          } else {
            const actors: StepBy[] = [centre, unit(before.unit)];
            if (actors.every((by) => obstacleTo(before, one, by) !== undefined)) continue;
            const { kind, ...body } = one;
            events.push({ kind, at: events.length, body });
          }
          const life = lifeOf(dispatched, events);
          if (!isOpen(before.state)) expect(life.state).toBe(before.state);
          const withUnit = [
            'to-sign',
            'in-progress',
            'return-review',
            'extension-review',
            'redo',
            'supervised',
          ];
          if (withUnit.includes(life.state)) expect(life.unit).not.toBe('');
          if (life.state === 'to-call-back') expect(life.answeredAt).not.toBeNull();
        }
      }),
    );
  });
});
