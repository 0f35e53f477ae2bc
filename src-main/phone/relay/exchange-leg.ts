import type { RemoteInfo } from 'node:dgram';
import type { Clock } from '#shared/domain/index.ts';
import type { Schedule } from '../transport/index.ts';
import type { Agreement, CodecName, Counters } from './area.ts';
import { createReception } from './reception.ts';
import { type LastReport, readRtcp, roundTrip, writeRtcp } from './rtcp.ts';
import { isRtcp, type RtpPacket, readRtp, writeRtp } from './rtp-packet.ts';
import { createSourceLatch, type Endpoint } from './source-latch.ts';
import { createSrtpReceiver, createSrtpSender, type SrtpReceiver, type SrtpSender } from './srtp.ts';
import type { PortPair } from './udp.ts';

export interface ExchangeLegOptions {
  readonly ports: PortPair;
  readonly clock: Clock;
  readonly schedule: Schedule;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** Audio of the citizen, in order of arrival. */
  readonly onAudio: (packet: RtpPacket, codec: CodecName) => void;
}

export interface ExchangeLeg {
  readonly port: number;
  carry(agreement: Agreement): void;
  /** Sends a packet; our own SSRC takes the place of the one in it. */
  send(packet: RtpPacket): void;
  counters(): Counters;
  /** Says goodbye by RTCP and closes the ports. */
  close(): void;
}

/**
 * Mean of the interval between reports: what RFC 3550 section 6.2 allows for 64 kbit/s of audio each way between
 * two participants (360 s divided by the session's kilobits a second).
 */
const REPORT_MILLISECONDS = 2_500;
const SAMPLES_A_MILLISECOND = 8;
/** Comfort noise of 8 kHz has this number by RFC 3551 table 4, agreed on or not. */
const COMFORT_NOISE = 13;
/** A pause that was announced is believed for so long: a citizen who listens may say nothing for a while. */
const LONGEST_PAUSE_MILLISECONDS = 30_000;
/** More octets than any ptime makes of G.711 are no audio of ours. */
const LONGEST_PAYLOAD = 1_200;

/** Keys of the call while it is encrypted, and the master keys that they were made of. */
interface Encryption {
  readonly srtp: NonNullable<Agreement['srtp']>;
  readonly sender: SrtpSender;
  readonly receiver: SrtpReceiver;
}

/** The call's side of a bridge: RTP and RTCP on two ports (rules RL-5, RL-6, RL-11 to RL-16). */
export function createExchangeLeg(options: ExchangeLegOptions): ExchangeLeg {
  const { ports, clock, schedule, random } = options;
  const ssrc = Math.floor(random() * 0x1_0000_0000);
  // RFC 7022 section 4.2: short-term, so that nobody is recognised by it.
  const canonicalName = Buffer.from(Array.from({ length: 12 }, () => random() * 256)).toString('base64url');
  const latch = createSourceLatch();
  const reception = createReception();
  let agreement: Agreement | undefined;
  let encryption: Encryption | undefined;
  let control: Endpoint | undefined;
  let sent = { packets: 0, octets: 0, timestamp: 0, at: 0 };
  let reportedPackets = 0;
  let lastReport: { readonly ssrc: number; readonly middle: number; readonly at: number } | undefined;
  let roundTripMilliseconds: number | null = null;
  let remoteLossShare: number | null = null;
  let cancelReport: (() => void) | undefined;
  /** When comfort noise came last; undefined while voice comes. Monotonic ms. */
  let pausedAt: number | undefined;

  const decrypt = (data: Buffer, kind: 'unprotectRtp' | 'unprotectRtcp') =>
    encryption ? encryption.receiver[kind](data) : data;

  const onAudio = (data: Buffer, from: RemoteInfo) => {
    if (isRtcp(data)) return onControl(data, from, true);
    const clear = agreement && decrypt(data, 'unprotectRtp');
    const packet = clear && readRtp(clear);
    if (!agreement || !packet || packet.payload.length > LONGEST_PAYLOAD) return;
    const now = clock.monotonic();
    if (!latch.accepts(from, now, encryption !== undefined)) return;
    const codec = agreement.received.find(({ payloadType }) => payloadType === packet.payloadType);
    if (!reception.count(packet, now, codec !== undefined)) return;
    if (codec) pausedAt = undefined;
    else if (packet.payloadType === COMFORT_NOISE) pausedAt = now;
    // Key presses and comfort noise are counted and end here (rule RL-6).
    if (codec && packet.payload.length > 0) options.onAudio(packet, codec.name);
  };

  const onControl = (data: Buffer, from: RemoteInfo, isMultiplexed: boolean) => {
    if (!agreement || from.address !== latch.target()?.address) return;
    const clear = decrypt(data, 'unprotectRtcp');
    const report = clear && readRtcp(clear);
    if (!report) return;
    if (!isMultiplexed) control = { address: from.address, port: from.port };
    for (const one of report.senderReports) lastReport = { ...one, at: clock.monotonic() };
    for (const block of report.receptions) {
      if (block.ssrc !== ssrc) continue;
      remoteLossShare = block.fractionLost / 256;
      const measured = roundTrip(clock.wall(), block.lastReport, block.delaySinceLastReport);
      if (measured !== undefined) roundTripMilliseconds = measured;
    }
  };

  const controlTarget = (): Endpoint | undefined => {
    if (control) return control;
    const audio = latch.target();
    if (!agreement || !audio) return undefined;
    return agreement.remoteControl ?? (agreement.remote ? audio : undefined);
  };

  const report = (bye: boolean, onSent: () => void = () => undefined) => {
    const target = controlTarget();
    if (!target || !agreement) return onSent();
    const isSender = sent.packets > reportedPackets;
    reportedPackets = sent.packets;
    const now = clock.monotonic();
    const received = reception.report();
    const last: LastReport | undefined =
      lastReport && lastReport.ssrc === received?.ssrc
        ? { middle: lastReport.middle, sinceMilliseconds: now - lastReport.at }
        : undefined;
    const packet = writeRtcp({
      ssrc,
      canonicalName,
      sender: isSender
        ? {
            wall: clock.wall(),
            rtpTimestamp: (sent.timestamp + Math.round((now - sent.at) * SAMPLES_A_MILLISECOND)) >>> 0,
            packets: sent.packets,
            octets: sent.octets,
          }
        : undefined,
      reception: received,
      lastReport: last,
      bye,
    });
    const socket = agreement.remoteControl || control ? ports.control : ports.audio;
    socket.send(encryption?.sender.protectRtcp(packet) ?? packet, target.port, target.address, onSent);
  };

  const reportLater = () => {
    cancelReport = schedule(REPORT_MILLISECONDS * (0.5 + random()), () => {
      report(false);
      reportLater();
    });
  };

  ports.audio.on('message', onAudio);
  ports.control.on('message', (data, from) => onControl(data, from, false));

  return {
    port: ports.port,
    carry: (next) => {
      const isMoved = JSON.stringify(next.remoteControl) !== JSON.stringify(agreement?.remoteControl);
      if (isMoved) control = undefined;
      agreement = next;
      encryption = encryptionOf(next.srtp, encryption);
      latch.signalled(next.remote ?? undefined);
      if (!cancelReport) reportLater();
    },
    send: (packet) => {
      const target = latch.target();
      if (!target) return;
      const written = writeRtp({ ...packet, ssrc });
      const { timestamp, payload } = packet;
      sent = {
        packets: sent.packets + 1,
        octets: sent.octets + payload.length,
        timestamp,
        at: clock.monotonic(),
      };
      const data = encryption?.sender.protectRtp(written) ?? written;
      ports.audio.send(data, target.port, target.address);
    },
    counters: () => ({
      packetsSent: sent.packets,
      ...reception.totals(),
      roundTripMilliseconds,
      remoteLossShare,
      pausing: pausedAt !== undefined && clock.monotonic() - pausedAt < LONGEST_PAUSE_MILLISECONDS,
    }),
    close: () => {
      cancelReport?.();
      // Closed before it is sent, a packet is lost.
      report(true, () => {
        ports.audio.close();
        ports.control.close();
      });
    },
  };
}

/** Keys that stay the same keep their counters. */
function encryptionOf(srtp: Agreement['srtp'], before: Encryption | undefined): Encryption | undefined {
  if (!srtp) return undefined;
  const isSame = (part: 'local' | 'remote') =>
    before?.srtp.suite === srtp.suite && before.srtp[part] === srtp[part];
  return {
    srtp,
    sender:
      before && isSame('local')
        ? before.sender
        : createSrtpSender(srtp.suite, Buffer.from(srtp.local, 'base64')),
    receiver:
      before && isSame('remote')
        ? before.receiver
        : createSrtpReceiver(srtp.suite, Buffer.from(srtp.remote, 'base64')),
  };
}
