import { networkInterfaces } from 'node:os';
import type { Clock } from '#shared/domain/index.ts';
import type { Schedule } from './transport/index.ts';

/** Watches until the answer is called, and tells of each change. */
export type Surroundings = (onChanged: () => void) => () => void;

export interface SurroundingsOptions {
  readonly clock: Clock;
  readonly schedule: Schedule;
  /** This computer's addresses, as a text that is another when they are. */
  readonly addresses: () => string;
}

const LOOK_MILLISECONDS = 2_000;
/** A look that is later than this was late because the computer slept. */
const SLEEP_MILLISECONDS = 5_000;

/** Notices that the computer has slept or that its addresses have changed, by looking every two seconds. */
export function watchSurroundings({ clock, schedule, addresses }: SurroundingsOptions): Surroundings {
  return (onChanged) => {
    let cancel: () => void = () => undefined;
    const look = (known: string, lookedAt: number) => {
      cancel = schedule(LOOK_MILLISECONDS, () => {
        const now = addresses();
        // Timers and perhaps the monotonic clock stand still while a computer sleeps; the wall clock does not.
        const hasSlept = clock.wall() - lookedAt > LOOK_MILLISECONDS + SLEEP_MILLISECONDS;
        look(now, clock.wall());
        if (hasSlept || now !== known) onChanged();
      });
    };
    look(addresses(), clock.wall());
    return () => cancel();
  };
}

/** The addresses of this computer's interfaces, in a fixed order; link-local ones left out, as they come and go. */
export function localAddresses(): string {
  const all = Object.entries(networkInterfaces()).flatMap(([name, addresses = []]) =>
    addresses.map(({ address }) => `${name} ${address}`),
  );
  return all
    .filter((one) => !one.includes(' fe80:'))
    .sort()
    .join('\n');
}
