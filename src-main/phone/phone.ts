import type {
  AreaHandlers,
  AudioLevels,
  PhoneState,
  phoneArea,
  Registration,
} from '#shared/contract/index.ts';
import { type Call, type CallRecord, type Clock, codeOf } from '#shared/domain/index.ts';
import type { ExchangeSettings } from '#shared/settings/index.ts';
import type { Log } from '../log/index.ts';
import type { PhoneCall } from './call.ts';
import { createCallHandlers } from './call-handlers.ts';
import { CallList } from './call-list.ts';
import { createDialler } from './dialler.ts';
import type { DialogContext } from './dialog-context.ts';
import { createExchangeClock } from './exchange-clock.ts';
import { createHeadsetControl } from './headset.ts';
import { createIncoming } from './incoming.ts';
import { createCallMaker } from './make-call.ts';
import { createMediaKinds } from './media-kinds.ts';
import { createMediaPlanKeeper } from './media-plan.ts';
import type { MediaPort, SoundPort } from './media-port.ts';
import { watchPage } from './page-watch.ts';
import { createReadiness, type ReadinessOptions } from './readiness.ts';
import { recoverCalls } from './recover-calls.ts';
import { createRegistration } from './registration.ts';
import { localAddresses, watchSurroundings } from './registration-surroundings.ts';
import { Ringer } from './ringer.ts';
import { createRinging } from './ringing.ts';
import { createCallKeeper, type LeftCall, type SavedCall } from './saved-call.ts';
import { createServiceRequests, type ServiceRequests } from './service-requests.ts';
import type { Schedule } from './transport/index.ts';
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
  /** The last number dialled at this seat, from an earlier run. */
  readonly lastDialled?: string | null;
  readonly saveLastDialled?: (number: string) => void;
  /**
   * Puts on disk, synchronously and by its `callId`, what a call is taken up again by: before each message leaves that
   * makes it true. Forgotten once the call is over. What cannot be written costs nobody the call.
   */
  readonly saveCall?: (saved: SavedCall) => void;
  readonly forgetCall?: (callId: string) => void;
  /** What an earlier run of the program left behind. */
  readonly leftCalls?: readonly LeftCall[];
  /** Whether the seat's agent state lets calls ring (rule RD-8); readiness must too. Asked at each INVITE. */
  readonly takesCalls?: () => boolean;
  /** Sound devices; without them neither a microphone's signal nor a ringer can be proved. */
  readonly sound?: SoundPort;
  /** What must be proved before the seat takes calls; nothing by default. */
  readonly readiness?: Pick<ReadinessOptions, 'required' | 'operator' | 'load' | 'save' | 'record'>;
}

const NO_READINESS: NonNullable<PhoneOptions['readiness']> = {
  required: false,
  operator: () => '',
  load: () => undefined,
  save: () => undefined,
  record: () => undefined,
};

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
  /** Whether a call that rang in an earlier run of the program may ring again: its row is not over. */
  isAwaited(callId: string): boolean;
  /** What is asked of the exchange beside calls. */
  readonly services: ServiceRequests;
  /** Begins to connect and register; does not wait for either. */
  start(): Promise<void>;
  /** Ends all calls, removes the registration and closes the socket, within about two seconds. */
  stop(): Promise<void>;
}

/** How long a BYE may wait for an ACK that is still on its way when the seat closes. */
const GOODBYE_LIMIT_MILLISECONDS = 300;

export function createPhone(options: PhoneOptions): Phone {
  const { exchange, clock, log, schedule } = options;
  const calls = new CallList();
  const kinds = createMediaKinds({
    exchange,
    media: options.media,
    localAddress: () => userAgent.transport.local?.address ?? '0.0.0.0',
    newId: options.newId,
    schedule,
    random: options.random,
    log,
    onRenewed: () => mediaPlan.update(),
  });
  const media = kinds.port;
  const ringer = new Ringer({ calls, marks: exchange.marks, port: media, schedule, log });
  const headset = createHeadsetControl({ calls, port: media, log });
  const mediaPlan = createMediaPlanKeeper({ calls, port: media, log });
  const whenRegistered: Array<() => void> = [];
  const changedListeners: Array<(state: PhoneState) => void> = [];
  const levelListeners: Array<(levels: AudioLevels) => void> = [];
  const ringingListeners: Array<(call: Call) => void> = [];
  const endedListeners: Array<(call: Call) => void> = [];
  let lastDialled = options.lastDialled ?? null;
  let stopping = false;

  const tell = <T>(listeners: ReadonlyArray<(value: T) => void>, value: T) => {
    for (const listener of listeners) listener(value);
  };
  const state = (): PhoneState => ({
    registration: registration.state(),
    microphone: pageWatch.microphone,
    readiness: readiness.state(),
    calls: calls.snapshots(),
    lastDialled,
    directory: exchange.directory,
    marks: exchange.marks,
    toldAt: clock.wall(),
  });
  const changed = () => {
    // Sound first: what is to be cut is cut before anything else happens.
    mediaPlan.update();
    ringer.update();
    headset.update();
    tell(changedListeners, state());
  };
  /** Disk trouble must not cost a citizen's call; the cache reports its own faults. */
  const onDisk = (what: string, callId: string, write: () => void) => {
    try {
      write();
    } catch (error) {
      log.error(what, { callId, code: codeOf(error) });
    }
  };
  const save = (record: CallRecord) =>
    onDisk('call-record-not-saved', record.id, () => options.saveRecord(record));

  const exchangeClock = createExchangeClock();
  const keeper = createCallKeeper({
    save: (saved) => onDisk('dialog-not-saved', saved.callId, () => options.saveCall?.(saved)),
    forget: (callId) => onDisk('dialog-not-forgotten', callId, () => options.forgetCall?.(callId)),
  });

  const userAgent = createUserAgent({
    exchange,
    exchangeClock,
    clock,
    schedule,
    random: options.random,
    onInvite: (request, transport) => incoming(request, transport.received),
    onInviteAccepted: (sipCallId, at) => {
      for (const call of calls.live()) if (call.sipCallId === sipCallId) call.accepted(at);
    },
    onMessageRefused: (reason) => log.warn('sip-message-refused', { reason }),
    onDisconnected: () => registration.connectionLost(),
  });

  const registration = createRegistration({
    signalling: userAgent,
    servers: exchange.servers.length,
    isBusy: () => calls.live().length > 0,
    surroundings: watchSurroundings({ clock, schedule, addresses: localAddresses }),
    expiresSeconds: exchange.registerExpiresSeconds,
    clock,
    schedule,
    random: options.random,
    log,
    onChanged: (now: Registration) => {
      if (now.state === 'registered') {
        for (const run of whenRegistered.splice(0)) run();
        for (const call of calls.active()) call.conversation.refresh();
        recovery.registered();
      }
      changed();
    },
  });

  const context: DialogContext = {
    core: userAgent.core,
    isConnected: () => userAgent.transport.isConnected(),
    whenReachable: (run) => {
      if (userAgent.transport.isConnected()) run();
      else whenRegistered.push(run);
    },
    schedule,
    sessionTimerSeconds: exchange.sessionTimerSeconds,
    saveDialog: (dialog) => keeper.dialog(dialog, calls.find(dialog.callId).rang),
    forgetDialog: (callId) => keeper.forget(callId),
    server: () => registration.state().server,
    monotonic: () => clock.monotonic(),
    log,
  };
  const maker = createCallMaker({
    context,
    mediaFor: kinds.mediaFor,
    recording: exchange.recording,
    clock,
    random: options.random,
    newId: options.newId,
    save,
    onMuted: keeper.muted,
    onChanged: (call) => {
      if (call.state === 'ended') ended(call);
      changed();
    },
  });
  const incoming = createIncoming({
    exchange,
    maker,
    contactUser: userAgent.contactUser,
    turnsAway: () => {
      const { ready, required } = readiness.state();
      const isAway = (required && !ready) || options.takesCalls?.() === false;
      return isAway ? { reason: 'refused-not-ready', statusCode: exchange.notReadyStatus } : null;
    },
    callOfDialog: (dialogId) => {
      const dialog = userAgent.core.dialogs.get(dialogId);
      return calls.active().find((call) => call.sipCallId === dialog?.callId);
    },
    saveRecord: save,
    exchangeClock,
    leftCall: (sipCallId) => recovery.take(sipCallId),
    onRinging: (ringing) => rings(ringing),
  });
  const readiness = createReadiness({
    ...(options.readiness ?? NO_READINESS),
    isRegistered: () => registration.state().state === 'registered',
    clock,
    schedule,
    log,
    ringTest: (on) => ringer.test(on),
    onChanged: () => changed(),
  });
  options.sound?.onChanged((devices) => readiness.devicesChanged(devices));
  options.sound?.onHeadsetButton((button) => headset.pressed(button));
  options.sound?.onMicrophoneLevel((level) => readiness.microphoneLevel(level));
  const recovery = recoverCalls({
    left: options.leftCalls ?? [],
    calls,
    maker,
    keeper,
    mediaOf: kinds.mediaOf,
    receive: (invite) => userAgent.receive(invite),
    saveRecord: save,
  });
  const dialler = createDialler({ exchange, maker, calls });

  const services = createServiceRequests({
    core: userAgent.core,
    isRegistered: () => registration.state().state === 'registered',
    mediaFor: kinds.mediaFor,
    silence: (sessionId) => {
      const standing = { sessionId, muted: true, heard: false, mixedWith: [] };
      // A page that is gone hears and sends nothing anyway.
      media
        .page()
        ?.setSession(standing)
        .catch(() => undefined);
    },
    schedule,
  });

  const rings = createRinging({
    calls,
    schedule,
    log,
    unanswered: exchange.unanswered,
    onRinging: (call, invite) => {
      // The screen first: a durable write takes milliseconds, and the operator has only fifteen seconds.
      changed();
      save(call.record());
      keeper.rings(call.id, call.rang, invite);
      tell(ringingListeners, call.snapshot());
    },
  });

  const ended = (call: PhoneCall) => {
    calls.prune(call);
    keeper.forget(call.id);
    const snapshot = call.snapshot();
    log.info('call-ended', {
      callId: call.id,
      reason: snapshot.endReason,
      answeredAfterMilliseconds: snapshot.answeredAfterMilliseconds,
    });
    tell(endedListeners, snapshot);
  };

  const pageWatch = watchPage({
    media,
    calls,
    log,
    onMicrophone: (microphone) => {
      readiness.microphoneChanged(microphone);
      changed();
    },
    onPage: () => {
      ringer.pageConnected();
      mediaPlan.pageConnected();
      headset.pageConnected();
    },
  });
  media.onStatistics((statistics) => {
    const call = calls.withMediaSession(statistics.sessionId);
    if (call?.state !== 'active') return;
    call.conversation.counted(statistics);
    const levels = { inbound: statistics.inboundLevel, outbound: statistics.outboundLevel };
    tell(levelListeners, { callId: call.id, ...levels });
  });

  return {
    handlers: {
      snapshot: state,
      ...createCallHandlers({
        calls,
        dialler,
        onDialled: (call, number) => {
          lastDialled = number;
          onDisk('last-dialled-not-saved', call.id, () => options.saveLastDialled?.(number));
          save(call.record());
          changed();
        },
      }),
      ...readiness.handlers,
    },
    state,
    isAwaited: recovery.isAwaited,
    services,
    onChanged: (listener) => void changedListeners.push(listener),
    onLevels: (listener) => void levelListeners.push(listener),
    onRinging: (listener) => void ringingListeners.push(listener),
    onEnded: (listener) => void endedListeners.push(listener),
    start: () => {
      pageWatch.start();
      kinds.start();
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
      await kinds.stop();
      await registration.stop();
      await userAgent.dispose();
    },
  };
}
