import { create } from 'zustand';
import type {
  AreaClient,
  CategorySuggestion,
  DuplicateSuggestion,
  Endpoint,
  SeatContract,
  SuggestInput,
  suggestArea,
  UnitSuggestion,
} from '#shared/contract/index.ts';
import { clipped, codeOf, FIELD_LIMITS, type WorkOrderFields } from '#shared/domain/index.ts';
import { showError } from '../../ui/index.ts';
import { fillFrom } from '../draft-acts.ts';
import { edit, fieldsOnScreen, useIntake } from '../store.ts';
import { reasonsText } from './reason.ts';

/** What main suggests for the text as it stood at the last question. */
export interface SuggestView {
  readonly categories: readonly CategorySuggestion[];
  readonly units: readonly UnitSuggestion[];
  readonly duplicates: readonly DuplicateSuggestion[];
}

const NOTHING: SuggestView = { categories: [], units: [], duplicates: [] };

export const useSuggest = create<SuggestView>(() => NOTHING);

/** Asked this long after the last key, ms: soon enough to be there when the next field is reached. */
const PAUSE_MILLISECONDS = 120;
/** Shorter texts say nothing. */
const SHORTEST_TEXT = 4;

let client: AreaClient<typeof suggestArea> | undefined;
let asked = '';
let timer: ReturnType<typeof setTimeout> | undefined;

/** Asks main over a new connection whenever the text has changed. */
export function attachSuggest(endpoint: Endpoint<SeatContract>): void {
  const calls = endpoint.client('suggest');
  client = calls;
  asked = '';
  endpoint.onClose(() => {
    if (client === calls) client = undefined;
  });
  textChanged();
}

useIntake.subscribe(() => textChanged());

function inputNow(): SuggestInput {
  const view = useIntake.getState();
  const fields = fieldsOnScreen(view);
  const { categoryCode, areaCode, streetCode, villageCode } = fields;
  // A text that is too long for its field is told by its beginning.
  const part = (field: 'title' | 'content' | 'aim' | 'place') => clipped(fields[field], FIELD_LIMITS[field]);
  const placeCode = villageCode || streetCode || areaCode;
  const texts = { title: part('title'), content: part('content'), aim: part('aim'), place: part('place') };
  return { draftId: view.activeId, ...texts, placeCode, categoryCode };
}

function textChanged(): void {
  const input = inputNow();
  const key = JSON.stringify(input);
  if (key === asked || !client) return;
  asked = key;
  clearTimeout(timer);
  if (input.content.length + input.title.length < SHORTEST_TEXT) {
    useSuggest.setState(NOTHING);
    return;
  }
  timer = setTimeout(() => void ask(input, key), PAUSE_MILLISECONDS);
}

async function ask(input: SuggestInput, key: string): Promise<void> {
  try {
    const suggestions = await client?.forText(input);
    // An answer that the next key has overtaken is of another text.
    if (suggestions && asked === key) useSuggest.setState(suggestions);
  } catch (error) {
    const code = codeOf(error);
    asked = '';
    if (!['disconnected', 'suggest-unavailable', 'seat-locked'].includes(code)) showError(error);
  }
}

/** What is suggested: nothing that a person has chosen or written already, and no unit for what needs none. */
export function wantsCategory({ categoryCode }: WorkOrderFields): boolean {
  return categoryCode === '';
}

export function wantsUnit({ leadUnit, handling }: WorkOrderFields): boolean {
  return leadUnit === '' && (handling === '' || handling === 'dispatched');
}

const onScreen = () => fieldsOnScreen(useIntake.getState());

/** The key of a suggestion that does not stand there does nothing. */
export function takeCategory(index: number): void {
  if (!wantsCategory(onScreen())) return;
  const category = useSuggest.getState().categories[index];
  if (category) edit({ categoryCode: category.categoryCode });
}

/** A unit is only needed for an order that is dispatched, so taking one says that it is. */
export function takeUnit(index: number): void {
  if (!wantsUnit(onScreen())) return;
  const unit = useSuggest.getState().units[index];
  if (unit) edit({ leadUnit: unit.name, handling: 'dispatched' });
}

/** The draft joins an earlier order as a co-complainant (并单). */
export function takeDuplicate(index: number): void {
  const duplicate = useSuggest.getState().duplicates[index];
  if (duplicate) void fillFrom(duplicate.orderId, 'join');
}

/** What the category's list offers before anything is typed. */
export function useOfferedCategories(): ReadonlyArray<{ readonly code: string; readonly reason: string }> {
  return useSuggest(({ categories }) => categories).map(({ categoryCode, reasons }) => ({
    code: categoryCode,
    reason: reasonsText(reasons),
  }));
}

/** What the lead unit's list offers before anything is typed. */
export function useOfferedUnits(): ReadonlyArray<{ readonly name: string; readonly reason: string }> {
  return useSuggest(({ units }) => units).map(({ name, reasons }) => ({
    name,
    reason: reasonsText(reasons),
  }));
}
