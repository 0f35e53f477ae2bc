import type { MediaStatistics } from '#shared/contract/index.ts';

/** Running totals of RTCAudioSourceStats and RTCInboundRtpStreamStats (W3C webrtc-stats). */
interface Energy {
  readonly energy: number;
  readonly seconds: number;
}

/** One reading of getStats: the counters, and the totals that levels are computed from. */
export interface Reading {
  readonly packetsSent: number;
  readonly packetsReceived: number;
  readonly packetsLost: number;
  readonly jitterMilliseconds: number;
  readonly roundTripMilliseconds: number | null;
  readonly remoteLossShare: number | null;
  readonly codec: string | null;
  readonly inbound: Energy;
  readonly outbound: Energy;
}

export const NO_READING: Reading = {
  packetsSent: 0,
  packetsReceived: 0,
  packetsLost: 0,
  jitterMilliseconds: 0,
  roundTripMilliseconds: null,
  remoteLossShare: null,
  codec: null,
  inbound: { energy: 0, seconds: 0 },
  outbound: { energy: 0, seconds: 0 },
};

/** Takes from a report (the values of an RTCStatsReport) what concerns audio, added up over its streams. */
export function read(report: Iterable<object>): Reading {
  const all = [...report];
  const entries = all.filter((entry) => Reflect.get(entry, 'kind') === 'audio');
  const values = (type: string, field: string) =>
    entries
      .filter((entry) => Reflect.get(entry, 'type') === type)
      .map((entry): unknown => Reflect.get(entry, field));
  const numbers = (type: string, field: string) =>
    values(type, field).filter((value) => typeof value === 'number');
  const sum = (type: string, field: string) =>
    numbers(type, field).reduce((total, value) => total + value, 0);
  const energyOf = (type: string): Energy => ({
    energy: sum(type, 'totalAudioEnergy'),
    seconds: sum(type, 'totalSamplesDuration'),
  });
  const roundTrips = numbers('remote-inbound-rtp', 'roundTripTime');
  const losses = numbers('remote-inbound-rtp', 'fractionLost');
  const [codecId] = values('inbound-rtp', 'codecId');
  const codec = all.find((entry) => codecId !== undefined && Reflect.get(entry, 'id') === codecId);
  const mimeType: unknown = codec && Reflect.get(codec, 'mimeType');
  return {
    packetsSent: sum('outbound-rtp', 'packetsSent'),
    packetsReceived: sum('inbound-rtp', 'packetsReceived'),
    packetsLost: sum('inbound-rtp', 'packetsLost'),
    jitterMilliseconds: Math.max(0, ...numbers('inbound-rtp', 'jitter')) * 1000,
    roundTripMilliseconds: roundTrips.length === 0 ? null : Math.max(0, ...roundTrips) * 1000,
    remoteLossShare: losses.length === 0 ? null : Math.min(1, Math.max(0, ...losses)),
    codec: typeof mimeType === 'string' ? mimeType.replace(/^audio\//i, '').slice(0, 32) : null,
    inbound: energyOf('inbound-rtp'),
    outbound: energyOf('media-source'),
  };
}

/**
 * What goes to main. The level is the root mean square of the interval between two readings, by its definition
 * in webrtc-stats: the square root of the energy's growth over the duration's.
 */
export function toStatistics(sessionId: string, previous: Reading, now: Reading): MediaStatistics {
  const level = (before: Energy, after: Energy) => {
    const seconds = after.seconds - before.seconds;
    const energy = after.energy - before.energy;
    return seconds > 0 && energy > 0 ? Math.min(1, Math.sqrt(energy / seconds)) : 0;
  };
  const { inbound, outbound, ...counters } = now;
  return {
    sessionId,
    ...counters,
    inboundLevel: level(previous.inbound, inbound),
    outboundLevel: level(previous.outbound, outbound),
  };
}
