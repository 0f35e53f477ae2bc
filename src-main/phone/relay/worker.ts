import { networkInterfaces } from 'node:os';
import { parentPort } from 'node:worker_threads';
import { createEndpoint } from '#shared/contract/index.ts';
import { relayContract } from './area.ts';
import { createRelayHandlers } from './handlers.ts';

/**
 * The relay's thread. It does nothing but pass packets, so that a database commit or a long list in the main
 * thread never delays a voice. An error that nobody expected ends it, and the main thread starts another.
 */
const LOOPBACK = '127.0.0.1';
/** Chromium pairs each of its addresses with each of ours; more than a few only cost time. */
const ADDRESS_LIMIT = 4;

/**
 * Loopback first. The machine's own addresses follow because on Windows a socket that is bound to one, as
 * Chromium's are, can't send to loopback.
 */
function addresses(): string[] {
  const own = Object.values(networkInterfaces())
    .flatMap((entries) => entries ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .map(({ address }) => address);
  return [LOOPBACK, ...own].slice(0, ADDRESS_LIMIT);
}

const port = parentPort;
if (!port) throw new Error('The relay runs in a thread of its own.');
createEndpoint({
  contract: relayContract,
  channel: {
    send: (message) => port.postMessage(message),
    onMessage: (listener) => void port.on('message', listener),
    onClose: (listener) => void port.on('close', listener),
    close: () => port.close(),
  },
  peer: 'main',
  self: 'media',
  handlers: {
    relay: createRelayHandlers({
      clock: { wall: Date.now, monotonic: () => performance.now() },
      schedule: (milliseconds, run) => {
        const timer = setTimeout(run, milliseconds);
        return () => clearTimeout(timer);
      },
      random: Math.random,
      addresses,
    }),
  },
  // The fault crosses as the call's failure, and the main thread logs it.
  onFault: () => undefined,
});
