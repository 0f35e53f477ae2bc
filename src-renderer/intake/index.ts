export { IntakePanel } from './IntakePanel.tsx';
export { chooseRequestType } from './OrderForm.tsx';
export { OrdersList } from './OrdersList.tsx';
export {
  attachIntake,
  callAnswered,
  edit,
  fieldsOnScreen,
  isComposing,
  newDraft,
  nextDraft,
  saveStatus,
  setRinging,
  submit,
  useIntake,
} from './store.ts';
