import { describe, expect, it } from 'vitest';
import { gathered, inOfferOrder, withoutCandidates } from './sdp.ts';

class FakePeer extends EventTarget {
  iceGatheringState: RTCIceGatheringState = 'gathering';
  localDescription: { sdp: string } | null = null;
  become(state: RTCIceGatheringState) {
    this.iceGatheringState = state;
    this.dispatchEvent(new Event('icegatheringstatechange'));
  }
}

describe('the order of codecs', () => {
  it('puts PCMA first and loses nothing', () => {
    const names = ['opus', 'red', 'G722', 'PCMU', 'PCMA', 'CN'];
    const codecs = [
      ...names.map((name) => ({ mimeType: `audio/${name}`, clockRate: 8000 })),
      { mimeType: 'audio/telephone-event', clockRate: 48_000 },
      { mimeType: 'audio/telephone-event', clockRate: 8000 },
    ];
    expect(
      inOfferOrder(codecs).map(({ mimeType, clockRate }) => `${mimeType.slice(6)}/${clockRate}`),
    ).toEqual([
      'PCMA/8000',
      'PCMU/8000',
      'opus/8000',
      'telephone-event/8000',
      'telephone-event/48000',
      'red/8000',
      'G722/8000',
      'CN/8000',
    ]);
  });
});

describe('an offer without its candidates', () => {
  it('MD-12 loses them and nothing else', () => {
    const lines = [
      'v=0',
      'm=audio 9 UDP/TLS/RTP/SAVPF 8',
      'a=ice-ufrag:x',
      'm=video 0 RTP/AVP 0',
      'a=mid:1',
      '',
    ];
    const offer = lines.flatMap((line) =>
      line.startsWith('a=')
        ? [`a=candidate:1 1 udp 1 10.0.0.1 9 typ host`, line, 'a=end-of-candidates']
        : [line],
    );
    expect(withoutCandidates(offer.join('\r\n'))).toEqual({
      sdp: lines.join('\r\n'),
      candidates: [0, 1].map((sdpMLineIndex) => ({
        candidate: 'candidate:1 1 udp 1 10.0.0.1 9 typ host',
        sdpMLineIndex,
      })),
    });
  });
});

describe('gathering', () => {
  const run = (peer: FakePeer) => {
    let expire: (() => void) | undefined;
    let cancelled = false;
    let done = false;
    const wait = gathered(peer as unknown as RTCPeerConnection, 500, (_milliseconds, run) => {
      expire = run;
      return () => {
        cancelled = true;
      };
    }).then(() => {
      done = true;
    });
    return { wait, expire: () => expire?.(), done: () => done, cancelled: () => cancelled };
  };

  it('ends when complete, and lets its timer go', async () => {
    const peer = new FakePeer();
    const waiting = run(peer);
    peer.become('gathering');
    await Promise.resolve();
    expect(waiting.done()).toBe(false);
    peer.become('complete');
    await waiting.wait;
    expect(waiting.cancelled()).toBe(true);
  });

  it('ends at once when it was complete before', async () => {
    const peer = new FakePeer();
    peer.iceGatheringState = 'complete';
    await run(peer).wait;
  });

  it('ends at its limit with what there is', async () => {
    const peer = new FakePeer();
    const waiting = run(peer);
    peer.localDescription = { sdp: 'v=0\r\na=candidate:1 1 udp 1 10.0.0.1 9 typ host\r\n' };
    waiting.expire();
    await waiting.wait;
  });

  it('waits longer while there is no candidate at all, but not for ever', async () => {
    const peer = new FakePeer();
    peer.localDescription = { sdp: 'v=0\r\n' };
    const waiting = run(peer);
    for (let limits = 1; limits < 9; limits++) waiting.expire();
    await Promise.resolve();
    expect(waiting.done()).toBe(false);
    waiting.expire();
    await waiting.wait;
  });
});
