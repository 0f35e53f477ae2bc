export { GuidancePanel } from './GuidancePanel.tsx';
