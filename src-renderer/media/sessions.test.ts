import { describe, expect, it } from 'vitest';
import { createSessions } from './sessions.ts';

/** As much of a peer connection as negotiation touches. */
class FakePeer extends EventTarget {
  connectionState: RTCPeerConnectionState = 'new';
  iceGatheringState: RTCIceGatheringState = 'complete';
  signalingState: RTCSignalingState = 'stable';
  localDescription: { sdp: string } | null = null;
  closed = false;
  rolledBack = 0;
  sent: unknown;
  preferences: RTCRtpCodec[] = [];
  readonly sender = {
    replaceTrack: async (track: unknown) => {
      this.sent = track;
    },
  };
  addTrack(track: unknown) {
    this.sent = track;
    return this.sender;
  }
  getTransceivers() {
    return [
      {
        sender: this.sender,
        setCodecPreferences: (codecs: RTCRtpCodec[]) => {
          this.preferences = codecs;
        },
      },
    ];
  }
  setRemoteDescription({ type, sdp }: RTCSessionDescriptionInit) {
    if (type === 'rollback') {
      this.rolledBack++;
      this.signalingState = 'stable';
    } else if (sdp?.includes('bad')) {
      if (type === 'offer' && sdp.includes('late')) this.signalingState = 'have-remote-offer';
      return Promise.reject(new DOMException('bad', 'OperationError'));
    } else this.signalingState = type === 'offer' ? 'have-remote-offer' : 'stable';
    return Promise.resolve();
  }
  setLocalDescription() {
    const answering = this.signalingState === 'have-remote-offer';
    this.signalingState = answering ? 'stable' : 'have-local-offer';
    this.localDescription = { sdp: answering ? 'answer' : 'offer' };
    return Promise.resolve();
  }
  getStats() {
    return Promise.resolve(new Map([['x', { type: 'outbound-rtp', kind: 'audio', packetsSent: 5 }]]));
  }
  become(state: RTCPeerConnectionState) {
    this.connectionState = state;
    this.dispatchEvent(new Event('connectionstatechange'));
  }
  close() {
    this.closed = true;
  }
}

function setup() {
  const peers: FakePeer[] = [];
  const changes: string[] = [];
  const statistics: number[] = [];
  const timers = new Set<() => void>();
  let played = 0;
  const sessions = createSessions({
    createPeer: () => {
      const peer = new FakePeer();
      peers.push(peer);
      return peer as unknown as RTCPeerConnection;
    },
    track: () => 'microphone' as unknown as MediaStreamTrack,
    play: () => {
      played++;
      return () => void played--;
    },
    streamOf: () => ({}) as MediaStream,
    codecs: () => [
      { mimeType: 'audio/opus', clockRate: 48_000 },
      { mimeType: 'audio/PCMA', clockRate: 8000 },
    ],
    schedule: (_milliseconds, run) => {
      timers.add(run);
      return () => void timers.delete(run);
    },
    onSession: ({ connection }) => changes.push(connection),
    onStatistics: ({ packetsSent }) => statistics.push(packetsSent),
  });
  const fire = async () => {
    for (const run of [...timers]) {
      timers.delete(run);
      run();
    }
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { sessions, ...sessions.handlers, peers, changes, statistics, timers, fire, played: () => played };
}

describe('media sessions', () => {
  it('answers an offer, says how it connects, measures, closes', async () => {
    const media = setup();
    expect(await media.answerOffer({ sessionId: 'a', offer: 'good' })).toEqual({ answer: 'answer' });
    const [peer] = media.peers;
    expect(peer?.sent).toBe('microphone');
    peer?.dispatchEvent(Object.assign(new Event('track'), { track: {} }));
    expect(media.played()).toBe(1);
    await media.fire();
    expect(media.statistics).toEqual([]);
    for (const state of ['connecting', 'connected', 'disconnected', 'connected'] as const)
      peer?.become(state);
    await media.fire();
    await media.fire();
    expect(media.statistics).toEqual([5, 5]);
    media.close({ sessionId: 'a' });
    media.close({ sessionId: 'a' });
    peer?.become('failed');
    expect(peer?.closed).toBe(true);
    expect(media.played()).toBe(0);
    expect(media.timers.size).toBe(0);
    expect(media.changes).toEqual(['connecting', 'connected', 'connecting', 'connected', 'closed']);
  });

  it('offers with PCMA first and takes the answer', async () => {
    const media = setup();
    expect(await media.createOffer({ sessionId: 'a', direction: 'sendrecv' })).toEqual({ offer: 'offer' });
    expect(media.peers[0]?.preferences[0]?.mimeType).toBe('audio/PCMA');
    expect(await media.acceptAnswer({ sessionId: 'a', answer: 'fine' })).toBeNull();
    await expect(media.acceptAnswer({ sessionId: 'a', answer: 'bad' })).rejects.toMatchObject({
      code: 'sdp-refused',
    });
    await expect(media.acceptAnswer({ sessionId: 'b', answer: 'x' })).rejects.toMatchObject({
      code: 'no-such-session',
    });
  });

  it('a first offer that is refused leaves nothing behind', async () => {
    const media = setup();
    await expect(media.answerOffer({ sessionId: 'a', offer: 'bad' })).rejects.toMatchObject({
      code: 'sdp-refused',
    });
    expect(media.peers[0]?.closed).toBe(true);
    expect(media.timers.size).toBe(0);
    await media.answerOffer({ sessionId: 'a', offer: 'good' });
    expect(media.peers).toHaveLength(2);
  });

  it('a re-INVITE that is refused leaves the call as it was', async () => {
    const media = setup();
    await media.answerOffer({ sessionId: 'a', offer: 'good' });
    await expect(media.answerOffer({ sessionId: 'a', offer: 'bad late' })).rejects.toMatchObject({
      code: 'sdp-refused',
    });
    expect(media.peers[0]).toMatchObject({ rolledBack: 1, closed: false, signalingState: 'stable' });
    expect(await media.answerOffer({ sessionId: 'a', offer: 'good' })).toEqual({ answer: 'answer' });
    expect(media.peers).toHaveLength(1);
  });

  it('every session takes another microphone', async () => {
    const media = setup();
    await media.answerOffer({ sessionId: 'a', offer: 'good' });
    await media.answerOffer({ sessionId: 'b', offer: 'good' });
    media.sessions.replaceTrack('headset' as unknown as MediaStreamTrack);
    expect(media.peers.map(({ sent }) => sent)).toEqual(['headset', 'headset']);
  });
});
