export { attachFigures } from './store.ts';

/** The page, which is loaded when it is first opened. */
export const loadFiguresPage = async () => ({ default: (await import('./FiguresPage.tsx')).FiguresPage });
