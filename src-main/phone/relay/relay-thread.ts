import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { type AreaClient, type Channel, createEndpoint } from '#shared/contract/index.ts';
import { codeOf } from '#shared/domain/index.ts';
import type { Log } from '../../log/index.ts';
import { type relayArea, relayContract } from './area.ts';

export interface RelayThreadOptions {
  readonly log: Log;
  /** Starts a thread and answers the channel to it; the channel closes when the thread ends. */
  readonly spawn: () => Channel;
  /** The thread has ended by itself, and with it every bridge. */
  readonly onLost: () => void;
}

export interface RelayThread {
  /** The thread's calls; starts one if there is none. */
  client(): AreaClient<typeof relayArea>;
  stop(): void;
}

/**
 * The relay's thread, started when it is first asked something. One that ended is not started again from here:
 * who asks next starts it, which is the next warm session, after its delay, or a call.
 */
export function createRelayThread({ log, spawn, onLost }: RelayThreadOptions): RelayThread {
  let running: { readonly client: AreaClient<typeof relayArea>; readonly close: () => void } | undefined;

  const start = () => {
    const endpoint = createEndpoint({
      contract: relayContract,
      channel: spawn(),
      peer: 'media',
      self: 'main',
      handlers: {},
      onFault: (fault) => log.error('relay-message-refused', { code: codeOf(fault) }),
    });
    const started = { client: endpoint.client('relay'), close: () => endpoint.close() };
    running = started;
    endpoint.onClose(() => {
      if (running !== started) return;
      running = undefined;
      log.error('relay-thread-ended');
      onLost();
    });
    return started;
  };

  return {
    client: () => (running ?? start()).client,
    stop: () => {
      const stopped = running;
      running = undefined;
      stopped?.close();
    },
  };
}

/**
 * Starts the thread from where this code runs: beside the bundle, or one folder above it for a chunk of the
 * bundle, or from the source.
 */
export function spawnRelayWorker(log: Log): Channel {
  const places = ['./relay-worker.js', '../relay-worker.js', './worker.ts'];
  const files = places.map((place) => new URL(place, import.meta.url));
  // Where there is none, the thread fails to start, which is logged like every other end of it.
  const file = files.find((one) => existsSync(fileURLToPath(one))) ?? new URL('./worker.ts', import.meta.url);
  const worker = new Worker(file, { name: 'relay' });
  worker.on('error', (error) => log.error('relay-thread-failed', { code: codeOf(error), name: error.name }));
  return {
    send: (message) => worker.postMessage(message),
    onMessage: (listener) => void worker.on('message', listener),
    onClose: (listener) => void worker.on('exit', () => listener()),
    close: () => void worker.terminate(),
  };
}
