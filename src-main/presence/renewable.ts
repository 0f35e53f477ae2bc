import type { Delivery } from './delivery.ts';

/**
 * One delivery to the reporter, made anew where the account changes that it speaks for.
 *
 * @returns undefined where nothing is told
 */
export function createRenewableDelivery(
  make: () => Delivery | undefined,
): { readonly delivery: Delivery; renew(): void } | undefined {
  let current = make();
  if (current === undefined) return undefined;
  const first = current;
  const now = () => current ?? first;
  return {
    delivery: {
      wordFor: (state) => now().wordFor(state),
      say: (word, state) => now().say(word, state),
      get isRepeatable() {
        return now().isRepeatable;
      },
    },
    renew: () => {
      current = make();
    },
  };
}
