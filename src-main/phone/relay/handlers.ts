import type { AreaHandlers } from '#shared/contract/index.ts';
import { type Clock, CodedError } from '#shared/domain/index.ts';
import type { Schedule } from '../transport/index.ts';
import type { relayArea } from './area.ts';
import { type Bridge, openBridge } from './bridge.ts';
import { createCertificate } from './page-leg.ts';

export interface RelayHandlersOptions {
  readonly clock: Clock;
  readonly schedule: Schedule;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** Addresses of this machine by which the page may reach us, most wanted first; asked for each bridge. */
  readonly addresses: () => readonly string[];
}

/** Serves the relay's area: the bridges of this thread by their ids. */
export function createRelayHandlers(options: RelayHandlersOptions): AreaHandlers<typeof relayArea> {
  const bridges = new Map<string, Bridge>();
  const certificate = createCertificate();
  const bridgeOf = (id: string): Bridge => {
    const bridge = bridges.get(id);
    if (!bridge) throw new CodedError('no-such-session', 'There is no such bridge.');
    return bridge;
  };
  return {
    open: async ({ id }) => {
      bridges.get(id)?.close();
      const bridge = await openBridge({
        ...options,
        certificate: await certificate,
        addresses: options.addresses(),
      });
      bridges.set(id, bridge);
      return bridge.page.end;
    },
    join: ({ id, fingerprint }) => {
      bridgeOf(id).page.join(fingerprint);
      return null;
    },
    listen: async ({ id, address, ports }) => ({ port: await bridgeOf(id).listen(address, ports) }),
    carry: ({ id, agreement }) => {
      bridgeOf(id).carry(agreement);
      return null;
    },
    count: ({ id }) => bridgeOf(id).counters(),
    close: ({ id }) => {
      bridges.get(id)?.close();
      bridges.delete(id);
      return null;
    },
  };
}
