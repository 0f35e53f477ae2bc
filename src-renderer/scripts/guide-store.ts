import { create } from 'zustand';
import type { GuideProgress } from '#shared/contract/index.ts';
import type { Guide, GuideFill } from '#shared/domain/index.ts';
import { edit, fieldsOnScreen, useIntake } from '../intake/index.ts';
import { showError } from '../ui/index.ts';
import {
  type Changes,
  type Conflict,
  contentWith,
  fillingOf,
  newWalk,
  stepOf,
  type Walk,
  withFilled,
} from './guide-walk.ts';
import { countUse, scriptsClient, useLibrary } from './store.ts';

/** Guides of the draft on screen. */
export interface GuidesView {
  /** The draft they belong to; null for the blank form. */
  readonly draftId: string | null;
  /** Begun for it, the last used first. */
  readonly walks: readonly Walk[];
  /** The guide that stands beside the form, as it was when it was opened. */
  readonly guide: Guide | null;
  /** Fields that a person filled otherwise, to be asked about; with what comes after. */
  readonly asking: { readonly conflicts: readonly Conflict[]; readonly wanted: GuideFill } | null;
}

export const useGuides = create<GuidesView>(() => ({ draftId: null, walks: [], guide: null, asking: null }));
const { getState: get, setState: set } = useGuides;

/** Follows the draft on screen: its guides are kept with it in main. Answers what ends it. */
export function followDraft(): () => void {
  void show(useIntake.getState().activeId);
  return useIntake.subscribe(({ activeId }, { activeId: was }) => {
    if (activeId !== was) void show(activeId);
  });
}

async function show(draftId: string | null): Promise<void> {
  const { draftId: was, walks } = get();
  if (draftId === was) return;
  // The blank form has become a draft: what was begun for it goes along.
  if (was === null && draftId !== null && walks.length > 0) {
    set({ draftId });
    for (const walk of walks.toReversed()) save(walk);
    return;
  }
  set({ draftId, walks: [], guide: null, asking: null });
  if (useLibrary.getState().view === 'guide')
    useLibrary.setState({ view: 'now', opened: null, guideId: null });
  if (draftId === null) return;
  try {
    const found = await scriptsClient().guides({ draftId });
    if (get().draftId !== draftId) return;
    set({ walks: found.map(({ draftId: _, ...walk }: GuideProgress) => walk) });
    const open = found.find((one) => one.open);
    if (open && useLibrary.getState().view === 'now') await resume(open.guideId);
  } catch (error) {
    showError(error);
  }
}

/** Keeps a walk in main, with the draft; for the blank form here, until it is one. */
function save(walk: Walk): void {
  const { draftId, walks } = get();
  set({ walks: [walk, ...walks.filter(({ guideId }) => guideId !== walk.guideId)] });
  if (draftId === null) return;
  try {
    scriptsClient()
      .saveGuide({ ...walk, draftId })
      .catch(showError);
  } catch (error) {
    showError(error);
  }
}

/** Puts a guide beside the form, where it was left. */
export function walkGuide(guide: Guide): void {
  const walk = get().walks.find(({ guideId }) => guideId === guide.id) ?? newWalk(guide.id);
  set({ guide, asking: null });
  useLibrary.setState({ view: 'guide', guideId: guide.id });
  save({ ...walk, open: true });
}

/** Opens a guide that was begun before. */
export async function resume(guideId: string): Promise<void> {
  try {
    const opened = await scriptsClient().open({ id: guideId });
    if (opened.entry.kind !== 'guide') return;
    useLibrary.setState({ opened, newer: null });
    walkGuide(opened.entry);
  } catch (error) {
    showError(error);
  }
}

/** Leaves the guide where it is; nothing of it is lost. */
export function leaveGuide(): void {
  const walk = currentWalk();
  if (walk) save({ ...walk, open: false });
  useLibrary.setState({ guideId: null });
  set({ guide: null, asking: null });
}

/** The walk of the guide beside the form. */
export function currentWalk(): Walk | undefined {
  const { guide, walks } = get();
  return guide ? walks.find(({ guideId }) => guideId === guide.id) : undefined;
}

/** Takes an answer: fills what is free, asks about the rest, and goes on. */
export function answer(place: number): void {
  const { guide } = get();
  const walk = currentWalk();
  const at = guide && walk && stepOf(guide, walk);
  const chosen = at?.step.type === 'choice' ? at.step.answers[place] : undefined;
  if (!guide || !walk || !at || !chosen) return;
  const fields = fieldsOnScreen(useIntake.getState());
  const content = contentWith(fields.content, at.step, place);
  if (content !== fields.content) edit({ content });
  const path = [...at.path, { step: at.step.id, answer: place }];
  goOn(guide, { ...walk, path }, chosen.fill);
}

/** The typed answer stands in its field already: goes on. */
export function goOnFromText(): void {
  const { guide } = get();
  const walk = currentWalk();
  const at = guide && walk && stepOf(guide, walk);
  if (!guide || !walk || at?.step.type !== 'text') return;
  goOn(guide, { ...walk, path: [...at.path, { step: at.step.id, answer: null }] }, {});
}

function goOn(guide: Guide, walk: Walk, fill: GuideFill): void {
  const next = stepOf(guide, walk)?.step;
  const wanted = next?.type === 'end' ? { ...fill, ...next.fill } : fill;
  const { changes, conflicts } = fillingOf(wanted, fieldsOnScreen(useIntake.getState()), walk.filled);
  if (Object.keys(changes).length > 0) edit(changes);
  save({ ...walk, filled: withFilled(walk.filled, changes) });
  set({ asking: conflicts.length > 0 ? { conflicts, wanted } : null });
}

/** What a person typed stays, or gives way to what the guide says; field by field. */
export function settleConflict({ field }: Conflict, replace: boolean): void {
  const { asking } = get();
  const walk = currentWalk();
  if (!asking || !walk) return;
  if (replace) {
    const changes = { [field]: asking.wanted[field] } as Changes;
    edit(changes);
    save({ ...walk, filled: withFilled(walk.filled, changes) });
  }
  const conflicts = asking.conflicts.filter((one) => one.field !== field);
  set({ asking: conflicts.length > 0 ? { ...asking, conflicts } : null });
}

/** Back to an earlier step, or to the beginning. */
export function backTo(length: number): void {
  const walk = currentWalk();
  if (walk) save({ ...walk, path: walk.path.slice(0, Math.max(0, length)) });
  set({ asking: null });
}

/** The way was walked to its end. */
export function finishGuide(): void {
  const { guide } = get();
  if (guide) countUse(guide.id, 'finished');
  leaveGuide();
}
