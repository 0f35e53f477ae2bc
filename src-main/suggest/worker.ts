import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { createEndpoint } from '#shared/contract/index.ts';
import { suggestThreadContract } from './area.ts';
import { createEngine } from './engine.ts';
import { givenListsSchema, loadParts } from './load-parts.ts';

/**
 * The thread that computes suggestions, so that no keystroke ever delays a SIP message or a commit in main's own.
 * An error that nobody expected ends it, and the next question starts another.
 */
const { assets, lists } = z.object({ assets: z.string(), lists: givenListsSchema }).parse(workerData);
const port = parentPort;
if (!port) throw new Error('Suggestions are computed in a thread of their own.');

const engine = createEngine(loadParts(assets, lists));
createEndpoint({
  contract: suggestThreadContract,
  channel: {
    send: (message) => port.postMessage(message),
    onMessage: (listener) => void port.on('message', listener),
    onClose: (listener) => void port.on('close', listener),
    close: () => port.close(),
  },
  peer: 'main',
  self: 'main',
  handlers: {
    thread: {
      suggest: ({ input, now }) => engine.suggest(input, now),
      putOrders: (orders) => {
        engine.putOrders(orders);
        return null;
      },
    },
  },
  // The fault crosses as the call's failure, and main logs it.
  onFault: () => undefined,
});
