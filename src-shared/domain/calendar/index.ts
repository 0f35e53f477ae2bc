export * from './holiday-notice.ts';
export * from './local-date.ts';
export * from './notice-problem.ts';
export * from './work-calendar.ts';
