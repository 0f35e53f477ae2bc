import { randomBytes, randomUUID } from 'node:crypto';
import type { AreaHandlers, DirectoryEntry, PracticeState, practiceArea } from '#shared/contract/index.ts';
import { type Clock, CodedError, messageOf } from '#shared/domain/index.ts';
import type { Log } from '../log/index.ts';
import { type PlacedCall, type PracticeCallReport, placeCall } from './call.ts';
import { createDeck, loadCallers, loadVoices } from './callers.ts';
import { createCaptions, type Party } from './captions.ts';
import { loadDepartments } from './departments.ts';
import { type DialledCallReport, type TakenCall, takeCall } from './dialled-call.ts';
import type { DigestAlgorithm } from './digest.ts';
import { createHistory } from './history.ts';
import { RECORDING } from './info.ts';
import { createSoundlessMedia } from './media.ts';
import { type Schedule, scheduleTimeout } from './pacer.ts';
import { createPeerMedia, loadWerift } from './peer.ts';
import { createRhythm } from './rhythm.ts';
import { type DialledCall, DOMAIN, startSipServer } from './sip-server.ts';
import type { TransferTargets } from './transfer.ts';

export type { PlacedCall, PracticeCallReport } from './call.ts';
export type { EndedBy } from './conversation.ts';
export type { DialledCallReport } from './dialled-call.ts';

export interface PracticeOptions {
  /** Contains practice/callers.json, practice/departments.json and practice/voices/. */
  readonly assetsDirectory: string;
  readonly clock: Clock;
  /** A number in [0, 1). */
  readonly random: () => number;
  readonly log: Log;
  /** On 127.0.0.1; 0, the default, is any free one. */
  readonly port?: number;
  /** The first is the one in {@link Practice.settings}; a missing password is made up. */
  readonly accounts?: readonly [PracticeAccount, ...PracticeAccount[]];
  readonly schedule?: Schedule;
  /** From a seat's registration to the first call; 3 s. */
  readonly firstCallAfterMilliseconds?: number;
  /** Who calls first; else chance decides, as for all who follow. */
  readonly firstCallerId?: string;
  /** Whether calls are placed from the start; yes. */
  readonly running?: boolean;
  /** How long a caller stays after the last line, for the operator to finish typing; 60 s. */
  readonly hangUpAfterLastLineMilliseconds?: number;
  /** Calls ring and can be answered but carry no audio, and werift is never loaded: for benches. */
  readonly soundless?: boolean;
  /** Digest algorithms offered, the best first; SHA-256 and MD5. */
  readonly algorithms?: readonly DigestAlgorithm[];
}

export interface PracticeAccount {
  readonly username: string;
  readonly password?: string;
}

export interface Practice {
  /** What a seat needs to register: `exchange` settings of the first account. */
  readonly settings: {
    readonly servers: [string];
    readonly domain: string;
    readonly username: string;
    readonly password: string;
    readonly headers: {
      readonly queueTime: { readonly name: string; readonly unit: 'epoch-milliseconds' };
      readonly callId: string;
    };
    readonly directory: DirectoryEntry[];
    readonly recording: typeof RECORDING;
  };
  readonly handlers: AreaHandlers<typeof practiceArea>;
  state(): PracticeState;
  onChanged(listener: (state: PracticeState) => void): () => void;
  /** Whether the seat takes calls from now on; until it is told, it does. */
  seatTakesCalls(takes: boolean): void;
  stop(): Promise<void>;
  /** Every call since the start, oldest first (the last 1,000). */
  calls(): PracticeCallReport[];
  /** Every call that a seat placed to a department, oldest first (the last 1,000). */
  dialledCalls(): DialledCallReport[];
  /**
   * Places one call now and tells how it went, for tests and benches.
   *
   * @throws CodedError `not-registered`, `call-in-progress`, `practice-assets-invalid` (no such caller too)
   */
  placeCall(callerId?: string): Promise<PlacedCall>;
}

/** Citizens on the line at once: one who is talked with and one on hold. */
const MOST_CITIZENS = 2;
const LONGEST_QUEUE_MILLISECONDS = 3_000;

/**
 * An exchange in the process, on loopback: SIP over WebSocket with digest, departments that can be called, and
 * citizens who call: the first soon after a seat has registered, then 12 to 25 s after the line has become
 * free. Rules: docs/spec/practice.md.
 *
 * @throws CodedError `practice-assets-invalid`; the listening error of Node, such as EADDRINUSE
 */
export async function startPractice(options: PracticeOptions): Promise<Practice> {
  const { assetsDirectory, clock, random, log } = options;
  const schedule = options.schedule ?? scheduleTimeout;
  const soundless = options.soundless ?? false;
  const firstCallAfter = options.firstCallAfterMilliseconds ?? 3_000;
  const passwords = new Map<string, string>();
  for (const { username, password } of options.accounts ?? [{ username: '8001' }]) {
    passwords.set(username, password ?? randomBytes(18).toString('base64url'));
  }
  const [callers, departments] = await Promise.all([
    loadCallers(assetsDirectory),
    loadDepartments(assetsDirectory),
  ]);
  const deal = createDeck(callers, random);
  let firstCallerId = options.firstCallerId;

  let running = options.running ?? true;
  let isSeatReady = true;
  let topic: PracticeState['topic'] = null;
  /** From the moment a citizen's call is being prepared until it is answered or over. */
  let ringing = false;
  const live = new Map<PlacedCall | TakenCall, Party>();
  const citizens = new Set<PlacedCall>();
  const placed = createHistory<PracticeCallReport>();
  const dialled = createHistory<DialledCallReport>();
  const listeners = new Set<(state: PracticeState) => void>();
  const captions = createCaptions(clock.wall, () => changed());

  const state = (): PracticeState => ({ running, topic, captions: captions.list() });
  const changed = () => {
    for (const listener of listeners) listener(state());
  };
  const reachable = () => [...passwords.keys()].find((account) => server.registrar.binding(account));

  const rhythm = createRhythm({
    schedule,
    random,
    log,
    wanted: () => running && isSeatReady && !ringing && live.size === 0 && reachable() !== undefined,
    call: () => place(),
  });

  let warmed = false;
  const warmUp = () => {
    if (warmed || soundless) return;
    warmed = true;
    // Between the seat's start, which must not wait for it, and the first call.
    schedule(firstCallAfter / 2, () => {
      loadWerift().catch((error: unknown) =>
        log.error('practice-media-unavailable', { message: messageOf(error) }),
      );
    });
  };

  const server = await startSipServer({
    port: options.port ?? 0,
    accounts: passwords,
    clock,
    log,
    schedule,
    ...(options.algorithms && { algorithms: options.algorithms }),
    onRegistration: () => {
      warmUp();
      rhythm.plan(firstCallAfter);
    },
    onCall: (call) => take(call),
  });

  const targets: TransferTargets = {
    department: (number) => departments.find((one) => one.number === number),
    takeOver: (dialog) => [...live].find(([call]) => call.giveUp(dialog))?.[1].name,
  };
  /** What calls of both directions are made with. */
  const common = {
    server,
    createMedia: soundless ? createSoundlessMedia : createPeerMedia,
    expectMedia: !soundless,
    hangUpAfterLastLineMilliseconds: options.hangUpAfterLastLineMilliseconds ?? 60_000,
    targets,
    clock,
    schedule,
    random,
    log,
  };
  const join = (call: PlacedCall | TakenCall, party: Party, itsTopic: PracticeState['topic']) => {
    const wasFree = live.size === 0;
    live.set(call, party);
    if (itsTopic || wasFree) topic = itsTopic;
    if (wasFree) captions.clear();
    void call.ended.then(() => {
      live.delete(call);
      rhythm.plan();
    });
    changed();
  };

  const take = (call: DialledCall) => {
    const department = targets.department(call.number);
    if (!department) return void call.request.reject({ statusCode: 404 });
    const { number, name } = department;
    const party = { id: number, speaker: name, name };
    const lines = department.answers === 'speaks' ? department.utterances : [];
    const taken = takeCall({
      ...common,
      call,
      department,
      loadRecordings: async (speaking) => (soundless ? [] : loadVoices(assetsDirectory, speaking)),
      onLine: (index) => lines[index] && captions.said(party, lines[index]),
      onEvent: (event) => captions.happened(party, event),
    });
    dialled.add(taken);
    join(taken, party, null);
    rhythm.plan();
  };

  const place = async (callerId?: string): Promise<PlacedCall> => {
    const account = reachable();
    if (account === undefined) {
      throw new CodedError('not-registered', 'No seat is registered at the practice exchange.');
    }
    if (ringing || citizens.size >= MOST_CITIZENS) {
      throw new CodedError('call-in-progress', 'A practice citizen is ringing, or two are on the line.');
    }
    const wanted = callerId ?? firstCallerId;
    firstCallerId = undefined;
    const caller = wanted === undefined ? deal() : callers.find(({ id }) => id === wanted);
    if (!caller) throw new CodedError('practice-assets-invalid', 'There is no such caller.');
    const party = {
      id: caller.id,
      speaker: { 'zh-CN': caller.callerName, en: caller.callerName },
      name: { 'zh-CN': '市民', en: 'the citizen' },
    };
    ringing = true;
    rhythm.plan();
    try {
      const call = await placeCall({
        ...common,
        account,
        caller,
        recordings: soundless ? [] : await loadVoices(assetsDirectory, caller),
        queuedMilliseconds: random() * LONGEST_QUEUE_MILLISECONDS,
        exchangeCallId: randomUUID(),
        onLine: (index) => caller.utterances[index] && captions.said(party, caller.utterances[index]),
        onEvent: (event) => captions.happened(party, event),
      });
      placed.add(call);
      citizens.add(call);
      void call.answered.then(() => {
        ringing = false;
      });
      void call.ended.then(() => citizens.delete(call));
      join(call, party, caller.topic);
      return call;
    } catch (error) {
      ringing = false;
      rhythm.plan();
      throw error;
    }
  };

  const [[username, password] = ['', '']] = passwords;
  return {
    settings: {
      servers: [server.url],
      domain: DOMAIN,
      username,
      password,
      headers: {
        queueTime: { name: 'X-Queue-Entered', unit: 'epoch-milliseconds' },
        callId: 'X-Exchange-Call-Id',
      },
      directory: departments.map(({ name, number }) => ({ name: name['zh-CN'], number })),
      recording: RECORDING,
    },
    handlers: {
      snapshot: state,
      setRunning: (input) => {
        running = input.running;
        rhythm.plan(firstCallAfter);
        changed();
        return null;
      },
      callNow: async () => {
        // The seat would refuse it with 480, and nothing on screen would say why nobody calls.
        if (!isSeatReady) throw new CodedError('seat-not-ready', 'The seat takes no calls now.');
        await place();
        return null;
      },
    },
    state,
    onChanged: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    seatTakesCalls: (takes) => {
      if (isSeatReady === takes) return;
      isSeatReady = takes;
      rhythm.plan();
    },
    stop: async () => {
      running = false;
      rhythm.plan();
      for (const call of live.keys()) call.hangUp();
      await server.stop();
    },
    calls: placed.list,
    dialledCalls: dialled.list,
    placeCall: place,
  };
}
