export type { Notice, PageView } from './frame.ts';
export { listPage, UNIT_TABS, type UnitTab } from './list-page.ts';
export { orderPage } from './order-page.ts';
export type { OrderView, TypedStep } from './order-view.ts';
export * from './session.ts';
export { type HeldForm, passwordPage, problemPage, signInPage } from './sign-in-page.ts';
export { notDone, problemsOf, stepOf } from './step-forms.ts';
export { PAGE_STYLE } from './style.ts';
export { languageOf, type PageLanguage, pageTexts } from './texts/index.ts';
