/** The page of working days and holidays, loaded when it is first opened. */
export const loadCalendarPage = async () => ({ default: (await import('./CalendarPage.tsx')).CalendarPage });

export { readNotice, write } from './store.ts';
