import { create } from 'zustand';
import type {
  AreaClient,
  Endpoint,
  PhrasesState,
  phrasesArea,
  SeatContract,
} from '#shared/contract/index.ts';
import { CodedError } from '#shared/domain/index.ts';
import { follow, showError } from '../../ui/index.ts';

/** Mirror of the phrases of one's own, newest first, and of the templates. */
export const usePhrases = create<PhrasesState>(() => ({ phrases: [], templates: [] }));

let client: AreaClient<typeof phrasesArea> | undefined;

export async function attachPhrases(endpoint: Endpoint<SeatContract>): Promise<void> {
  const calls = endpoint.client('phrases');
  client = calls;
  endpoint.onClose(() => {
    if (client === calls) client = undefined;
  });
  await follow(
    {
      snapshot: () => calls.snapshot(null),
      onChanged: (listener) => endpoint.on('phrases', 'changed', listener),
    },
    (state) => usePhrases.setState(state),
  );
}

function connected(): AreaClient<typeof phrasesArea> {
  if (!client) throw new CodedError('disconnected', 'Not connected.');
  return client;
}

/** Keeps a phrase; answers whether it is kept. */
export async function savePhrase(phrase: {
  readonly id: string | null;
  readonly name: string;
  readonly text: string;
}): Promise<boolean> {
  try {
    await connected().save(phrase);
    return true;
  } catch (error) {
    showError(error);
    return false;
  }
}

export async function removePhrase(id: string): Promise<void> {
  try {
    await connected().remove({ id });
  } catch (error) {
    showError(error);
  }
}
