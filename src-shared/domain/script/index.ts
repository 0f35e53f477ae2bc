export * from './blanks.ts';
export * from './entry.ts';
export * from './guide-flow.ts';
export * from './guide-step.ts';
export * from './localized.ts';
export * from './version.ts';
