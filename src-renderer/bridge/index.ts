import './without-eval.ts';
import {
  type Channel,
  contract,
  createEndpoint,
  type Endpoint,
  type Handlers,
  type SeatContract,
} from '#shared/contract/index.ts';
import type { CodedError } from '#shared/domain/index.ts';

/** What Electron's preload script puts on the window: the raw half of a channel. */
export interface PreloadDoor {
  send(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
}

declare global {
  interface Window {
    readonly lianxinqiao?: PreloadDoor;
  }
}

export interface ConnectOptions {
  readonly self: 'ui' | 'media';
  /** The areas that this page serves to main. */
  readonly handlers: Handlers<SeatContract>;
  readonly onFault: (fault: CodedError) => void;
}

/** The one door to main: Electron's preload where there is one, else a WebSocket to the browser host. */
export async function connect(options: ConnectOptions): Promise<Endpoint<SeatContract>> {
  const channel = window.lianxinqiao ? channelOfPreload(window.lianxinqiao) : await openSocket(options.self);
  return createEndpoint({
    contract,
    channel,
    self: options.self,
    peer: 'main',
    handlers: options.handlers,
    onFault: options.onFault,
  });
}

const RETRY_MILLISECONDS = 1_000;

/**
 * Connects, and connects again whenever the connection is lost, for as long as the page lives.
 *
 * @param onEndpoint told of every new endpoint, before any message of main has been handled
 * @param onLost told when one closed
 */
export function keepConnected(
  options: ConnectOptions & {
    readonly onEndpoint: (endpoint: Endpoint<SeatContract>) => void;
    readonly onLost?: () => void;
  },
): void {
  const attempt = () => {
    connect(options).then(
      (endpoint) => {
        endpoint.onClose(() => {
          options.onLost?.();
          window.setTimeout(attempt, RETRY_MILLISECONDS);
        });
        options.onEndpoint(endpoint);
      },
      () => window.setTimeout(attempt, RETRY_MILLISECONDS), // not up yet: the screen says so meanwhile
    );
  };
  attempt();
}

function channelOfPreload(door: PreloadDoor): Channel {
  return {
    send: door.send,
    onMessage: door.onMessage,
    // The window and main end together: neither end of the channel closes alone.
    onClose: () => undefined,
    close: () => undefined,
  };
}

function openSocket(role: 'ui' | 'media'): Promise<Channel> {
  const socket = new WebSocket(`ws://${window.location.host}/contract?role=${role}`);
  return new Promise((resolve, reject) => {
    socket.addEventListener('error', () => reject(new Error('The program is not reachable.')), {
      once: true,
    });
    socket.addEventListener('open', () => resolve(channelOfSocket(socket)), { once: true });
  });
}

function channelOfSocket(socket: WebSocket): Channel {
  return {
    send: (message) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
    },
    onMessage: (listener) =>
      socket.addEventListener('message', (event: MessageEvent<string>) => listener(JSON.parse(event.data))),
    onClose: (listener) => socket.addEventListener('close', listener),
    close: () => socket.close(),
  };
}
