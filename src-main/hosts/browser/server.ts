import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import sirv from 'sirv';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Channel } from '#shared/contract/index.ts';
import { CodedError } from '#shared/domain/index.ts';
import type { Log } from '../../log/index.ts';
import { type Access, createAccess } from './access.ts';

/** Only our own files, no inline code or style, frames only of ourselves (the media page). */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "media-src 'self' blob:",
  "frame-src 'self'",
  "frame-ancestors 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

const HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': CONTENT_SECURITY_POLICY,
  'Permissions-Policy': 'microphone=(self), camera=(), geolocation=(), display-capture=(), usb=(), serial=()',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-store',
};

/** Largest contract message taken from a page: an SDP or a work order is far below it. */
const MAXIMUM_MESSAGE_BYTES = 512 * 1024;
/** A page that answered no ping for this long is gone. */
const PING_MILLISECONDS = 10_000;

export interface SeatServer {
  readonly port: number;
  readonly access: Access;
  /** From now on every page is this text, and no contract is carried: the program could not start. */
  showOnly(text: string): void;
  stop(): Promise<void>;
}

/**
 * Serves the pages and carries the contract over WebSocket, on loopback only.
 *
 * @param ports tried in order; the first free one is taken
 * @param attach given each accepted page's channel
 * @param onWindowAsked a second start on the same data folder wants to see the window
 * @throws CodedError `port-busy` when none is free
 */
export async function startServer(options: {
  readonly ports: readonly number[];
  readonly session: string;
  readonly pagesDirectory: string;
  readonly log: Log;
  readonly attach: (channel: Channel, role: 'ui' | 'media') => void;
  readonly onWindowAsked: () => void;
}): Promise<SeatServer> {
  const { log } = options;
  const files = sirv(options.pagesDirectory, { dev: false, etag: true, extensions: ['html'] });
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAXIMUM_MESSAGE_BYTES });
  const server = createServer();
  const port = await listen(server, options.ports);
  const access = createAccess(port, options.session);

  let only: string | undefined;

  const onRequest = (request: IncomingMessage, response: ServerResponse) => {
    for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const entering = url.pathname === '/enter';
    const asking = url.pathname === '/window';
    const refusal = access.refuse(request, entering || asking ? 'entry' : 'page');
    if (refusal !== undefined) return refuse(response, refusal);
    if (asking) {
      if (request.method !== 'POST' || !access.mayAskForWindow(request.headers.authorization)) {
        return refuse(response, 'no-session');
      }
      options.onWindowAsked();
      response.writeHead(204).end();
      return;
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(response, 'wrong-method');
    if (entering) {
      if (!access.redeem(url.searchParams.get('token') ?? '')) return refuse(response, 'no-session');
      response.writeHead(303, { Location: '/', 'Set-Cookie': access.cookie }).end();
      return;
    }
    if (only !== undefined) {
      response.writeHead(200, { 'Content-Type': 'text/plain; charset=utf-8' }).end(only);
      return;
    }
    files(request, response, () => refuse(response, 'not-found'));
  };

  const refuse = (response: ServerResponse, reason: keyof typeof REFUSALS) => {
    const { status, text } = REFUSALS[reason];
    log.warn('request-refused', { reason });
    response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' }).end(`${text}\n`);
  };

  const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const role = url.searchParams.get('role');
    const refusal = access.refuse(request, 'socket');
    if (
      only !== undefined ||
      refusal !== undefined ||
      url.pathname !== '/contract' ||
      (role !== 'ui' && role !== 'media')
    ) {
      log.warn('socket-refused', { reason: refusal ?? 'wrong-path' });
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      options.attach(channelOf(webSocket, log), role);
    });
  };

  server.on('request', onRequest);
  server.on('upgrade', onUpgrade);
  return {
    port,
    access,
    showOnly: (text) => {
      only = text;
      for (const client of sockets.clients) client.close();
    },
    stop: () =>
      new Promise((resolve) => {
        for (const client of sockets.clients) client.terminate();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const REFUSALS = {
  'wrong-host': { status: 421, text: 'This address is not served here.' },
  'wrong-origin': { status: 403, text: 'Another page may not talk to this program.' },
  'no-session': {
    status: 403,
    text: '请从程序打开此页面:在终端里按回车，会得到一个新的地址。\nOpen this page from the program: press Enter in its terminal for a new address.',
  },
  'wrong-method': { status: 405, text: 'Only GET is served here.' },
  'not-found': { status: 404, text: 'Not found.' },
} as const;

/** One WebSocket as a contract channel; a peer that stops answering pings is closed. */
function channelOf(socket: WebSocket, log: Log): Channel {
  let alive = true;
  const heartbeat = setInterval(() => {
    if (!alive) return socket.terminate();
    alive = false;
    socket.ping();
  }, PING_MILLISECONDS);
  socket.on('pong', () => {
    alive = true;
  });
  socket.on('close', () => clearInterval(heartbeat));
  socket.on('error', (error) => log.warn('socket-error', { message: error.message }));
  return {
    send: (message) => {
      if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message));
    },
    onMessage: (listener) => {
      socket.on('message', (data, isBinary) => {
        let message: unknown;
        try {
          message = isBinary ? undefined : JSON.parse(data.toString());
        } catch {
          message = undefined; // the gate refuses it and says so
        }
        listener(message);
      });
    },
    onClose: (listener) => void socket.on('close', listener),
    close: () => socket.close(),
  };
}

/** Listens on the first free port. */
async function listen(server: Server, ports: readonly number[]): Promise<number> {
  for (const port of ports) {
    const taken = await new Promise<number | undefined>((resolve, reject) => {
      server.once('error', (error: NodeJS.ErrnoException) => {
        if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(undefined);
        else reject(error);
      });
      server.listen(port, '127.0.0.1', () => {
        const address = server.address();
        resolve(typeof address === 'object' && address ? address.port : undefined);
      });
    });
    server.removeAllListeners('error');
    if (taken !== undefined) return taken;
  }
  throw new CodedError(
    'port-busy',
    ports.length === 1
      ? `Port ${ports[0]} is in use by another program. Close that program, or choose another with --port N.`
      : `Ports ${ports[0]} to ${ports.at(-1)} are all in use. Choose another with --port N.`,
  );
}
