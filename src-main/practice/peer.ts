import type { MediaStreamTrack, RTCPeerConnection, RtpPacket } from 'werift';
import { CodedError } from '#shared/domain/index.ts';
import { ALAW_TO_LINEAR, ALAW_TO_MULAW, FRAME_SAMPLES, levelOf, MULAW_TO_LINEAR } from './g711.ts';
import { type CallMedia, type CallMediaEvents, DIGITS } from './media.ts';

/** werift is heavy (a third of a second to load), so it is loaded when the first call is near. */
export const loadWerift = () => import('werift');
type Werift = Awaited<ReturnType<typeof loadWerift>>;

const LOOPBACK = '127.0.0.1';
const PCMU = 0;
const PCMA = 8;
const TELEPHONE_EVENT = 101;

/** One peer connection and its audio track. */
interface Path {
  readonly connection: RTCPeerConnection;
  readonly track: MediaStreamTrack;
}

/**
 * A party's audio by WebRTC: DTLS-SRTP over loopback, PCMA before PCMU before telephone-event.
 *
 * We are an ICE lite agent (RFC 8445 section 2.5): the seat sends the checks and we learn its address from
 * them, so that it works alike whether the seat's candidates are addresses or mDNS names, and nobody asks a
 * STUN server.
 */
export async function createPeerMedia(events: CallMediaEvents): Promise<CallMedia> {
  const werift = await loadWerift();
  let path = openPath(werift);
  /** Credentials of the seat's end of the path. */
  let seatEnd: string | undefined;
  let closed = false;
  let packetsReceived = 0;
  let packetsSent = 0;
  let receivedPeak = 0;
  let receivedEnergy = 0;
  let sequenceNumber = Math.floor(Math.random() * 0x10000);
  let timestamp = Math.floor(Math.random() * 0x100000000);
  let talkSpurt = true;

  /** Timestamp of the last key press, which all packets of it carry (RFC 4733 section 2.2.2). */
  let keyPressedAt: number | undefined;

  const receiveKey = ({ header, payload }: RtpPacket) => {
    const digit = DIGITS[payload[0] ?? 0xff];
    if (digit === undefined || payload.length !== 4 || header.timestamp === keyPressedAt) return;
    keyPressedAt = header.timestamp;
    events.onDigit(digit);
  };
  const receive = (packet: RtpPacket) => {
    const { payloadType } = packet.header;
    if (payloadType !== PCMA && payloadType !== PCMU) return receiveKey(packet);
    const { rms, peak } = levelOf(packet.payload, payloadType === PCMA ? ALAW_TO_LINEAR : MULAW_TO_LINEAR);
    packetsReceived++;
    receivedEnergy += rms * rms;
    receivedPeak = Math.max(receivedPeak, peak);
    events.onPacket(rms);
  };
  const watch = (watched: Path) => {
    let known: MediaStreamTrack | undefined;
    // werift tells of the same track again each time the seat goes on after a hold.
    watched.connection.onTrack.subscribe((track) => {
      if (track !== known) track.onReceiveRtp.subscribe(receive);
      known = track;
    });
    watched.connection.connectionStateChange.subscribe((state) => {
      if (state !== 'connected' || path !== watched || closed) return;
      talkSpurt = true;
      events.onConnected();
    });
  };
  watch(path);

  return {
    offer: async () => {
      await path.connection.setLocalDescription(await path.connection.createOffer());
      return localSdp(path.connection);
    },
    accept: async (answer) => {
      const sdp = usable(answer);
      seatEnd = endOf(sdp);
      await refuseBad(() => path.connection.setRemoteDescription({ type: 'answer', sdp }));
    },
    answer: async (offer) => {
      const sdp = usable(offer);
      const replaced = path;
      if (seatEnd === undefined || endOf(sdp) === seatEnd) {
        seatEnd = endOf(sdp);
        return refuseBad(() => answerOn(replaced, sdp));
      }
      const next = openPath(werift);
      watch(next);
      try {
        const answer = await refuseBad(() => answerOn(next, sdp));
        path = next;
        seatEnd = endOf(sdp);
        void replaced.connection.close();
        // The call may have ended meanwhile.
        if (closed) void next.connection.close();
        return answer;
      } catch (error) {
        void next.connection.close();
        throw error;
      }
    },
    send: (frame, skippedFrames) => {
      timestamp = (timestamp + skippedFrames * FRAME_SAMPLES) >>> 0;
      const codec = path.connection.getSenders()[0]?.codec;
      if (codec && path.connection.connectionState === 'connected') {
        const mulaw = codec.payloadType === PCMU;
        const payload = mulaw ? Uint8Array.from(frame, (code) => ALAW_TO_MULAW[code] ?? 0xff) : frame;
        const header = new werift.RtpHeader({
          payloadType: codec.payloadType,
          sequenceNumber,
          timestamp,
          marker: talkSpurt || skippedFrames > 0,
        });
        talkSpurt = false;
        path.track.writeRtp(new werift.RtpPacket(header, Buffer.from(payload)));
        packetsSent++;
        sequenceNumber = (sequenceNumber + 1) & 0xffff;
      }
      timestamp = (timestamp + FRAME_SAMPLES) >>> 0;
    },
    counts: () => ({
      packetsReceived,
      packetsSent,
      receivedPeak,
      receivedLevel: packetsReceived === 0 ? 0 : Math.sqrt(receivedEnergy / packetsReceived),
    }),
    close: () => {
      closed = true;
      void path.connection.close();
    },
  };
}

async function answerOn({ connection }: Path, offer: string): Promise<string> {
  await connection.setRemoteDescription({ type: 'offer', sdp: offer });
  await connection.setLocalDescription(await connection.createAnswer());
  return localSdp(connection);
}

function openPath(werift: Werift): Path {
  const audio = (name: string, payloadType: number, parameters?: string) =>
    new werift.RTCRtpCodecParameters({
      mimeType: `audio/${name}`,
      clockRate: 8000,
      channels: 1,
      payloadType,
      ...(parameters !== undefined && { parameters }),
    });
  const connection = new werift.RTCPeerConnection({
    codecs: {
      audio: [audio('PCMA', PCMA), audio('PCMU', PCMU), audio('telephone-event', TELEPHONE_EVENT, '0-15')],
      video: [],
    },
    headerExtensions: { audio: [], video: [] },
    iceServers: [],
    iceLite: true,
    iceUseIpv6: false,
    iceUseTcp: false,
    iceInterfaceAddresses: { udp4: LOOPBACK },
    iceAdditionalHostAddresses: [LOOPBACK],
  });
  const track = new werift.MediaStreamTrack({ kind: 'audio' });
  connection.addTransceiver(track, { direction: 'sendrecv' });
  return { connection, track };
}

/**
 * Our description, with the candidates on loopback only, as the sockets are bound there, and with ice-lite
 * where RFC 8839 section 5.3 wants it, at session level; werift writes it at media level, where Chromium does
 * not look.
 */
function localSdp(connection: RTCPeerConnection): string {
  const sdp = connection.localDescription?.sdp ?? '';
  return sdp
    .split('\r\n')
    .filter((line) => line !== 'a=ice-lite')
    .filter((line) => !line.startsWith('a=candidate:') || line.includes(` ${LOOPBACK} `))
    .map((line) => (line.startsWith('t=') ? `${line}\r\na=ice-lite` : line))
    .join('\r\n');
}

/**
 * The seat's description without candidates, which a lite agent has no use for.
 *
 * @throws CodedError `sdp-unusable` when there is no audio, none by PCMA or PCMU, or none that is secured
 */
function usable(sdp: string): string {
  const speaksOurs = /^m=audio [1-9]\d* \S+(?: \d+)* [08](?=\s)/m.test(sdp);
  if (!speaksOurs || endOf(sdp) === undefined) {
    throw new CodedError('sdp-unusable', 'The seat sent no usable audio description.');
  }
  return sdp
    .split(/\r?\n/)
    .filter((line) => !line.startsWith('a=candidate:'))
    .join('\r\n');
}

/**
 * What tells one transport of the seat from another: fingerprint and ICE name (RFC 8842 section 3). A page that
 * was replaced brings new ones, a hold or a refresh brings the same.
 */
function endOf(sdp: string): string | undefined {
  const fingerprint = /^a=fingerprint:(.+?)\s*$/m.exec(sdp)?.[1];
  const name = /^a=ice-ufrag:(\S+)/m.exec(sdp)?.[1];
  return fingerprint === undefined || name === undefined ? undefined : `${fingerprint.toLowerCase()} ${name}`;
}

async function refuseBad<T>(negotiate: () => Promise<T>): Promise<T> {
  try {
    return await negotiate();
  } catch (error) {
    throw new CodedError('sdp-unusable', 'The audio description could not be applied.', { cause: error });
  }
}
