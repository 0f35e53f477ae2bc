import { createSocket, type Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { CodedError } from '#shared/domain/index.ts';

/** Room for a second of audio of several calls, should the thread be late. */
const BUFFER_BYTES = 256 * 1024;

/** @param port 0 for any. @throws CodedError `no-free-port` */
export function openSocket(address: string, port: number): Promise<Socket> {
  const socket = createSocket({ type: isIPv6(address) ? 'udp6' : 'udp4', recvBufferSize: BUFFER_BYTES });
  return new Promise((resolve, reject) => {
    socket.once('error', (cause) => {
      socket.close();
      reject(new CodedError('no-free-port', 'A port could not be opened.', { cause }));
    });
    socket.bind(port, address, () => {
      socket.removeAllListeners('error');
      // A refusal of the other side (ICMP) comes as an error; silence is noticed by the counters.
      socket.on('error', () => undefined);
      resolve(socket);
    });
  });
}

export interface PortPair {
  /** Even. */
  readonly port: number;
  readonly audio: Socket;
  /** RTCP, on the next port. */
  readonly control: Socket;
}

/**
 * Opens two ports of the range that follow each other, the first even, beginning at random, so that a call does
 * not get the late packets of the one before.
 *
 * @throws CodedError `no-free-port`
 */
export async function openPortPair(
  address: string,
  [first, last]: readonly [number, number],
  random: () => number,
): Promise<PortPair> {
  const lowest = first + (first % 2);
  const pairs = Math.floor((last - lowest + 1) / 2);
  const start = Math.floor(random() * pairs);
  for (let tried = 0; tried < pairs; tried++) {
    const port = lowest + ((start + tried) % pairs) * 2;
    const audio = await openSocket(address, port).catch(() => undefined);
    if (!audio) continue;
    const control = await openSocket(address, port + 1).catch(() => undefined);
    if (control) return { port, audio, control };
    audio.close();
  }
  throw new CodedError('no-free-port', 'No port is free for the audio of a call.');
}

export function boundPort(socket: Socket): number {
  return socket.address().port;
}
