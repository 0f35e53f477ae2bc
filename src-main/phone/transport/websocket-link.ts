import { WebSocket } from 'ws';
import { connectionClosed, connectionError, notConnected } from './connection-error.ts';
import {
  type Address,
  CLOSE_LIMIT_MILLISECONDS,
  type Link,
  type LinkOptions,
  LONGEST_MESSAGE_BYTES,
  PING,
  PONG,
} from './link.ts';
import { tlsOptions } from './trust.ts';

const NORMAL_CLOSURE = 1000;

/**
 * SIP over WebSocket (RFC 7118). Signs of life are asked for by WebSocket pings, which every server must answer
 * (RFC 6455 section 5.5.2), while CRLF keep-alives need not be.
 */
export function openWebSocketLink(options: LinkOptions): Promise<Link> {
  const { target, events, schedule, trust, signal } = options;
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(target.url, 'sip', {
      ...(target.protocol === 'WSS' && tlsOptions(target, trust)),
      maxPayload: LONGEST_MESSAGE_BYTES,
      perMessageDeflate: false,
      // One message a turn: sip.js settles an ACK in microtasks and refuses a re-INVITE that comes before.
      allowSynchronousEvents: false,
    });
    let isOpen = false;
    let isClosedByUs = false;
    let local: Address = { address: '', port: 0 };
    let remote: Address = local;
    let failure: unknown = connectionClosed();

    const giveUp = () => {
      failure = signal.reason;
      socket.terminate();
    };
    signal.addEventListener('abort', giveUp);
    const close = () =>
      new Promise<void>((closed) => {
        isClosedByUs = true;
        if (socket.readyState === WebSocket.CLOSED) return closed();
        const cancel = schedule(CLOSE_LIMIT_MILLISECONDS, () => socket.terminate());
        socket.once('close', () => {
          cancel();
          closed();
        });
        socket.close(NORMAL_CLOSURE);
      });

    socket.on('upgrade', ({ socket: stream }) => {
      local = { address: stream.localAddress ?? '', port: stream.localPort ?? 0 };
      remote = { address: stream.remoteAddress ?? '', port: stream.remotePort ?? 0 };
    });
    socket.on('open', () => {
      isOpen = true;
      signal.removeEventListener('abort', giveUp);
      resolve({
        protocol: target.protocol,
        local,
        remote,
        send: (message) => {
          // `ws` takes what it is given while closing, and drops it.
          if (socket.readyState !== WebSocket.OPEN) throw notConnected();
          socket.send(message);
        },
        ping: () => socket.ping(),
        close,
        destroy: () => {
          isClosedByUs = true;
          socket.terminate();
        },
      });
    });
    socket.on('message', (data) => {
      const text = data.toString();
      if (!/^[\r\n]*$/.test(text)) return events.onMessage(text);
      if (text !== PING) return events.onPong();
      socket.send(PONG);
      events.onPing();
    });
    socket.on('ping', () => events.onPing());
    socket.on('pong', () => events.onPong());
    // `close` always follows; without a listener an error would end the process.
    socket.on('error', (error) => {
      if (!signal.aborted) failure = error;
    });
    socket.on('close', () => {
      signal.removeEventListener('abort', giveUp);
      if (!isOpen) return reject(connectionError(failure));
      if (!isClosedByUs) events.onClosed(connectionError(failure));
    });
  });
}
