export { AgentBar } from './AgentBar.tsx';
export { HandOverNotes } from './HandOverNotes.tsx';
export { Locked } from './Locked.tsx';
export { SignIn } from './SignIn.tsx';
export { SignOutDialog } from './SignOutDialog.tsx';
export {
  attachShift,
  closeStateMenu,
  isOpen,
  lockSeat,
  startTouchWatch,
  stateKey,
  useShift,
  useShiftView,
} from './store.ts';
