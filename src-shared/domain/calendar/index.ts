export * from './local-date.ts';
export * from './work-calendar.ts';
