import type { GuideProgress } from '#shared/contract/index.ts';
import {
  emptyFields,
  GUIDE_FIELDS,
  type Guide,
  type GuideField,
  type GuideFill,
  type GuideStep,
  type WorkOrderFields,
} from '#shared/domain/index.ts';

/** How far a guide was walked; for a blank form there is no draft yet. */
export type Walk = Omit<GuideProgress, 'draftId'>;

export function newWalk(guideId: string): Walk {
  return { guideId, path: [], filled: {}, open: true };
}

/**
 * The step that a walk has come to. Answers that the guide does not know any more (it was changed since) end the
 * walk where it is still understood.
 */
export function stepOf(guide: Guide, walk: Walk): { step: GuideStep; path: Walk['path'] } | undefined {
  let step = guide.steps[0];
  const path: Array<Walk['path'][number]> = [];
  for (const taken of walk.path) {
    if (step === undefined || step.id !== taken.step) break;
    const next = nextOf(guide, step, taken.answer);
    if (next === undefined) break;
    path.push(taken);
    step = next;
  }
  return step && { step, path };
}

function nextOf(guide: Guide, step: GuideStep, answer: number | null): GuideStep | undefined {
  const go =
    step.type === 'choice' ? step.answers[answer ?? -1]?.go : step.type === 'text' ? step.go : undefined;
  return guide.steps.find(({ id }) => id === go);
}

/** A field that a person has filled and the guide would fill otherwise. */
export interface Conflict {
  readonly field: GuideField;
  readonly typed: string;
  readonly wanted: string;
}

/** Fields of the order and what goes into them. */
export type Changes = Partial<Pick<WorkOrderFields, GuideField>>;

/** What filling does to the form: changes that are free, and those that a person must agree to. */
export interface Filling {
  readonly changes: Changes;
  readonly conflicts: readonly Conflict[];
}

/**
 * What of a fill may go into the form without asking (rule SC-22): a field that nobody has touched, or that still has
 * what the guide itself put there. Everything else was typed by a person.
 */
export function fillingOf(fill: GuideFill, fields: WorkOrderFields, filled: Walk['filled']): Filling {
  const changes: Record<string, unknown> = {};
  const conflicts: Conflict[] = [];
  for (const field of GUIDE_FIELDS) {
    const wanted = fill[field];
    const typed = fields[field];
    if (wanted === undefined || wanted === typed) continue;
    const free = typed === emptyFields[field] || String(typed) === filled[field];
    if (free) changes[field] = wanted;
    else conflicts.push({ field, typed: String(typed), wanted: String(wanted) });
  }
  return { changes: changes as Changes, conflicts };
}

/** What the guide has put into fields by now. */
export function withFilled(filled: Walk['filled'], changes: Changes): Walk['filled'] {
  const made: Record<string, string> = { ...filled };
  for (const [field, value] of Object.entries(changes)) made[field] = String(value);
  return made as Walk['filled'];
}

/** «What happened» with the sentences of a choice taken in, and those of another choice at the same step taken out. */
export function contentWith(content: string, step: GuideStep, answer: number): string {
  if (step.type !== 'choice') return content;
  const added = step.answers[answer]?.add ?? '';
  let made = content;
  for (const [place, { add }] of step.answers.entries()) {
    if (place !== answer && add !== '' && add !== added) made = made.replace(add, '');
  }
  if (added === '' || made.includes(added)) return made;
  const parted = made === '' || /[\s。!?;]$/.test(made) ? made : `${made}。`;
  return `${parted}${added}`;
}
