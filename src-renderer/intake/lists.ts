import { useEffect, useState } from 'react';
import { create } from 'zustand';
import type { AreaClient, Endpoint, ListsState, listsArea, SeatContract } from '#shared/contract/index.ts';
import { codeOf, type WorkOrderFields } from '#shared/domain/index.ts';
import { follow, showError } from '../ui/index.ts';
import { useOnScreen } from './form-fields.ts';

/** Mirror of which lists the centre's hub gave, and how often they have changed. */
export const useLists = create<ListsState>(() => ({ revision: 0, given: [] }));

let client: AreaClient<typeof listsArea> | undefined;

/** @param onChanged what this page keeps of a list is to be asked for again */
export async function attachLists(endpoint: Endpoint<SeatContract>, onChanged: () => void): Promise<void> {
  const calls = endpoint.client('lists');
  client = calls;
  endpoint.onClose(() => {
    if (client === calls) client = undefined;
  });
  await follow<ListsState>(
    {
      snapshot: () => calls.snapshot(null),
      onChanged: (listener) => endpoint.on('lists', 'changed', listener),
    },
    (state) => {
      const before = useLists.getState().revision;
      useLists.setState(state);
      if (before !== state.revision) onChanged();
    },
  );
}

/** What of an order its lists have no more. */
export interface RetiredFields {
  readonly category: boolean;
  /** The place as it was called. */
  readonly place: string | null;
  readonly units: readonly string[];
}
const NOTHING: RetiredFields = { category: false, place: null, units: [] };

type Listed = Pick<
  WorkOrderFields,
  'categoryCode' | 'areaCode' | 'streetCode' | 'villageCode' | 'leadUnit' | 'assistUnits' | 'copyTo'
>;

async function ask(fields: Listed): Promise<RetiredFields> {
  try {
    return (
      (await client?.retired({
        ...fields,
        assistUnits: [...fields.assistUnits],
        copyTo: [...fields.copyTo],
      })) ?? NOTHING
    );
  } catch (error) {
    if (!['disconnected', 'seat-locked'].includes(codeOf(error))) showError(error);
    return NOTHING;
  }
}

const listed = ({
  categoryCode,
  areaCode,
  streetCode,
  villageCode,
  leadUnit,
  assistUnits,
  copyTo,
}: WorkOrderFields): Listed => ({
  categoryCode,
  areaCode,
  streetCode,
  villageCode,
  leadUnit,
  assistUnits,
  copyTo,
});

/** The order on screen keeps what it holds; this only says of what it holds that nobody can choose it any more. */
export function useRetired(): RetiredFields {
  const held = useOnScreen(listed);
  const key = JSON.stringify(held);
  const { revision, given } = useLists();
  const [found, setFound] = useState(NOTHING);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what it holds, by value; a new revision asks again
  useEffect(() => {
    if (given.length === 0 && revision === 0) return;
    let wanted = true;
    void ask(held).then((retired) => wanted && setFound(retired));
    return () => {
      wanted = false;
    };
  }, [key, revision, given.length]);
  return found;
}
