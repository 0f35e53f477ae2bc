export { CallPanel } from './CallPanel.tsx';
export { mainCall } from './calls.ts';
export { LevelMeter } from './LevelMeter.tsx';
export { RingingClock } from './RingingClock.tsx';
export {
  answerCall,
  attachPhone,
  closeDesk,
  dial,
  hangUpCall,
  talkedAt,
  testRing,
  toggleDesk,
  toggleHold,
  toggleMute,
  transferTo,
  useDesk,
  useDeskMode,
  useLevels,
  useMicrophoneLevel,
  usePhone,
  usePressed,
  waitedAt,
} from './store.ts';
