import { systemSchedule } from '../../testing/seat.test-support.ts';
import type { Link, LinkOptions, Protocol, Target } from '../link.ts';
import { openLink } from '../open-link.ts';

/** What a link brought, in order. */
export type LinkEvent =
  | { readonly kind: 'message'; readonly text: string }
  | { readonly kind: 'ping' | 'pong' }
  | { readonly kind: 'closed'; readonly error: Error };

export interface TestLink {
  readonly link: Link;
  readonly events: readonly LinkEvent[];
  /** The next event that was not taken yet. */
  next(): Promise<LinkEvent>;
}

export function targetOf(protocol: Protocol, port: number, serverName = 'exchange.test'): Target {
  const isWebSocket = protocol === 'WS' || protocol === 'WSS';
  return {
    protocol,
    host: '127.0.0.1',
    port,
    serverName,
    url: isWebSocket ? `${protocol.toLowerCase()}://127.0.0.1:${port}` : '',
  };
}

export async function openTestLink(target: Target, options: Partial<LinkOptions> = {}): Promise<TestLink> {
  const events: LinkEvent[] = [];
  const waiting: Array<() => void> = [];
  let taken = 0;
  const happened = (event: LinkEvent) => {
    events.push(event);
    for (const wake of waiting.splice(0)) wake();
  };
  const link = await openLink({
    target,
    schedule: systemSchedule,
    trust: { authorities: undefined, serverName: undefined },
    signal: new AbortController().signal,
    localPort: 0,
    ...options,
    events: {
      onMessage: (text) => happened({ kind: 'message', text }),
      onPing: () => happened({ kind: 'ping' }),
      onPong: () => happened({ kind: 'pong' }),
      onClosed: (error) => happened({ kind: 'closed', error }),
    },
  });
  const next = async (): Promise<LinkEvent> => {
    const event = events[taken];
    if (event === undefined) {
      await new Promise<void>((resolve) => waiting.push(resolve));
      return next();
    }
    taken++;
    return event;
  };
  return { link, events, next };
}
