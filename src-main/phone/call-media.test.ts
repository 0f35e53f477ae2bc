import { describe, expect, it } from 'vitest';
import type { MediaStatistics } from '#shared/contract/index.ts';
import { CallMedia } from './call-media.ts';

const statistics = (over: Partial<MediaStatistics>): MediaStatistics => ({
  sessionId: '019a0000-0000-7000-8000-000000000001',
  packetsSent: 0,
  packetsReceived: 0,
  packetsLost: 0,
  jitterMilliseconds: 0,
  roundTripMilliseconds: null,
  remoteLossShare: null,
  codec: 'PCMA',
  inboundLevel: 0,
  outboundLevel: 0,
  ...over,
});

/** Heard for a second, then twelve in which nothing comes any more. */
function fallsSilent(over: Partial<MediaStatistics>): CallMedia {
  const media = new CallMedia();
  media.answered(0);
  media.counted(statistics({ packetsReceived: 50, inboundLevel: 0.2 }), true, 1_000);
  for (let second = 2; second <= 13; second++) {
    media.counted(statistics({ packetsReceived: 50, ...over }), true, second * 1_000);
  }
  return media;
}

describe('a silence', () => {
  it('CA-9 VQ-4 in which nothing comes is one of the wire', () => {
    const media = fallsSilent({});
    expect(media.state).toBe('connecting');
    expect(media.quality(13_000)?.oneWay).toBe('not-heard');
  });

  it('VQ-4 that the other side has announced by comfort noise is its own', () => {
    const media = fallsSilent({ pausing: true });
    expect(media.state).toBe('flowing');
    expect(media.quality(13_000)?.oneWay).toBe('none');
    expect(media.wholeQuality()?.oneWay).toBe('none');
  });
});
