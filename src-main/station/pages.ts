import {
  type Channel,
  contract,
  createEndpoint,
  type Endpoint,
  type EventInput,
  type Handlers,
  type SeatContract,
} from '#shared/contract/index.ts';
import type { Log } from '../log/index.ts';

/** Tells every page of the person's interface. */
export type Broadcast = <
  A extends keyof SeatContract & string,
  K extends keyof SeatContract[A]['events'] & string,
>(
  area: A,
  event: K,
  payload: EventInput<SeatContract[A], K>,
) => void;

/** The pages of the person's interface that are connected now. */
export interface StationPages {
  readonly broadcast: Broadcast;
  count(): number;
  /** Serves the contract to a page, until its channel closes. */
  attach(channel: Channel, handlers: Handlers<SeatContract>): void;
  /** Serves it to the media page, which asks for nothing and is told nothing with the others. */
  attachMedia(channel: Channel): Endpoint<SeatContract>;
}

export function createPages(log: Log): StationPages {
  const pages = new Set<Endpoint<SeatContract>>();
  const open = (channel: Channel, role: 'ui' | 'media', handlers: Handlers<SeatContract>) =>
    createEndpoint({
      contract,
      channel,
      self: 'main',
      peer: role,
      handlers,
      onFault: (fault) => log.warn('contract-fault', { role, code: fault.code, message: fault.message }),
    });
  return {
    broadcast: (area, event, payload) => {
      for (const page of pages) page.emit(area, event, payload);
    },
    count: () => pages.size,
    attach: (channel, handlers) => {
      const page = open(channel, 'ui', handlers);
      pages.add(page);
      page.onClose(() => pages.delete(page));
    },
    attachMedia: (channel) => open(channel, 'media', {}),
  };
}
