import { useEffect, useState } from 'react';
import { create } from 'zustand';
import type { AreaClient, Endpoint, SeatContract, scriptsArea } from '#shared/contract/index.ts';
import { codeOf } from '#shared/domain/index.ts';
import { showError } from '../ui/index.ts';

/** A unit as a field offers it. */
export interface FoundUnit {
  readonly name: string;
  /** Its number. */
  readonly note: string;
}

const SHOWN = 8;
/** Hits of every kind that are asked for, so that enough of them are units. */
const ASKED = 40;

let client: AreaClient<typeof scriptsArea> | undefined;
/** How often the library has changed, and the directory with it: what was found before is asked for again. */
const useDirectory = create(() => ({ revision: 0 }));

/** The unit directory is part of the library: names, aliases, pinyin and first letters. */
export function attachUnits(endpoint: Endpoint<SeatContract>): void {
  const calls = endpoint.client('scripts');
  client = calls;
  endpoint.on('scripts', 'changed', ({ revision }) => useDirectory.setState({ revision }));
  endpoint.onClose(() => {
    if (client === calls) client = undefined;
  });
}

async function find(query: string, categoryCode: string): Promise<readonly FoundUnit[]> {
  try {
    const answer = await client?.search({ query, categoryCode, guideId: null, limit: ASKED });
    return (answer?.hits ?? [])
      .filter(({ kind }) => kind === 'unit')
      .map(({ title, detail }) => ({ name: title.zh, note: detail }))
      .slice(0, SHOWN);
  } catch (error) {
    if (codeOf(error) !== 'disconnected') showError(error);
    return [];
  }
}

/** Units that fit what was typed, best first; none while the field is left, and none of an older text. */
export function useFoundUnits(typed: string, categoryCode: string, focused: boolean): readonly FoundUnit[] {
  const query = typed.trim();
  const { revision } = useDirectory();
  const [found, setFound] = useState<{ query: string; units: readonly FoundUnit[] }>({
    query: '',
    units: [],
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another directory is asked again
  useEffect(() => {
    if (query === '' || !focused) return;
    let wanted = true;
    void find(query, categoryCode).then((units) => wanted && setFound({ query, units }));
    return () => {
      wanted = false;
    };
  }, [query, categoryCode, focused, revision]);
  if (found.query !== query) return [];
  // A name that stands there already needs no list under it.
  return found.units.some(({ name }) => name === query) ? [] : found.units;
}
