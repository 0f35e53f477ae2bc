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
  readonly inbound: Energy;
  readonly outbound: Energy;
}

export const NO_READING: Reading = {
  packetsSent: 0,
  packetsReceived: 0,
  packetsLost: 0,
  inbound: { energy: 0, seconds: 0 },
  outbound: { energy: 0, seconds: 0 },
};

/** Takes from a report (the values of an RTCStatsReport) what concerns audio, added up over its streams. */
export function read(report: Iterable<object>): Reading {
  const entries = [...report].filter((entry) => Reflect.get(entry, 'kind') === 'audio');
  const sum = (type: string, field: string) =>
    entries
      .filter((entry) => Reflect.get(entry, 'type') === type)
      .map((entry): unknown => Reflect.get(entry, field))
      .reduce((total: number, value) => total + (typeof value === 'number' ? value : 0), 0);
  const energyOf = (type: string): Energy => ({
    energy: sum(type, 'totalAudioEnergy'),
    seconds: sum(type, 'totalSamplesDuration'),
  });
  return {
    packetsSent: sum('outbound-rtp', 'packetsSent'),
    packetsReceived: sum('inbound-rtp', 'packetsReceived'),
    packetsLost: sum('inbound-rtp', 'packetsLost'),
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
  return {
    sessionId,
    packetsSent: now.packetsSent,
    packetsReceived: now.packetsReceived,
    packetsLost: now.packetsLost,
    jitterMilliseconds: 0,
    roundTripMilliseconds: null,
    remoteLossShare: null,
    codec: null,
    inboundLevel: level(previous.inbound, now.inbound),
    outboundLevel: level(previous.outbound, now.outbound),
  };
}
