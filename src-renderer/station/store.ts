import type {
  AreaClient,
  Endpoint,
  SeatContract,
  StationState,
  stationArea,
} from '#shared/contract/index.ts';
import { createMirror, follow, showError } from '../ui/index.ts';

/** Mirror of main's station. */
export const useStation = createMirror<StationState>();

let client: AreaClient<typeof stationArea> | undefined;

/** Follows main's station over a new connection. */
export async function attachStation(endpoint: Endpoint<SeatContract>): Promise<void> {
  const calls = endpoint.client('station');
  client = calls;
  await follow<StationState>(
    {
      snapshot: () => calls.snapshot(null),
      onChanged: (listener) => endpoint.on('station', 'changed', listener),
    },
    (state) => useStation.setState({ state, receivedAt: performance.now() }),
  );
}

/** The operator has read a fault. */
export async function dismissFault(code: StationState['faults'][number]['code']): Promise<void> {
  try {
    await client?.dismissFault({ code });
  } catch (error) {
    showError(error);
  }
}
