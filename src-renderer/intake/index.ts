export { AssistPanel } from './assist/AssistPanel.tsx';
export { takeOffer } from './assist/offers.ts';
export { attachSuggest, takeDuplicate, useSuggest } from './assist/suggest-store.ts';
export { attachCallers, moveChoice, popFor, takeCaller, takeFollowUp, useCaller } from './caller/store.ts';
export { useCategories } from './category-tree.ts';
export { attachCentreLists } from './centre-lists.ts';
export { type Codes, useCodes } from './codes.ts';
export { openDialog } from './dialogs.ts';
export { chooseHandling, redo, submit, undo } from './draft-acts.ts';
export { type FieldText, useFieldText } from './field-text.ts';
export { useOnScreen } from './form-fields.ts';
export { HistoryDialog } from './HistoryDialog.tsx';
export { IntakePanel } from './IntakePanel.tsx';
export { attachLanguage, deadlinesClient, useDeadlines } from './language/client.ts';
export { type PlaceFields, useDivisionNames } from './language/place-line.ts';
export { OrdersList } from './OrdersList.tsx';
export { attachPlaces } from './places.ts';
export { askCopies, askNumbers } from './rare.ts';
export { attachRelated, onOrdersChanged, ordersClient } from './related.ts';
export { useSelectedOrder } from './selected-order.ts';
export {
  attachIntake,
  callAnswered,
  callResumed,
  edit,
  fieldsOnScreen,
  focusOn,
  isComposing,
  newDraft,
  nextDraft,
  restoreFocus,
  saveStatus,
  setRinging,
  useIntake,
} from './store.ts';
export { templateEntries } from './templates/entries.ts';
export { attachPhrases } from './templates/store.ts';
export { attachUnits, useFoundUnits } from './units.ts';
