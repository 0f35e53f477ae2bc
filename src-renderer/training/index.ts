export { Captions } from './Captions.tsx';
export { PracticeControls } from './PracticeControls.tsx';
export { attachPractice, usePractice } from './store.ts';
