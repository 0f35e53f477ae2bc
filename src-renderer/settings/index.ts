export { SoundDialog } from './SoundDialog.tsx';
