import { openDatagramLink } from './datagram-link.ts';
import type { OpenLink } from './link.ts';
import { openStreamLink } from './stream-link.ts';
import { openWebSocketLink } from './websocket-link.ts';

/** Opens a link of the target's kind. */
export const openLink: OpenLink = (options) => {
  switch (options.target.protocol) {
    case 'WS':
    case 'WSS':
      return openWebSocketLink(options);
    case 'TCP':
    case 'TLS':
      return openStreamLink(options);
    case 'UDP':
      return openDatagramLink(options);
  }
};
