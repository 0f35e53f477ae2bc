export * from './deadline.ts';
export * from './rules.ts';
