export * from './store.ts';

/** The page of what has not reached the centre, loaded when it is first opened. */
export const loadOutboxPage = () =>
  import('./OutboxPage.tsx').then(({ OutboxPage }) => ({ default: OutboxPage }));
