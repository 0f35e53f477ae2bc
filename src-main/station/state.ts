import type { AreaHandlers, Fault, StationState, stationArea } from '#shared/contract/index.ts';
import type { Clock } from '#shared/domain/index.ts';

/** What the pages are told of the seat as a whole, and the faults that stand until they are dismissed or over. */
export interface SeatState {
  readonly handlers: AreaHandlers<typeof stationArea>;
  /** Who sits here, or whether it is practice, has changed: tells the pages. */
  changed(): void;
  /** What the hub gives to this seat was not taken, or null: it is right again. At most one such fault stands. */
  provision(fault: { readonly code: ProvisionFault; readonly what: string } | null): void;
}

const PROVISION_FAULTS = ['provision-invalid', 'provision-not-kept'] as const;
type ProvisionFault = (typeof PROVISION_FAULTS)[number];

export function createSeatState(options: {
  readonly clock: Pick<Clock, 'wall'>;
  readonly fixed: Pick<StationState, 'version' | 'host' | 'seat'>;
  readonly operator: () => string;
  readonly practises: () => boolean;
  /** What the start met. */
  readonly faults: ReadonlyArray<Omit<Fault, 'since'>>;
  readonly tell: (state: StationState) => void;
}): SeatState {
  const { clock, tell } = options;
  let faults: Fault[] = options.faults.map((fault) => ({ ...fault, since: clock.wall() }));
  const state = (): StationState => ({
    ...options.fixed,
    operator: options.operator(),
    practice: options.practises(),
    faults,
  });
  const changed = () => tell(state());
  return {
    handlers: {
      snapshot: state,
      dismissFault: ({ code }) => {
        faults = faults.filter((fault) => fault.code !== code);
        changed();
        return null;
      },
    },
    changed,
    provision: (fault) => {
      faults = faults.filter(({ code }) => !PROVISION_FAULTS.some((one) => one === code));
      if (fault !== null) {
        const { code, what } = fault;
        const message = `What the hub gives to this seat was not taken: ${what || code}`;
        faults = [...faults, { code, message, details: {}, since: clock.wall() }];
      }
      changed();
    },
  };
}
