import { create } from 'zustand';
import type {
  AreaClient,
  DeadlinesState,
  deadlinesArea,
  Endpoint,
  readingArea,
  SeatContract,
} from '#shared/contract/index.ts';
import { CodedError } from '#shared/domain/index.ts';
import { follow } from '../../ui/index.ts';

/** Mirror of the rules of deadlines. */
export const useDeadlines = create<DeadlinesState>(() => ({
  years: [],
  rules: [],
  mayImport: false,
  unusable: [],
}));

let reading: AreaClient<typeof readingArea> | undefined;
let deadlines: AreaClient<typeof deadlinesArea> | undefined;

/** What reads Chinese for the form: places, paragraphs, working days. */
export async function attachLanguage(endpoint: Endpoint<SeatContract>): Promise<void> {
  const own = { reading: endpoint.client('reading'), deadlines: endpoint.client('deadlines') };
  reading = own.reading;
  deadlines = own.deadlines;
  endpoint.onClose(() => {
    if (reading !== own.reading) return;
    reading = undefined;
    deadlines = undefined;
  });
  await follow<DeadlinesState>(
    {
      snapshot: () => own.deadlines.snapshot(null),
      onChanged: (listener) => endpoint.on('deadlines', 'changed', listener),
    },
    (state) => useDeadlines.setState(state),
  );
}

const gone = () => new CodedError('disconnected', 'Not connected.');

export function readingClient(): AreaClient<typeof readingArea> {
  if (!reading) throw gone();
  return reading;
}

export function deadlinesClient(): AreaClient<typeof deadlinesArea> {
  if (!deadlines) throw gone();
  return deadlines;
}
