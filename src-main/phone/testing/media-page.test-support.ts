import type { MediaDirection, MediaStatistics, MicrophoneState } from '#shared/contract/index.ts';
import { CodedError } from '#shared/domain/index.ts';
import type { MediaPage, MediaPort, MediaSessionChange } from '../media-port.ts';

/** An SDP that names who made it, so that tests can tell descriptions apart. */
export function cannedSdp(maker: string, version = 1, direction: MediaDirection = 'sendrecv'): string {
  return [
    'v=0',
    `o=- ${4_000 + maker.length} ${version} IN IP4 127.0.0.1`,
    `s=${maker}`,
    't=0 0',
    'm=audio 9 UDP/TLS/RTP/SAVPF 8',
    'c=IN IP4 127.0.0.1',
    ...(direction === 'sendrecv' ? [] : [`a=${direction}`]),
    '',
  ].join('\r\n');
}

export interface FakePage {
  readonly port: MediaPort;
  /** Calls made of the page, by name and session. */
  readonly calls: Array<{ call: string; sessionId?: string; value?: string }>;
  /** Offers it was told to make ready for. */
  readonly expected: string[];
  connect(): void;
  disconnect(): void;
  /** What the next description call does instead of answering. */
  failNext(code: 'sdp-refused' | 'internal' | 'never'): void;
  /** Whether telephone-event was agreed on from now on. */
  takeTelephoneEvents(taken: boolean): void;
  emitStatistics(statistics: Partial<MediaStatistics> & { sessionId: string }): void;
  emitSession(change: MediaSessionChange): void;
  /** The session the page was last asked about. */
  lastSession(): string;
}

/** A media page that answers with canned SDP. */
export function createFakePage(): FakePage {
  const calls: FakePage['calls'] = [];
  const expected: string[] = [];
  const pageListeners: Array<(connected: boolean) => void> = [];
  const microphoneListeners: Array<(microphone: MicrophoneState) => void> = [];
  const sessionListeners: Array<(change: MediaSessionChange) => void> = [];
  const statisticsListeners: Array<(statistics: MediaStatistics) => void> = [];
  let connected = true;
  let pages = 1;
  let offers = 0;
  let telephoneEvents = true;
  let failure: 'sdp-refused' | 'internal' | 'never' | undefined;
  let session = '';

  const described = async <T>(call: string, sessionId: string, value: string, result: T): Promise<T> => {
    calls.push({ call, sessionId, value });
    session = sessionId;
    const now = failure;
    failure = undefined;
    if (now === 'never') return new Promise<T>(() => undefined);
    if (now !== undefined) throw new CodedError(now, 'As the test asked.');
    return result;
  };
  const page: MediaPage = {
    configure: async () => null,
    setSession: async ({ sessionId, ...value }) => {
      calls.push({ call: 'setSession', sessionId, value: JSON.stringify(value) });
      return null;
    },
    sendDigits: async ({ sessionId, digits }) => {
      calls.push({ call: 'sendDigits', sessionId, value: digits });
      return { sent: telephoneEvents };
    },
    setHeadset: async (state) => {
      calls.push({ call: 'setHeadset', value: JSON.stringify(state) });
      return null;
    },
    prepare: async () => {
      calls.push({ call: 'prepare' });
      return { microphone: 'ready' };
    },
    expectOffer: async ({ offer }) => {
      expected.push(offer);
      return null;
    },
    answerOffer: ({ sessionId, offer }) =>
      described('answerOffer', sessionId, offer, { answer: cannedSdp(`answer-of-page-${pages}`) }),
    createOffer: ({ sessionId, direction }) =>
      described('createOffer', sessionId, direction, {
        offer: cannedSdp(`offer-of-page-${pages}`, ++offers, direction),
      }),
    acceptAnswer: ({ sessionId, answer }) => described('acceptAnswer', sessionId, answer, null),
    close: async ({ sessionId }) => {
      calls.push({ call: 'close', sessionId });
      return null;
    },
    ring: async ({ urgency }) => {
      calls.push({ call: 'ring', value: urgency });
      return null;
    },
  };
  return {
    port: {
      page: () => (connected ? page : undefined),
      onPage: (listener) => void pageListeners.push(listener),
      onMicrophone: (listener) => void microphoneListeners.push(listener),
      onSession: (listener) => void sessionListeners.push(listener),
      onStatistics: (listener) => void statisticsListeners.push(listener),
    },
    calls,
    expected,
    connect: () => {
      connected = true;
      pages++;
      for (const listener of pageListeners) listener(true);
    },
    disconnect: () => {
      connected = false;
      for (const listener of pageListeners) listener(false);
    },
    failNext: (code) => {
      failure = code;
    },
    takeTelephoneEvents: (taken) => {
      telephoneEvents = taken;
    },
    emitStatistics: (statistics) => {
      for (const listener of statisticsListeners) {
        listener({
          packetsSent: 0,
          packetsReceived: 0,
          packetsLost: 0,
          jitterMilliseconds: 0,
          roundTripMilliseconds: null,
          remoteLossShare: null,
          codec: null,
          inboundLevel: 0,
          outboundLevel: 0,
          ...statistics,
        });
      }
    },
    emitSession: (change) => {
      for (const listener of sessionListeners) listener(change);
    },
    lastSession: () => session,
  };
}
