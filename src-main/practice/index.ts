import { randomBytes, randomUUID } from 'node:crypto';
import type { AreaHandlers, Caption, PracticeState, practiceArea } from '#shared/contract/index.ts';
import { type Clock, CodedError, codeOf, messageOf } from '#shared/domain/index.ts';
import type { Log } from '../log/index.ts';
import { type PlacedCall, type PracticeCallReport, placeCall } from './call.ts';
import { createDeck, loadCallers, loadVoices } from './callers.ts';
import { createSoundlessMedia } from './media.ts';
import type { Schedule } from './pacer.ts';
import { createPeerMedia, loadWerift } from './peer.ts';
import { DOMAIN, startSipServer } from './sip-server.ts';

export type { EndedBy, PlacedCall, PracticeCallReport } from './call.ts';

export interface PracticeOptions {
  /** Contains practice/callers.json and practice/voices/. */
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
    };
  };
  readonly handlers: AreaHandlers<typeof practiceArea>;
  state(): PracticeState;
  onChanged(listener: (state: PracticeState) => void): () => void;
  stop(): Promise<void>;
  /** Every call since the start, oldest first (the last 1,000). */
  calls(): PracticeCallReport[];
  /**
   * Places one call now and tells how it went, for tests and benches.
   *
   * @throws CodedError `not-registered`, `call-in-progress`, `practice-assets-invalid` (no such caller too)
   */
  placeCall(callerId?: string): Promise<PlacedCall>;
}

const MOST_CAPTIONS = 50;
const MOST_CALLS = 1_000;
const LONGEST_QUEUE_MILLISECONDS = 3_000;
const PAUSE_MILLISECONDS = 12_000;
const PAUSE_SPREAD_MILLISECONDS = 13_000;

/**
 * An exchange in the process, on loopback: SIP over WebSocket with digest, and citizens who call, one at a
 * time: the first soon after a seat has registered, then 12 to 25 s after the one before has ended.
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
  const callers = await loadCallers(assetsDirectory);
  const deal = createDeck(callers, random);
  let firstCallerId = options.firstCallerId;

  let running = options.running ?? true;
  let topic: PracticeState['topic'] = null;
  let captions: Caption[] = [];
  /** Set from the moment a call is being prepared. */
  let busy = false;
  let current: PlacedCall | undefined;
  let cancelNext: (() => void) | undefined;
  const placed: Array<() => PracticeCallReport> = [];
  const listeners = new Set<(state: PracticeState) => void>();

  const state = (): PracticeState => ({ running, topic, captions });
  const changed = () => {
    for (const listener of listeners) listener(state());
  };
  const reachable = () => [...passwords.keys()].find((account) => server.registrar.binding(account));

  /** Sets, keeps or drops the timer of the next call, as things now stand. */
  const plan = (milliseconds: number) => {
    const wanted = running && !busy && reachable() !== undefined;
    if (wanted === (cancelNext !== undefined)) return;
    cancelNext?.();
    cancelNext = wanted
      ? schedule(milliseconds, () => {
          cancelNext = undefined;
          place().catch((error: unknown) => {
            log.error('practice-call-failed', { code: codeOf(error), message: messageOf(error) });
            plan(pause());
          });
        })
      : undefined;
  };
  const pause = () => PAUSE_MILLISECONDS + random() * PAUSE_SPREAD_MILLISECONDS;

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
    onRegistration: () => {
      warmUp();
      plan(firstCallAfter);
    },
  });

  const place = async (callerId?: string): Promise<PlacedCall> => {
    const account = reachable();
    if (account === undefined) {
      throw new CodedError('not-registered', 'No seat is registered at the practice exchange.');
    }
    if (busy) throw new CodedError('call-in-progress', 'The practice exchange places one call at a time.');
    const wanted = callerId ?? firstCallerId;
    firstCallerId = undefined;
    const caller = wanted === undefined ? deal() : callers.find(({ id }) => id === wanted);
    if (!caller) throw new CodedError('practice-assets-invalid', 'There is no such caller.');
    busy = true;
    plan(0);
    try {
      current = await placeCall({
        server,
        account,
        caller,
        recordings: soundless ? [] : await loadVoices(assetsDirectory, caller),
        createMedia: soundless ? createSoundlessMedia : createPeerMedia,
        expectMedia: !soundless,
        hangUpAfterLastLineMilliseconds: options.hangUpAfterLastLineMilliseconds ?? 60_000,
        queuedMilliseconds: random() * LONGEST_QUEUE_MILLISECONDS,
        exchangeCallId: randomUUID(),
        clock,
        schedule,
        random,
        log,
        onLine: (index) => {
          const line = caller.utterances[index];
          if (!line) return;
          const caption = { caller: caller.id, text: line.text, english: line.english, at: clock.wall() };
          captions = [...captions, caption].slice(-MOST_CAPTIONS);
          changed();
        },
      });
    } catch (error) {
      busy = false;
      throw error;
    }
    topic = caller.topic;
    captions = [];
    placed.push(current.report);
    if (placed.length > MOST_CALLS) placed.shift();
    void current.ended.then((report) => {
      placed[placed.findIndex((one) => one().sipCallId === report.sipCallId)] = () => report;
      busy = false;
      current = undefined;
      plan(pause());
    });
    changed();
    return current;
  };

  const [[username, password] = ['', '']] = passwords;
  return {
    settings: {
      servers: [server.url],
      domain: DOMAIN,
      username,
      password,
      headers: { queueTime: { name: 'X-Queue-Entered', unit: 'epoch-milliseconds' } },
    },
    handlers: {
      snapshot: state,
      setRunning: (input) => {
        running = input.running;
        plan(firstCallAfter);
        changed();
        return null;
      },
      callNow: async () => {
        await place();
        return null;
      },
    },
    state,
    onChanged: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    stop: async () => {
      running = false;
      plan(0);
      current?.hangUp();
      await server.stop();
    },
    calls: () => placed.map((report) => report()),
    placeCall: place,
  };
}

const scheduleTimeout: Schedule = (milliseconds, run) => {
  // The listening socket keeps the process alive, not what is due later.
  const timer = setTimeout(run, milliseconds).unref();
  return () => clearTimeout(timer);
};
