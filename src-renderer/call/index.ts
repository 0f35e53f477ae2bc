export { CallPanel } from './CallPanel.tsx';
export {
  answerCall,
  attachPhone,
  hangUpCall,
  mainCall,
  talkedAt,
  useLevels,
  usePhone,
  waitedAt,
} from './store.ts';
