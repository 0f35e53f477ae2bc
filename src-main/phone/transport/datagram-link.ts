import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { isIPv6 } from 'node:net';
import { CodedError } from '#shared/domain/index.ts';
import { connectionError, notConnected } from './connection-error.ts';
import { type Link, type LinkOptions, PING, PONG } from './link.ts';
import { contentLengths } from './sip-text.ts';
import { Unreliable } from './unreliable.ts';

/**
 * What fits into one datagram. RFC 3261 section 18.1.1 wants TCP beyond 1,300 bytes, but whether the exchange
 * takes TCP nobody knows, while fragments arrive in the networks of a centre: so UDP is used up to its end.
 */
const LONGEST_DATAGRAM_BYTES = 65_000;

/**
 * SIP over UDP (RFC 3261 section 18), with the timers that sip.js lacks beneath it. The socket is connected,
 * so that the kernel drops what others send, and tells at once when nobody listens there.
 */
export async function openDatagramLink(options: LinkOptions): Promise<Link> {
  const { target, events, schedule, signal, localPort } = options;
  signal.throwIfAborted();
  const socket = await bind(target.host, localPort);
  try {
    const connected = once(socket, 'connect', { signal });
    socket.connect(target.port, target.host);
    await connected;
  } catch (error) {
    socket.close();
    throw connectionError(signal.aborted ? signal.reason : error);
  }

  let isOpen = true;
  const close = () => {
    if (!isOpen) return;
    isOpen = false;
    unreliable.stop();
    socket.close();
  };
  const fail = (error: Error | null) => {
    if (!isOpen || error === null) return;
    close();
    events.onClosed(connectionError(error));
  };
  const transmit = (text: string) => {
    if (isOpen) socket.send(text, fail);
  };
  const unreliable = new Unreliable({ schedule, transmit, deliver: events.onMessage });

  socket.on('error', fail);
  socket.on('message', (datagram) => {
    const text = messageOf(datagram);
    // Some exchanges send zeros or line breaks to keep a way through a NAT open.
    if (!/^[\0\r\n]*$/.test(text)) return unreliable.receive(text);
    if (text === PONG) return events.onPong();
    if (text === PING) transmit(PONG);
    events.onPing();
  });
  const { address, port } = socket.address();
  return {
    protocol: 'UDP',
    local: { address, port },
    remote: { address: target.host, port: target.port },
    send: (message) => {
      if (!isOpen) throw notConnected();
      if (Buffer.byteLength(message) > LONGEST_DATAGRAM_BYTES) {
        throw new CodedError('message-too-long', 'The message does not fit into a datagram.');
      }
      unreliable.send(message);
    },
    ping: transmit,
    close: async () => close(),
    destroy: close,
  };
}

/** A bound socket: at the wanted port, so that dialogs find us again after a reconnect, else at any. */
async function bind(host: string, wantedPort: number): Promise<Socket> {
  const socket = createSocket(isIPv6(host) ? 'udp6' : 'udp4');
  try {
    socket.bind(wantedPort);
    await once(socket, 'listening');
    return socket;
  } catch (error) {
    socket.close();
    if (wantedPort === 0) throw connectionError(error);
    return bind(host, 0);
  }
}

/** The message of a datagram; what follows its body is discarded (RFC 3261 section 18.3). */
function messageOf(datagram: Buffer): string {
  const headEnd = datagram.indexOf('\r\n\r\n');
  if (headEnd < 0) return datagram.toString();
  const [length = ''] = contentLengths(datagram.toString('utf8', 0, headEnd));
  const end = /^\d{1,9}$/.test(length) ? headEnd + 4 + Number(length) : datagram.length;
  return datagram.toString('utf8', 0, end);
}
