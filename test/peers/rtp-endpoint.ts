import { createSocket } from 'node:dgram';
import { freePort } from './children.ts';
import { ALAW, MULAW, toAlaw } from './g711.ts';
import { loudness, SAMPLE_RATE, sine, toneAmplitude } from './tones.ts';

const PCMU = 0;
const PCMA = 8;
const TELEPHONE_EVENT = 101;
const FRAME_MILLISECONDS = 20;
const FRAME_SAMPLES = 160;
const DIGITS = '0123456789*#ABCD';

/**
 * The voice and the ears of a plain telephone: G.711 over RTP on 127.0.0.1, a tone in, the tones of the others
 * out. A SIP peer (sipp) names its port in its description and tells it where the other side listens.
 */
export interface RtpEndpoint {
  readonly port: number;
  /** Packets of audio that came. */
  readonly packets: number;
  /** Sender reports and receiver reports that came at the port above. */
  readonly controlPackets: number;
  /** When the first packet of audio came, by `performance.now()`. */
  readonly firstPacketAt: number | undefined;
  /** When the last packet of audio came. */
  readonly lastPacketAt: number | undefined;
  /** Digits by telephone-event (RFC 4733), each once. */
  readonly digits: string;
  /** Begins to speak to a port of 127.0.0.1. */
  sendTo(port: number): void;
  /** Speaks in this frequency from now on; 0 is silence, as packets. */
  speak(frequency: number): void;
  /** Sends nothing more, until {@link sendTo}. */
  fallSilent(): void;
  /** Listens for so long and says what was heard. */
  listen(milliseconds: number): Promise<Heard>;
  close(): void;
}

/** What was heard in a stretch of time. */
export interface Heard {
  readonly packets: number;
  /** Root mean square over all that came, 0 to 1. */
  readonly loudness: number;
  /** How long it lasts, by its samples. */
  readonly seconds: number;
  /** Loudest the tone was in any tenth of a second, 0 to 1. */
  tone(frequency: number): number;
  /** The longest stretch in which the tone was not there, in seconds. */
  longestGap(frequency: number, amplitude: number): number;
}

export async function openRtpEndpoint(options: { readonly frequency?: number } = {}): Promise<RtpEndpoint> {
  const port = await evenPort();
  const socket = createSocket('udp4');
  const control = createSocket('udp4');
  await Promise.all([bind(socket, port), bind(control, port + 1)]);
  let frequency = options.frequency ?? 0;
  let target: number | undefined;
  let packets = 0;
  let controlPackets = 0;
  let firstPacketAt: number | undefined;
  let lastPacketAt: number | undefined;
  let digits = '';
  let lastEvent: number | undefined;
  let closed = false;
  const listeners = new Set<(samples: Int16Array) => void>();

  socket.on('message', (packet) => {
    const payload = payloadOf(packet);
    if (payload === undefined) return;
    const type = packet.readUInt8(1) & 0x7f;
    if (type === TELEPHONE_EVENT) {
      // Each event comes in several packets with one timestamp.
      const timestamp = packet.readUInt32BE(4);
      if (timestamp !== lastEvent) digits += DIGITS[payload.readUInt8(0)] ?? '?';
      lastEvent = timestamp;
      return;
    }
    if (type !== PCMA && type !== PCMU) return;
    packets++;
    lastPacketAt = performance.now();
    firstPacketAt ??= lastPacketAt;
    const table = type === PCMA ? ALAW : MULAW;
    const samples = Int16Array.from(payload, (code) => table[code] ?? 0);
    for (const listener of listeners) listener(samples);
  });
  control.on('message', () => {
    controlPackets++;
  });

  const source = Math.floor(Math.random() * 0xffff_ffff);
  let sequence = 0;
  let at = 0;
  const speakFrame = () => {
    if (target !== undefined) {
      const packet = Buffer.alloc(12 + FRAME_SAMPLES);
      packet.writeUInt8(0x80, 0);
      packet.writeUInt8(PCMA | (sequence === 0 ? 0x80 : 0), 1);
      packet.writeUInt16BE(sequence++ & 0xffff, 2);
      packet.writeUInt32BE(at >>> 0, 4);
      packet.writeUInt32BE(source, 8);
      packet.set(sine(frequency, at, FRAME_SAMPLES).map(toAlaw), 12);
      socket.send(packet, target, '127.0.0.1');
    }
    at += FRAME_SAMPLES;
  };
  // By the clock and not by the count of timers, which come late on a busy machine.
  const began = performance.now();
  const pacer = setInterval(() => {
    while (at < ((performance.now() - began) / 1_000) * SAMPLE_RATE) speakFrame();
  }, FRAME_MILLISECONDS / 4);

  return {
    port,
    get packets() {
      return packets;
    },
    get controlPackets() {
      return controlPackets;
    },
    get firstPacketAt() {
      return firstPacketAt;
    },
    get lastPacketAt() {
      return lastPacketAt;
    },
    get digits() {
      return digits;
    },
    sendTo: (to) => {
      target = to;
    },
    speak: (next) => {
      frequency = next;
    },
    fallSilent: () => {
      target = undefined;
    },
    listen: (milliseconds) =>
      new Promise((resolve) => {
        const blocks: Int16Array[] = [];
        const listener = (samples: Int16Array) => void blocks.push(samples);
        listeners.add(listener);
        setTimeout(() => {
          listeners.delete(listener);
          resolve(heardOf(blocks));
        }, milliseconds);
      }),
    close: () => {
      clearInterval(pacer);
      // A party that was ended by its test is ended again by the clearing up.
      if (closed) return;
      closed = true;
      socket.close();
      control.close();
    },
  };
}

/** Says what stretches of samples hold, a tenth of a second at a time. */
export function heardOf(blocks: readonly Int16Array[]): Heard {
  const samples = Int16Array.from(blocks.flatMap((block) => [...block]));
  const tenth = SAMPLE_RATE / 10;
  const amplitudes = (frequency: number) =>
    Array.from({ length: Math.floor(samples.length / tenth) }, (_, index) =>
      toneAmplitude(samples.subarray(index * tenth, (index + 1) * tenth), frequency),
    );
  return {
    packets: blocks.length,
    loudness: loudness(samples),
    seconds: samples.length / SAMPLE_RATE,
    tone: (frequency) => Math.max(0, ...amplitudes(frequency)),
    longestGap: (frequency, amplitude) => {
      let longest = 0;
      let gap = 0;
      for (const found of amplitudes(frequency)) {
        gap = found > amplitude ? 0 : gap + 1;
        longest = Math.max(longest, gap);
      }
      return longest / 10;
    },
  };
}

/** The payload of an RTP packet (RFC 3550 section 5.1), or undefined where it is none. */
function payloadOf(packet: Buffer): Buffer | undefined {
  if (packet.length < 12 || packet.readUInt8(0) >> 6 !== 2) return undefined;
  const contributors = packet.readUInt8(0) & 0x0f;
  let start = 12 + contributors * 4;
  if ((packet.readUInt8(0) & 0x10) !== 0) {
    if (packet.length < start + 4) return undefined;
    start += 4 + packet.readUInt16BE(start + 2) * 4;
  }
  return packet.length > start ? packet.subarray(start) : undefined;
}

function bind(socket: ReturnType<typeof createSocket>, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(port, '127.0.0.1', () => resolve());
  });
}

/** A free even port for RTP, whose next one for RTCP is free too (RFC 3550 section 11). */
async function evenPort(): Promise<number> {
  for (;;) {
    const port = (await freePort()) & ~1;
    if ((await isFree(port)) && (await isFree(port + 1))) return port;
  }
}

async function isFree(port: number): Promise<boolean> {
  const socket = createSocket('udp4');
  try {
    await bind(socket, port);
    return true;
  } catch {
    return false; // whatever the reason: another pair is taken
  } finally {
    socket.close();
  }
}
