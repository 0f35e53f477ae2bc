import type { Socket } from 'node:dgram';
import { readRtcp } from '../rtcp.ts';
import { isRtcp, type RtpPacket, readRtp, writeRtp } from '../rtp-packet.ts';
import type { Endpoint } from '../source-latch.ts';
import { openPortPair } from '../udp.ts';

/** An exchange's media gateway: RTP in the clear on a port of loopback, and RTCP on the next. */
export interface RtpPeer {
  readonly port: number;
  readonly audio: Socket;
  readonly control: Socket;
  /** What came, in order. */
  readonly heard: RtpPacket[];
  readonly reports: Buffer[];
  send(to: Endpoint, packet: Partial<RtpPacket> & { payload: Buffer }): void;
  /** An offer of G.711 and key presses at its port. */
  sdp(options?: { direction?: string; formats?: string; lines?: string[]; profile?: string }): string;
  close(): void;
}

export async function openRtpPeer(): Promise<RtpPeer> {
  const { port, audio, control } = await openPortPair('127.0.0.1', [30_000, 39_998], Math.random);
  const heard: RtpPacket[] = [];
  const reports: Buffer[] = [];
  let sequenceNumber = 65_530;
  let timestamp = 4_294_967_000;
  audio.on('message', (data) => {
    const packet = isRtcp(data) ? undefined : readRtp(data);
    if (packet) heard.push({ ...packet, payload: Buffer.from(packet.payload) });
  });
  control.on('message', (data) => {
    if (readRtcp(data)) reports.push(data);
  });
  return {
    port,
    audio,
    control,
    heard,
    reports,
    send: (to, packet) => {
      const whole = { ssrc: 7, sequenceNumber, timestamp, marker: false, payloadType: 8, ...packet };
      sequenceNumber = (whole.sequenceNumber + 1) & 0xffff;
      timestamp = (whole.timestamp + packet.payload.length) >>> 0;
      audio.send(writeRtp(whole), to.port, to.address);
    },
    sdp: ({ direction = 'sendrecv', formats = '8 0 101', lines = [], profile = 'RTP/AVP' } = {}) =>
      [
        'v=0',
        'o=- 1 1 IN IP4 127.0.0.1',
        's=-',
        'c=IN IP4 127.0.0.1',
        't=0 0',
        `m=audio ${port} ${profile} ${formats}`,
        'a=rtpmap:101 telephone-event/8000',
        'a=fmtp:101 0-15',
        ...lines,
        `a=${direction}`,
        '',
      ].join('\r\n'),
    close: () => {
      audio.close();
      control.close();
    },
  };
}
