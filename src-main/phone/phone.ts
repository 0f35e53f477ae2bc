import type { Invitation, Session } from 'sip.js';
import type {
  AreaHandlers,
  AudioLevels,
  MicrophoneState,
  PhoneState,
  phoneArea,
  Registration,
} from '#shared/contract/index.ts';
import { type Call, type CallRecord, type Clock, CodedError, codeOf } from '#shared/domain/index.ts';
import type { Log } from '../log/index.ts';
import { queuedMilliseconds } from './answer-times.ts';
import { PhoneCall } from './call.ts';
import { CallList } from './call-list.ts';
import { callerIdentity } from './caller-identity.ts';
import type { MediaPort } from './media-port.ts';
import { RemoteSessionDescriptionHandler } from './media-session.ts';
import { createPageArrival } from './page-arrival.ts';
import { createRegistration } from './registration.ts';
import { Ringer } from './ringer.ts';
import type { ExchangeSettings } from './settings.ts';
import { createSipLeg } from './sip-leg.ts';
import type { Schedule, SipTransport } from './transport/index.ts';
import { createUserAgent } from './user-agent.ts';

export interface PhoneOptions {
  readonly exchange: ExchangeSettings;
  readonly media: MediaPort;
  readonly clock: Clock;
  readonly log: Log;
  /** A new UUIDv7. */
  readonly newId: () => string;
  /** Puts a call's row on disk, by id; called at ring, at answer (before `answer` settles) and at the end. */
  readonly saveRecord: (record: CallRecord) => void;
  /** Runs something after some milliseconds; answers what cancels it. */
  readonly schedule: Schedule;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

/** The softphone of one seat. Knows no window and no Electron. */
export interface Phone {
  readonly handlers: AreaHandlers<typeof phoneArea>;
  state(): PhoneState;
  onChanged(listener: (state: PhoneState) => void): void;
  /** Levels of the call the operator speaks in, as often as the page measures them. */
  onLevels(listener: (levels: AudioLevels) => void): void;
  /** A call rings; its row is on disk. */
  onRinging(listener: (call: Call) => void): void;
  onEnded(listener: (call: Call) => void): void;
  /** Begins to connect and register; does not wait for either. */
  start(): Promise<void>;
  /** Ends all calls, removes the registration and closes the socket, within about two seconds. */
  stop(): Promise<void>;
}

const notYet = (): never => {
  throw new CodedError('not-served', 'This is being built.');
};

/** How long a BYE may wait for an ACK that is still on its way when the seat closes. */
const GOODBYE_LIMIT_MILLISECONDS = 300;

export function createPhone(options: PhoneOptions): Phone {
  const { exchange, media, clock, log, schedule } = options;
  const calls = new CallList();
  const ringer = new Ringer({ calls, marks: exchange.marks, port: media, schedule, log });
  const pageArrival = createPageArrival(media, schedule);
  const descriptions = new WeakMap<Session, RemoteSessionDescriptionHandler>();
  const whenRegistered: Array<() => void> = [];
  const changedListeners: Array<(state: PhoneState) => void> = [];
  const levelListeners: Array<(levels: AudioLevels) => void> = [];
  const ringingListeners: Array<(call: Call) => void> = [];
  const endedListeners: Array<(call: Call) => void> = [];
  let microphone: MicrophoneState = 'unknown';
  let stopping = false;

  const tell = <T>(listeners: ReadonlyArray<(value: T) => void>, value: T) => {
    for (const listener of listeners) listener(value);
  };
  const state = (): PhoneState => ({
    registration: registration.state(),
    microphone,
    readiness: { ready: true, required: false, microphone: 'waiting', ring: 'waiting' },
    doNotDisturb: false,
    calls: calls.snapshots(),
    lastDialled: null,
    directory: exchange.directory,
    marks: exchange.marks,
  });
  const changed = () => {
    ringer.update();
    tell(changedListeners, state());
  };

  const userAgent = createUserAgent({
    exchange,
    clock,
    schedule,
    random: options.random,
    sessionDescriptionHandlerFactory: (session) => {
      const description = descriptions.get(session);
      if (!description) throw new Error('A session without media was negotiated.');
      return description;
    },
    onInvite: (invitation, transport) => ring(invitation, transport),
    onInviteAccepted: (sipCallId, at) => {
      for (const call of calls.live()) if (call.sipCallId === sipCallId) call.accepted(at);
    },
    onMessageRefused: () => log.warn('sip-message-refused'),
    onDisconnected: () => registration.connectionLost(),
  });

  const registration = createRegistration({
    connect: () => userAgent.connect(),
    isConnected: () => userAgent.transport.isConnected(),
    register: (expiresSeconds) => userAgent.register(expiresSeconds),
    expiresSeconds: exchange.registerExpiresSeconds,
    clock,
    schedule,
    random: options.random,
    log,
    onChanged: (now: Registration) => {
      if (now.state === 'registered') for (const run of whenRegistered.splice(0)) run();
      changed();
    },
  });

  /** Disk trouble must not cost a citizen's call; the cache reports its own faults. */
  const save = (record: CallRecord) => {
    try {
      options.saveRecord(record);
    } catch (error) {
      log.error('call-record-not-saved', { callId: record.id, code: codeOf(error) });
    }
  };

  const ring = (invitation: Invitation, transport: SipTransport) => {
    const { request } = invitation;
    const received = transport.received;
    const id = options.newId();
    const description = new RemoteSessionDescriptionHandler({
      port: media,
      pageArrival,
      newId: options.newId,
      schedule,
      onLost: () => call.mediaLost(),
    });
    descriptions.set(invitation, description);
    const header = exchange.headers.queueTime;
    const call = new PhoneCall({
      id,
      sipCallId: request.callId,
      identity: callerIdentity((name) => request.getHeaders(name), {
        ownUsers: [exchange.username, userAgent.contactUser ?? exchange.username],
        dialledLineHeader: exchange.headers.dialledLine,
      }),
      times: {
        ring: received,
        queuedMilliseconds: header
          ? queuedMilliseconds(request.getHeader(header.name), header.unit, received.wall)
          : null,
      },
      leg: (events) =>
        createSipLeg({
          invitation,
          media: description,
          isConnected: () => transport.isConnected(),
          whenReachable: (run) => {
            if (transport.isConnected()) run();
            else whenRegistered.push(run);
          },
          events,
          callId: id,
          log,
        }),
      clock,
      schedule,
      random: options.random,
      save,
      onChanged: () => {
        if (call.state === 'ended') ended(call);
        changed();
      },
    });
    calls.add(call);
    const snapshot = call.snapshot();
    log.info('call-ringing', { callId: id, queueTimeKnown: snapshot.queueTimeKnown });
    // The screen first: a durable write takes milliseconds, and the operator has only fifteen seconds.
    changed();
    save(call.record());
    tell(ringingListeners, snapshot);
  };

  const ended = (call: PhoneCall) => {
    calls.prune(call);
    const snapshot = call.snapshot();
    log.info('call-ended', {
      callId: call.id,
      reason: snapshot.endReason,
      answeredAfterMilliseconds: snapshot.answeredAfterMilliseconds,
    });
    tell(endedListeners, snapshot);
  };

  const enterMicrophone = (now: MicrophoneState) => {
    if (now === microphone) return;
    microphone = now;
    changed();
  };
  const prepare = async () => {
    const page = media.page();
    if (!page) return;
    try {
      const prepared = await page.prepare(null);
      if (media.page() !== undefined) enterMicrophone(prepared.microphone);
    } catch (error) {
      log.warn('microphone-not-prepared', { code: codeOf(error) });
    }
  };
  const pageChanged = (connected: boolean) => {
    log[connected ? 'info' : 'warn']('media-page', { connected });
    if (!connected) {
      enterMicrophone('unknown');
      for (const call of calls.live()) call.mediaLost();
      return;
    }
    void prepare();
    ringer.pageConnected();
    for (const call of calls.live()) call.renegotiate();
  };
  media.onPage(pageChanged);
  media.onMicrophone(enterMicrophone);
  media.onSession(({ sessionId, connection }) => calls.withMediaSession(sessionId)?.mediaChanged(connection));
  media.onStatistics((statistics) => {
    const call = calls.withMediaSession(statistics.sessionId);
    if (call?.state !== 'active') return;
    call.mediaCounted(statistics);
    const levels = { inbound: statistics.inboundLevel, outbound: statistics.outboundLevel };
    tell(levelListeners, { callId: call.id, ...levels });
  });

  return {
    handlers: {
      snapshot: state,
      answer: async ({ callId }) => {
        await calls.answer(callId);
        return null;
      },
      reject: ({ callId }) => {
        calls.reject(callId);
        return null;
      },
      hangUp: ({ callId }) => {
        calls.hangUp(callId);
        return null;
      },
      dial: notYet,
      hold: notYet,
      resume: notYet,
      setMuted: notYet,
      sendDigits: notYet,
      transferBlind: notYet,
      transferAttended: notYet,
      joinConference: notYet,
      splitConference: notYet,
      setRecordingPaused: notYet,
      setDoNotDisturb: notYet,
      setReady: notYet,
      overrideMicrophone: notYet,
      testRing: notYet,
      confirmRing: notYet,
    },
    state,
    onChanged: (listener) => void changedListeners.push(listener),
    onLevels: (listener) => void levelListeners.push(listener),
    onRinging: (listener) => void ringingListeners.push(listener),
    onEnded: (listener) => void endedListeners.push(listener),
    start: () => {
      if (media.page()) pageChanged(true);
      registration.start();
      return Promise.resolve();
    },
    stop: async () => {
      if (stopping) return;
      stopping = true;
      await new Promise<void>((resolve) => {
        const cancel = schedule(GOODBYE_LIMIT_MILLISECONDS, resolve);
        const closed = calls.live().map((call) => call.close());
        void Promise.all(closed).then(() => {
          cancel();
          resolve();
        });
      });
      await registration.stop();
      await userAgent.dispose();
    },
  };
}
