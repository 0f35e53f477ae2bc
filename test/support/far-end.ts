import {
  MediaStreamTrack,
  RTCPeerConnection,
  RTCRtpCodecParameters,
  RtpHeader,
  RtpPacket,
  usePCMA,
} from 'werift';

const TELEPHONE_EVENT = 101;

/** The far end: a tone by PCMA over loopback, and a count of what comes back. */
export class FarEnd {
  readonly peer = new RTCPeerConnection({
    codecs: {
      audio: [
        // biome-ignore lint/correctness/useHookAtTopLevel: werift's codec, no hook of React's
        usePCMA(),
        new RTCRtpCodecParameters({
          mimeType: 'audio/telephone-event',
          clockRate: 8000,
          channels: 1,
          payloadType: TELEPHONE_EVENT,
        }),
      ],
      video: [],
    },
    iceServers: [],
    iceLite: true,
    iceUseIpv6: false,
    iceInterfaceAddresses: { udp4: '127.0.0.1' },
    iceAdditionalHostAddresses: ['127.0.0.1'],
  });
  readonly track = new MediaStreamTrack({ kind: 'audio' });
  received = 0;
  loudest = 0;
  /** Events of RFC 4733 that began, in order. */
  readonly events: number[] = [];
  /** The last second that was heard, linear. */
  heard: number[] = [];
  #timer: NodeJS.Timeout | undefined;

  /** @param period of the tone it plays, in samples of 8 kHz: 16 is 500 Hz */
  constructor(period = 16) {
    this.peer.onTrack.subscribe((track) => {
      track.onReceiveRtp.subscribe(({ header, payload }) => {
        if (header.payloadType === TELEPHONE_EVENT) {
          if (header.marker) this.events.push(payload[0] ?? -1);
          return;
        }
        this.received++;
        this.heard = [...this.heard, ...[...payload].map(linear)].slice(-8000);
        // Distance from the A-law code of silence, whatever its sign.
        for (const code of payload) this.loudest = Math.max(this.loudest, (code ^ 0x55) & 0x7f);
      });
    });
    this.peer.addTransceiver(this.track, { direction: 'sendrecv' });
    let sequenceNumber = 0;
    this.#timer = setInterval(() => {
      // A square tone at a quarter of full scale.
      const at = (index: number) => ((sequenceNumber * 160 + index) % period < period / 2 ? 0xb5 : 0x35);
      const payload = Buffer.from(Array.from({ length: 160 }, (_, index) => at(index)));
      const header = new RtpHeader({ payloadType: 8, sequenceNumber, timestamp: sequenceNumber * 160 });
      sequenceNumber++;
      if (this.peer.connectionState === 'connected') this.track.writeRtp(new RtpPacket(header, payload));
    }, 20);
  }
  local(): string {
    const sdp = this.peer.localDescription?.sdp ?? '';
    return sdp.replace('a=ice-lite\r\n', '').replace(/^t=.*$/m, '$&\r\na=ice-lite');
  }
  async offer(): Promise<string> {
    await this.peer.setLocalDescription(await this.peer.createOffer());
    return this.local();
  }
  async answer(offer: string): Promise<string> {
    await this.peer.setRemoteDescription({ type: 'offer', sdp: withoutCandidates(offer) });
    await this.peer.setLocalDescription(await this.peer.createAnswer());
    return this.local();
  }
  async accept(answer: string): Promise<void> {
    await this.peer.setRemoteDescription({ type: 'answer', sdp: withoutCandidates(answer) });
  }
  /** Share of what was heard in the last second that is a tone of this period (Goertzel), 0 to 1. */
  hears(period: number): number {
    const total = this.heard.reduce((sum, sample) => sum + sample * sample, 0);
    if (total < 1) return 0;
    let real = 0;
    let imaginary = 0;
    this.heard.forEach((sample, index) => {
      real += sample * Math.cos((2 * Math.PI * index) / period);
      imaginary += sample * Math.sin((2 * Math.PI * index) / period);
    });
    return (2 * (real * real + imaginary * imaginary)) / (total * this.heard.length);
  }
  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.peer.close();
  }
}

/** A-law to linear, -4032 to 4032 (ITU-T G.711). */
function linear(code: number): number {
  const value = code ^ 0x55;
  const exponent = (value >> 4) & 7;
  const mantissa = value & 15;
  const magnitude = exponent === 0 ? 2 * mantissa + 1 : (2 * mantissa + 33) << (exponent - 1);
  return value & 0x80 ? magnitude : -magnitude;
}

const withoutCandidates = (sdp: string) => sdp.replace(/^a=candidate:.*\r\n/gm, '');
