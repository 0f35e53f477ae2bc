import { describe, expect, it } from 'vitest';
import { NO_READING, read, toStatistics } from './statistics.ts';

const report = [
  {
    type: 'inbound-rtp',
    kind: 'audio',
    packetsReceived: 50,
    packetsLost: 2,
    jitter: 0.004,
    codecId: 'c',
    totalAudioEnergy: 0.01,
    totalSamplesDuration: 1,
  },
  { type: 'inbound-rtp', kind: 'video', packetsReceived: 999 },
  { type: 'outbound-rtp', kind: 'audio', packetsSent: 48 },
  { type: 'media-source', kind: 'audio', totalAudioEnergy: 0.25, totalSamplesDuration: 1 },
  { type: 'candidate-pair', packetsSent: 7 },
  { type: 'remote-inbound-rtp', kind: 'audio', roundTripTime: 0.03, fractionLost: 0.25 },
  { type: 'codec', id: 'c', mimeType: 'audio/PCMA' },
];

describe('statistics', () => {
  it('reads the audio streams of a report', () => {
    expect(read(report)).toEqual({
      packetsSent: 48,
      packetsReceived: 50,
      packetsLost: 2,
      jitterMilliseconds: 4,
      roundTripMilliseconds: 30,
      remoteLossShare: 0.25,
      codec: 'PCMA',
      inbound: { energy: 0.01, seconds: 1 },
      outbound: { energy: 0.25, seconds: 1 },
    });
    expect(read([])).toEqual(NO_READING);
    expect(read([{ type: 'outbound-rtp', kind: 'audio' }]).packetsSent).toBe(0);
  });

  it('levels are the root mean square of the interval, not of the whole call', () => {
    const first = read(report);
    expect(toStatistics('s', NO_READING, first)).toMatchObject({ inboundLevel: 0.1, outboundLevel: 0.5 });
    const later = { ...first, inbound: { energy: 0.01, seconds: 2 }, outbound: { energy: 4.25, seconds: 2 } };
    expect(toStatistics('s', first, later)).toMatchObject({ inboundLevel: 0, outboundLevel: 1 });
    expect(toStatistics('s', later, first)).toMatchObject({ inboundLevel: 0, outboundLevel: 0 });
  });
});
