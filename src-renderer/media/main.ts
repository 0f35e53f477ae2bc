import type { Endpoint, SeatContract } from '#shared/contract/index.ts';
import { keepConnected } from '../bridge/index.ts';
import { createMediaHandlers } from './area.ts';

/**
 * The media page: it has no face. Sessions outlive a lost connection to main. Events that find nobody are
 * dropped: main asks for the microphone again when it sees the page, and sessions speak at their next change.
 */
let endpoint: Endpoint<SeatContract> | undefined;

keepConnected({
  self: 'media',
  handlers: { media: createMediaHandlers((event, payload) => endpoint?.emit('media', event, payload)) },
  onEndpoint: (connected) => {
    endpoint = connected;
  },
  // biome-ignore lint/suspicious/noConsole: a page without a face has no other way to tell a developer
  onFault: (fault) => console.warn(fault.code, fault.message),
});
