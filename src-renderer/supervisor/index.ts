export { AskHelp, HelpStrip } from './Help.tsx';
export { attachSupervision, helpKey, useSupervision } from './store.ts';

/** The floor as supervisors see it, loaded when it is first opened. */
export const loadSupervisionPage = () =>
  import('./SupervisionPage.tsx').then(({ SupervisionPage }) => ({ default: SupervisionPage }));
