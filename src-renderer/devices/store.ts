import type {
  AreaClient,
  DevicesState,
  devicesArea,
  Endpoint,
  SeatContract,
  SoundSettings,
} from '#shared/contract/index.ts';
import { createMirror, follow, showError } from '../ui/index.ts';

/** Mirror of main's sound devices. */
export const useDevices = createMirror<DevicesState>();

let client: AreaClient<typeof devicesArea> | undefined;

/** Follows main's sound devices over a new connection; tells levels of the microphone as they come. */
export async function attachDevices(
  endpoint: Endpoint<SeatContract>,
  onLevel: (level: number) => void,
): Promise<void> {
  const calls = endpoint.client('devices');
  client = calls;
  endpoint.on('devices', 'microphoneLevel', ({ level }) => onLevel(level));
  await follow<DevicesState>(
    {
      snapshot: () => calls.snapshot(null),
      onChanged: (listener) => endpoint.on('devices', 'changed', listener),
    },
    (state) => useDevices.setState({ state, receivedAt: performance.now() }),
  );
}

/** Changes what is named; main keeps it and the sound follows at once. */
export async function changeSound(change: Partial<SoundSettings>): Promise<void> {
  try {
    await client?.change(change);
  } catch (error) {
    showError(error);
  }
}
