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
  direction = 'sendrecv';
  readonly tones: string[] = [];
  readonly applied: string[] = [];
  readonly candidates: (string | undefined)[] = [];
  preferences: RTCRtpCodec[] = [];
  readonly sender = {
    replaceTrack: async (track: unknown) => {
      this.sent = track;
    },
    dtmf: {
      canInsertDTMF: true,
      toneBuffer: '',
      insertDTMF: (tones: string) => void this.tones.push(tones),
    },
  };
  addTrack(track: unknown) {
    this.sent = track;
    return this.sender;
  }
  readonly transceiver = {
    sender: this.sender,
    direction: 'sendrecv',
    setCodecPreferences: (codecs: RTCRtpCodec[]) => {
      this.preferences = codecs;
    },
  };
  getTransceivers() {
    return [this.transceiver];
  }
  setRemoteDescription({ type, sdp }: RTCSessionDescriptionInit) {
    this.applied.push(type);
    if (type === 'rollback') {
      this.rolledBack++;
      this.signalingState = 'stable';
    } else if (sdp?.includes('bad')) {
      if (type === 'offer' && sdp.includes('late')) this.signalingState = 'have-remote-offer';
      return Promise.reject(new DOMException('bad', 'OperationError'));
    } else this.signalingState = type === 'offer' ? 'have-remote-offer' : 'stable';
    return Promise.resolve();
  }
  addIceCandidate({ candidate }: RTCIceCandidateInit) {
    this.candidates.push(candidate);
    return candidate?.includes('odd') ? Promise.reject(new TypeError('odd')) : Promise.resolve();
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

/** A track that can be told from its copies. */
class FakeTrack {
  enabled = true;
  stopped = false;
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
  clone() {
    return new FakeTrack(`${this.name}'`);
  }
  stop() {
    this.stopped = true;
  }
}
const asTrack = (track: FakeTrack) => track as unknown as MediaStreamTrack;
const trackSentBy = (peer: FakePeer | undefined) => peer?.sent as FakeTrack;

function setup() {
  const peers: FakePeer[] = [];
  const changes: string[] = [];
  const statistics: number[] = [];
  const timers = new Set<() => void>();
  let played = 0;
  let microphone = new FakeTrack('microphone');
  const heard: boolean[] = [];
  const mixes: string[][] = [];
  const sessions = createSessions({
    createPeer: () => {
      const peer = new FakePeer();
      peers.push(peer);
      return peer as unknown as RTCPeerConnection;
    },
    track: () => asTrack(microphone),
    mix: (tracks) => {
      const names = tracks.map((track) => (track as unknown as FakeTrack).name);
      mixes.push(names);
      return { track: asTrack(new FakeTrack(names.join('+'))), stop: () => void mixes.push(['stopped']) };
    },
    play: () => {
      played++;
      return { setHeard: (now) => void heard.push(now), stop: () => void played-- };
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
  const speak = (peer: FakePeer | undefined, name: string) =>
    peer?.dispatchEvent(Object.assign(new Event('track'), { track: new FakeTrack(name) }));
  const plug = (name: string) => {
    microphone = new FakeTrack(name);
    sessions.microphoneChanged();
  };
  return {
    sessions,
    ...sessions.handlers,
    acceptAnswer: (input: { sessionId: string; answer: string; provisional?: boolean }) =>
      sessions.handlers.acceptAnswer({ provisional: false, ...input }),
    peers,
    changes,
    statistics,
    timers,
    heard,
    mixes,
    fire,
    speak,
    plug,
    played: () => played,
  };
}

describe('media sessions', () => {
  it('answers an offer, says how it connects, measures, closes', async () => {
    const media = setup();
    expect(await media.answerOffer({ sessionId: 'a', offer: 'good' })).toEqual({ answer: 'answer' });
    const [peer] = media.peers;
    expect(trackSentBy(peer).name).toBe("microphone'");
    media.speak(peer, 'citizen');
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

  it("MD-12 the answer is made while it rings, and the caller's addresses are known once it is answered", async () => {
    const media = setup();
    const offer = 'good\na=candidate:1 near\na=candidate:2 odd';
    await media.expectOffer({ sessionId: 'a', offer });
    await media.expectOffer({ sessionId: 'a', offer });
    expect(media.peers).toHaveLength(1);
    const [peer] = media.peers;
    expect([peer?.localDescription, peer?.candidates]).toEqual([{ sdp: 'answer' }, []]);
    expect(await media.answerOffer({ sessionId: 'a', offer })).toEqual({ answer: 'answer' });
    expect(peer?.applied).toEqual(['offer']);
    expect(peer?.candidates).toEqual(['candidate:1 near', 'candidate:2 odd']);
    await media.answerOffer({ sessionId: 'a', offer });
    expect(peer?.applied).toEqual(['offer', 'offer']);
  });

  it('MD-12 an expected offer that is refused is told at the answer and leaves nothing behind', async () => {
    const media = setup();
    await media.expectOffer({ sessionId: 'a', offer: 'bad' });
    expect(media.changes).toEqual([]);
    await expect(media.answerOffer({ sessionId: 'a', offer: 'bad' })).rejects.toMatchObject({
      code: 'sdp-refused',
    });
    expect([media.peers[0]?.closed, media.timers.size]).toEqual([true, 0]);
  });

  it('MD-12 a caller who gives up while it rings leaves nothing behind', async () => {
    const media = setup();
    await media.expectOffer({ sessionId: 'a', offer: 'good' });
    media.close({ sessionId: 'a' });
    expect([media.peers[0]?.closed, media.timers.size]).toEqual([true, 0]);
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
    media.plug('headset');
    expect(media.peers.map((peer) => trackSentBy(peer).name)).toEqual(["headset'", "headset'"]);
  });

  it('MD-3 a muted session sends silence, and mutes no other', async () => {
    const media = setup();
    await media.answerOffer({ sessionId: 'a', offer: 'good' });
    await media.answerOffer({ sessionId: 'b', offer: 'good' });
    media.setSession({ sessionId: 'a', muted: true, heard: true, mixedWith: [] });
    expect(media.peers.map((peer) => trackSentBy(peer).enabled)).toEqual([false, true]);
    media.plug('headset');
    expect(media.peers.map((peer) => trackSentBy(peer).enabled)).toEqual([false, true]);
    media.setSession({ sessionId: 'a', muted: false, heard: true, mixedWith: [] });
    expect(trackSentBy(media.peers[0]).enabled).toBe(true);
  });

  it('MD-4 what was said of a session before it began holds from its first packet, until it is closed', async () => {
    const media = setup();
    media.setSession({ sessionId: 'a', muted: true, heard: false, mixedWith: [] });
    await media.answerOffer({ sessionId: 'a', offer: 'good' });
    media.speak(media.peers[0], 'citizen');
    expect(trackSentBy(media.peers[0]).enabled).toBe(false);
    expect(media.heard.at(-1)).toBe(false);
    media.close({ sessionId: 'a' });
    await media.answerOffer({ sessionId: 'a', offer: 'good' });
    expect(trackSentBy(media.peers[1]).enabled).toBe(true);
  });

  it('MD-5 in a conference each is sent the microphone and the others, whoever came first', async () => {
    const media = setup();
    for (const sessionId of ['a', 'b']) await media.answerOffer({ sessionId, offer: 'good' });
    media.setSession({ sessionId: 'a', muted: false, heard: true, mixedWith: ['b'] });
    expect(trackSentBy(media.peers[0]).name).toBe("microphone'");
    media.speak(media.peers[1], 'lawyer');
    expect(trackSentBy(media.peers[0]).name).toBe("microphone'+lawyer");
    media.speak(media.peers[0], 'citizen');
    media.setSession({ sessionId: 'b', muted: false, heard: true, mixedWith: ['a'] });
    expect(trackSentBy(media.peers[1]).name).toBe("microphone'+citizen");
    expect(media.mixes).toHaveLength(2);
    media.plug('headset');
    expect(trackSentBy(media.peers[0]).name).toBe("headset'+lawyer");
    media.close({ sessionId: 'b' });
    expect(trackSentBy(media.peers[0]).name).toBe("headset'");
    expect(media.mixes.filter(([name]) => name === 'stopped')).toHaveLength(4);
  });

  it('MD-6 hold is a direction of the offer, and an early answer is a provisional one', async () => {
    const media = setup();
    await media.createOffer({ sessionId: 'a', direction: 'sendrecv' });
    await media.acceptAnswer({ sessionId: 'a', answer: 'early', provisional: true });
    await media.acceptAnswer({ sessionId: 'a', answer: 'final' });
    expect(media.peers[0]?.applied).toEqual(['pranswer', 'answer']);
    await media.createOffer({ sessionId: 'a', direction: 'sendonly' });
    expect(media.peers[0]?.transceiver.direction).toBe('sendonly');
    expect(media.peers).toHaveLength(1);
  });

  it('MD-7 digits join those that wait, and are not said to be sent where nothing can carry them', async () => {
    const media = setup();
    expect(media.sendDigits({ sessionId: 'a', digits: '1' })).toEqual({ sent: false });
    await media.answerOffer({ sessionId: 'a', offer: 'good' });
    const dtmf = media.peers[0]?.sender.dtmf;
    if (!dtmf) throw new Error('no sender');
    dtmf.toneBuffer = '12';
    expect(media.sendDigits({ sessionId: 'a', digits: '3#' })).toEqual({ sent: true });
    expect(media.peers[0]?.tones).toEqual(['123#']);
    dtmf.canInsertDTMF = false;
    expect(media.sendDigits({ sessionId: 'a', digits: '4' })).toEqual({ sent: false });
  });
});
