/** Longest wait for an idle moment, ms. */
const LONGEST = 500;

/** Settles when the page has nothing more urgent to do: what is not on the first picture loads then. */
export function whenIdle(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof requestIdleCallback === 'undefined') setTimeout(resolve, 0);
    else requestIdleCallback(() => resolve(), { timeout: LONGEST });
  });
}
