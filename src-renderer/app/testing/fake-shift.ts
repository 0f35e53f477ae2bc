import { v7 as uuidv7 } from 'uuid';
import reasons from '#assets/codes/not-ready-reasons.json' with { type: 'json' };
import type { CountedCallRow, FiguresPage, ShiftState } from '#shared/contract/index.ts';
import {
  DEFAULT_SHIFTS,
  figureFormulaSchema,
  figureSetSchema,
  type NotReadyReason,
  type RestingState,
} from '#shared/domain/index.ts';

export const exampleShift: ShiftState = {
  session: {
    id: uuidv7(),
    operator: { id: '1007', name: '李敏', role: 'operator' },
    seat: 7,
    shift: 'early',
    startedAt: Date.now() - 7_200_000,
    verifiedBy: 'hub',
  },
  locked: false,
  unlockBy: 'pin',
  agent: {
    state: 'ready',
    reason: null,
    enteredAt: Date.now(),
    elapsedMilliseconds: 83_000,
    next: null,
    wrapUp: null,
    takesCalls: true,
  },
  reasons: reasons as NotReadyReason[],
  shifts: [...DEFAULT_SHIFTS],
  currentShift: 'early',
  known: [{ id: '1007', name: '李敏', role: 'operator' }],
  signInAt: 'hub',
  notes: [],
  idleLockMinutes: 10,
};

/** The shift after the person chose where to rest; enough of main's rules for the screen. */
export function chosen(state: ShiftState, resting: RestingState): ShiftState {
  const isEngaged = state.agent.state === 'talking' || state.agent.state === 'ringing';
  if (isEngaged) return { ...state, agent: { ...state.agent, next: resting } };
  const reason = resting.state === 'not-ready' ? resting.reason : null;
  const agent = { ...state.agent, state: resting.state, reason, next: null, wrapUp: null };
  return { ...state, agent: { ...agent, elapsedMilliseconds: 0, takesCalls: reason === null } };
}

const count = { offered: 62, answered: 59, within: 57, abandoned: 2, returned: 1 };

export function exampleFigures(): FiguresPage {
  const now = Date.now();
  const counts = Object.fromEntries(figureSetSchema.options.map((set) => [set, 0]));
  return {
    period: 'shift',
    from: now - 7_200_000,
    to: now,
    formula: figureFormulaSchema.parse({}),
    figures: {
      counts: {
        ...counts,
        ...count,
        'turned-away': 3,
        outbound: 8,
        'wrapped-up': 57,
      } as FiguresPage['figures']['counts'],
      known: {
        offered: 60,
        answered: 57,
        within: 55,
        abandoned: 2,
        rate: 55 / 60,
        speedMilliseconds: 6_240,
        longestMilliseconds: 18_300,
      },
      unknown: {
        offered: 2,
        answered: 2,
        within: 2,
        abandoned: 0,
        rate: 1,
        speedMilliseconds: 4_100,
        longestMilliseconds: 5_000,
      },
      handlingMilliseconds: 214_000,
      talkMilliseconds: 10_430_000,
      wrapUpMilliseconds: 2_190_000,
      wrapUpMeanMilliseconds: 38_400,
    },
    states: [
      { state: 'talking', reason: null, milliseconds: 10_430_000, times: 59 },
      { state: 'ready', reason: null, milliseconds: 3_100_000, times: 44 },
      { state: 'after-call-work', reason: null, milliseconds: 2_190_000, times: 57 },
      { state: 'not-ready', reason: 'meal', milliseconds: 1_860_000, times: 1 },
      { state: 'not-ready', reason: 'rest', milliseconds: 540_000, times: 2 },
    ],
    head: { sequence: 318, hash: '9f2c41aa7b0e5d'.padEnd(64, '0') },
    mayExport: true,
  };
}

export function exampleCountedCalls(): CountedCallRow[] {
  return Array.from({ length: 12 }, (_, index) => ({
    id: uuidv7(),
    sequence: 318 - index * 5,
    maskedNumber: `138****${String(1234 + index * 77).slice(0, 4)}`,
    line: '12345 政务服务便民热线',
    ringAt: Date.now() - index * 310_000,
    outcome: index === 4 ? 'abandoned' : 'answered',
    waitMilliseconds: index === 2 ? 18_300 : 3_912 + index * 377,
    waitKnown: index !== 5,
    within: index !== 2 && index !== 4,
    talkMilliseconds: index === 4 ? null : 180_000 + index * 9_000,
    wrapUpMilliseconds: index === 4 ? null : 31_000 + index * 1_000,
    operator: '李敏',
    shift: 'early',
  }));
}
