import type {
  AreaClient,
  Endpoint,
  PracticeState,
  practiceArea,
  SeatContract,
} from '#shared/contract/index.ts';
import { createMirror, follow, showError } from '../ui/index.ts';

/** Mirror of main's practice exchange; without one there is no state. */
export const usePractice = createMirror<PracticeState>();

let client: AreaClient<typeof practiceArea> | undefined;

/** Follows main's practice exchange over a new connection. */
export async function attachPractice(endpoint: Endpoint<SeatContract>): Promise<void> {
  const calls = endpoint.client('practice');
  client = calls;
  await follow<PracticeState>(
    {
      snapshot: () => calls.snapshot(null),
      onChanged: (listener) => endpoint.on('practice', 'changed', listener),
    },
    (state) => usePractice.setState({ state, receivedAt: performance.now() }),
  );
}

async function ask(act: (calls: AreaClient<typeof practiceArea>) => Promise<null>): Promise<void> {
  try {
    if (client) await act(client);
  } catch (error) {
    showError(error);
  }
}

/** Places a practice call at once. */
export const callNow = () => ask((calls) => calls.callNow(null));

/** Lets practice calls come by themselves, or stops them. */
export const setRunning = (running: boolean) => ask((calls) => calls.setRunning({ running }));
