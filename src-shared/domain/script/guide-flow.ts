import type { GuideStep } from './guide-step.ts';

/** The ids of the steps that can come after one. */
export function nextSteps(step: GuideStep): string[] {
  if (step.type === 'end') return [];
  return step.type === 'text' ? [step.go] : step.answers.map(({ go }) => go);
}

/** What is wrong with a guide's ways; `step` is the step it is told at. */
export interface FlowProblem {
  readonly reason: 'repeated' | 'unknown-step' | 'unreachable' | 'no-end';
  readonly step: string;
  /** The step that is named and not there. */
  readonly target?: string;
}

/**
 * Every way through a guide leads to an end and every step is on a way (rule SC-7):
 * ```
 *   first step ──▶ choice ──▶ … ──▶ end
 *                     └─────▶ text ──▶ end
 * ```
 * Ways may go back to an earlier step, as long as an end can still be reached.
 */
export function flowProblems(steps: readonly GuideStep[]): FlowProblem[] {
  const problems: FlowProblem[] = [];
  const byId = new Map<string, GuideStep>();
  for (const step of steps) {
    if (byId.has(step.id)) problems.push({ reason: 'repeated', step: step.id });
    byId.set(step.id, step);
  }
  for (const step of steps) {
    for (const target of nextSteps(step)) {
      if (!byId.has(target)) problems.push({ reason: 'unknown-step', step: step.id, target });
    }
  }
  const first = steps[0];
  const reached = first ? spread([first.id], (id) => nextSteps(byId.get(id) ?? ENDLESS)) : new Set<string>();
  const before = new Map<string, string[]>();
  for (const step of steps) {
    for (const target of nextSteps(step)) before.set(target, [...(before.get(target) ?? []), step.id]);
  }
  const ends = steps.filter(({ type }) => type === 'end').map(({ id }) => id);
  const ending = spread(ends, (id) => before.get(id) ?? []);
  for (const { id } of steps) {
    if (!reached.has(id)) problems.push({ reason: 'unreachable', step: id });
    else if (!ending.has(id)) problems.push({ reason: 'no-end', step: id });
  }
  return problems;
}

/** Stands for a step that is not there. */
const ENDLESS: GuideStep = {
  type: 'choice',
  id: 'none',
  say: { zh: '', en: '' },
  note: null,
  answers: [],
};

function spread(from: readonly string[], next: (id: string) => readonly string[]): Set<string> {
  const seen = new Set(from);
  const waiting = [...from];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    for (const one of next(id)) {
      if (seen.has(one)) continue;
      seen.add(one);
      waiting.push(one);
    }
  }
  return seen;
}
