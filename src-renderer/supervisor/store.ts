import type {
  AreaClient,
  Endpoint,
  MonitorAct,
  SeatContract,
  SupervisionState,
  supervisionArea,
} from '#shared/contract/index.ts';
import { createMirror, follow, showError } from '../ui/index.ts';

/** Mirror of main's supervision. */
export const useSupervision = createMirror<SupervisionState>();

let client: AreaClient<typeof supervisionArea> | undefined;

/** Follows main's supervision over a new connection. */
export async function attachSupervision(endpoint: Endpoint<SeatContract>): Promise<void> {
  const calls = endpoint.client('supervision');
  client = calls;
  await follow<SupervisionState>(
    {
      snapshot: () => calls.snapshot(null),
      onChanged: (listener) => endpoint.on('supervision', 'changed', listener),
    },
    (state) => useSupervision.setState({ state, receivedAt: performance.now() }),
  );
}

const said = (act: Promise<unknown> | undefined): void => void act?.catch(showError);

/** Asks for a supervisor; pressed again once one was asked, it takes the request back or says that it is settled. */
export function helpKey(): void {
  const { state } = useSupervision.getState();
  if (state === undefined || state.asking) return;
  said(state.own === null ? client?.askForHelp(null) : client?.withdrawHelp(null));
}

export function acknowledge(id: string): void {
  said(client?.acknowledge({ id }));
}

export function monitor(seat: number, act: MonitorAct): void {
  said(client?.monitor({ seat, act }));
}
