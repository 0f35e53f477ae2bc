import {
  MediaStreamTrack,
  RTCPeerConnection,
  RTCRtpCodecParameters,
  type RTCRtpTransceiver,
  RtpHeader,
  RtpPacket,
} from 'werift';
import type { MediaStatistics } from '#shared/contract/index.ts';
import { CodedError } from '#shared/domain/index.ts';
import type { MediaPage, MediaPort, MediaSessionChange } from '../../media-port.ts';

const LOOPBACK = '127.0.0.1';

/** What the page heard of one session, packet by packet. */
export interface Heard {
  readonly payloadType: number;
  readonly sequenceNumber: number;
  readonly timestamp: number;
  readonly payload: Buffer;
}

/** One peer connection of the stand-in. */
export interface WeriftSession {
  readonly connection: RTCPeerConnection;
  readonly heard: Heard[];
  /** The first codec of the offer, which the page sends in. */
  payloadType: number;
  /** Told of each payload, too. */
  onHeard: (payload: Buffer) => void;
  standing: Parameters<MediaPage['setSession']>[0] | undefined;
  send(packet: { payload: Buffer; payloadType?: number; marker?: boolean; samples?: number }): void;
}

export interface WeriftPage {
  readonly port: MediaPort;
  /** By the page's own ids, in the order in which they were opened. */
  readonly sessions: Map<string, WeriftSession>;
  readonly offers: string[];
  readonly closed: string[];
  connect(): void;
  disconnect(): void;
  emitStatistics(sessionId: string): void;
  close(): Promise<void>;
}

function codec(name: string, payloadType: number): RTCRtpCodecParameters {
  return new RTCRtpCodecParameters({ mimeType: `audio/${name}`, clockRate: 8000, channels: 1, payloadType });
}

/** HelloVerifyRequest (RFC 6347 section 4.3.2). */
const HELLO_VERIFY_REQUEST = 3;

/**
 * A hello that waits for half a second, as it may on a loaded machine, is sent again and answered twice. Chromium
 * passes over the second answer; werift's client would give the connection up.
 */
function takeOneVerifyRequest({ dtlsTransport }: RTCRtpTransceiver): void {
  dtlsTransport.onStateChange.subscribe((state) => {
    if (state !== 'connecting') return;
    // Its socket is made right after it has told this.
    queueMicrotask(() => {
      const { dtls } = dtlsTransport;
      if (!dtls) throw new Error('werift makes its DTLS socket at another time now.');
      const handle = dtls.onHandleHandshakes;
      let verified = false;
      dtls.onHandleHandshakes = (messages) => {
        const fresh = messages.filter(({ msg_type }) => !(verified && msg_type === HELLO_VERIFY_REQUEST));
        verified ||= messages.some(({ msg_type }) => msg_type === HELLO_VERIFY_REQUEST);
        return handle(fresh);
      };
    });
  });
}

/** A stand-in for the media page: it answers offers with werift over loopback. */
export function createWeriftPage(): WeriftPage {
  const sessions = new Map<string, WeriftSession>();
  const offers: string[] = [];
  const closed: string[] = [];
  const pageListeners: Array<(connected: boolean) => void> = [];
  const sessionListeners: Array<(change: MediaSessionChange) => void> = [];
  const statisticsListeners: Array<(statistics: MediaStatistics) => void> = [];
  const standings = new Map<string, Parameters<MediaPage['setSession']>[0]>();
  let connected = true;

  const open = (sessionId: string): WeriftSession => {
    const connection = new RTCPeerConnection({
      codecs: { audio: [codec('PCMA', 8), codec('PCMU', 0), codec('telephone-event', 101)], video: [] },
      headerExtensions: { audio: [], video: [] },
      iceServers: [],
      iceUseIpv6: false,
      iceUseTcp: false,
      iceInterfaceAddresses: { udp4: LOOPBACK },
      iceAdditionalHostAddresses: [LOOPBACK],
    });
    const track = new MediaStreamTrack({ kind: 'audio' });
    const transceiver = connection.addTransceiver(track, { direction: 'sendrecv' });
    const heard: Heard[] = [];
    connection.onTrack.subscribe((remote) =>
      remote.onReceiveRtp.subscribe(({ header, payload }) => {
        const { payloadType, sequenceNumber, timestamp } = header;
        heard.push({ payloadType, sequenceNumber, timestamp, payload: Buffer.from(payload) });
        session.onHeard(payload);
      }),
    );
    takeOneVerifyRequest(transceiver);
    let sequenceNumber = 65_500;
    let timestamp = 4_294_960_000;
    const session: WeriftSession = {
      connection,
      heard,
      payloadType: 8,
      onHeard: () => undefined,
      standing: standings.get(sessionId),
      send: ({ payload, payloadType, marker = false, samples = payload.length }) => {
        const { dtlsTransport } = transceiver;
        const header = new RtpHeader({
          ssrc: transceiver.sender.ssrc,
          payloadType: payloadType ?? session.payloadType,
          sequenceNumber,
          timestamp,
          marker,
        });
        sequenceNumber = (sequenceNumber + 1) & 0xffff;
        timestamp = (timestamp + samples) >>> 0;
        void dtlsTransport.sendRtp(payload, new RtpPacket(header, payload).header);
      },
    };
    // The connection's own state says «connected» too early when a second offer comes during the handshake.
    transceiver.dtlsTransport.onStateChange.subscribe((state) => {
      if (state !== 'connecting' && state !== 'connected' && state !== 'failed') return;
      for (const listener of sessionListeners) listener({ sessionId, connection: state });
    });
    sessions.set(sessionId, session);
    return session;
  };

  const page: MediaPage = {
    configure: async () => null,
    prepare: async () => ({ microphone: 'ready' }),
    ring: async () => null,
    setHeadset: async () => null,
    expectOffer: async () => null,
    answerOffer: async ({ sessionId, offer }) => {
      offers.push(offer);
      const session = sessions.get(sessionId) ?? open(sessionId);
      await session.connection.setRemoteDescription({ type: 'offer', sdp: offer });
      await session.connection.setLocalDescription(await session.connection.createAnswer());
      const answer = session.connection.localDescription?.sdp ?? '';
      // Chromium's answer keeps the order of the offer; werift's has its own.
      session.payloadType = Number(/^m=audio \d+ \S+ (\d+)/m.exec(offer)?.[1]);
      return { answer };
    },
    createOffer: async () => {
      throw new CodedError('sdp-refused', 'The relay never asks the page for an offer.');
    },
    acceptAnswer: async () => {
      throw new CodedError('no-such-session', 'The relay never gives the page an answer.');
    },
    setSession: async (standing) => {
      standings.set(standing.sessionId, standing);
      const session = sessions.get(standing.sessionId);
      if (session) session.standing = standing;
      return null;
    },
    sendDigits: async ({ sessionId }) => ({ sent: sessions.has(sessionId) }),
    close: async ({ sessionId }) => {
      closed.push(sessionId);
      await sessions.get(sessionId)?.connection.close();
      sessions.delete(sessionId);
      return null;
    },
  };

  return {
    port: {
      page: () => (connected ? page : undefined),
      onPage: (listener) => void pageListeners.push(listener),
      onMicrophone: () => undefined,
      onSession: (listener) => void sessionListeners.push(listener),
      onStatistics: (listener) => void statisticsListeners.push(listener),
    },
    sessions,
    offers,
    closed,
    connect: () => {
      connected = true;
      for (const listener of pageListeners) listener(true);
    },
    disconnect: () => {
      connected = false;
      for (const listener of pageListeners) listener(false);
    },
    emitStatistics: (sessionId) => {
      for (const listener of statisticsListeners) {
        listener({
          sessionId,
          packetsSent: 1,
          packetsReceived: 1,
          packetsLost: 1,
          jitterMilliseconds: 1,
          roundTripMilliseconds: 1,
          remoteLossShare: 1,
          codec: 'PCMA',
          inboundLevel: 0.5,
          outboundLevel: 0.25,
        });
      }
    },
    close: async () => {
      await Promise.all([...sessions.values()].map(({ connection }) => connection.close()));
    },
  };
}
