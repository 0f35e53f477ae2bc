import type { Endpoint, SeatContract } from '#shared/contract/index.ts';
import { forgetNames } from './language/place-line.ts';
import { attachLists } from './lists.ts';
import { categoriesChanged } from './store.ts';

/** Follows the lists of the centre; what the form keeps of them is asked for again when they change. */
export function attachCentreLists(endpoint: Endpoint<SeatContract>): Promise<void> {
  return attachLists(endpoint, () => {
    forgetNames();
    void categoriesChanged();
  });
}
