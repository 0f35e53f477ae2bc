import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { connectionClosed, connectionError, notConnected } from './connection-error.ts';
import { CLOSE_LIMIT_MILLISECONDS, type Link, type LinkEvents, type LinkOptions, PONG } from './link.ts';
import { FramingError, StreamFraming } from './stream-framing.ts';
import { tlsOptions } from './trust.ts';

/** SIP over TCP and TLS (RFC 3261 section 18). */
export async function openStreamLink(options: LinkOptions): Promise<Link> {
  const { target, trust, signal } = options;
  const { host, port, protocol } = target;
  signal.throwIfAborted();
  const socket =
    protocol === 'TLS'
      ? connectTls({ host, port, ...tlsOptions(target, trust) })
      : connectTcp({ host, port });
  // The waiting and the reading below hear of it too; without a listener of its own a late error would end
  // the process.
  socket.on('error', () => undefined);
  try {
    await once(socket, protocol === 'TLS' ? 'secureConnect' : 'connect', { signal });
  } catch (error) {
    socket.destroy();
    throw connectionError(signal.aborted ? signal.reason : error);
  }
  socket.setNoDelay(true);
  return streamLink(socket, options);
}

function streamLink(socket: Socket, { target, events, schedule }: LinkOptions): Link {
  let isClosedByUs = false;
  void read(socket, events).then((error) => {
    if (!isClosedByUs) events.onClosed(error);
  });
  return {
    protocol: target.protocol,
    local: { address: socket.localAddress ?? '', port: socket.localPort ?? 0 },
    remote: { address: socket.remoteAddress ?? target.host, port: socket.remotePort ?? target.port },
    send: (message) => {
      if (!socket.writable) throw notConnected();
      socket.write(message);
    },
    ping: (text) => void socket.write(text),
    close: () =>
      new Promise((closed) => {
        isClosedByUs = true;
        if (socket.destroyed) return closed();
        const cancel = schedule(CLOSE_LIMIT_MILLISECONDS, () => socket.destroy());
        socket.once('close', () => {
          cancel();
          closed();
        });
        socket.end();
      }),
    destroy: () => {
      isClosedByUs = true;
      socket.destroy();
    },
  };
}

/**
 * Reads the stream to its end; answers why it ended. One message a turn: sip.js settles an ACK in microtasks
 * and refuses a re-INVITE that comes before. While messages wait, the socket is not read.
 */
async function read(socket: Socket, events: LinkEvents): Promise<Error> {
  const framing = new StreamFraming();
  try {
    // What came with the handshake waits until the link is known.
    await nextTurn();
    for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
      for (const frame of framing.push(chunk)) {
        if (frame.kind === 'message') {
          events.onMessage(frame.text);
          await nextTurn();
        } else if (frame.kind === 'ping') {
          socket.write(PONG);
          events.onPing();
        } else events.onPong();
      }
    }
    return connectionClosed();
  } catch (error) {
    if (error instanceof FramingError && error.answer !== undefined) socket.end(error.answer);
    return connectionError(error);
  } finally {
    socket.destroySoon();
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
