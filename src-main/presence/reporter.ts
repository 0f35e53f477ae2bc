import type { AgentState } from '#shared/domain/index.ts';
import { codeOf } from '#shared/domain/index.ts';
import type { Log } from '../log/index.ts';
import type { Delivery } from './delivery.ts';

/** How far the exchange knows the agent state. */
export interface ReportStanding {
  /** `off`: nothing is configured. `failing`: it was tried and is being tried again. `refused`: it is given up. */
  readonly standing: 'off' | 'idle' | 'telling' | 'told' | 'failing' | 'refused';
  /** Why it fails, or null. */
  readonly code: string | null;
}

/** Tells the exchange what the agent does, by whatever it understands. */
export interface AgentStateReporter {
  /** Takes a state to be told, at once or as soon as it can be; waits for nothing and throws nothing. */
  report(state: AgentState): void;
  standing(): ReportStanding;
  onChanged(listener: (standing: ReportStanding) => void): void;
  /** It is told in another way, or as another account, from its next return on: what it was told so far counts no more. */
  renew(): void;
  /** The exchange may have forgotten what it was told: it came back, or another one serves. */
  exchangeReturned(): void;
  /** Says the last state once more if it was not said yet, for a second at most, and then nothing more. */
  stop(): Promise<void>;
}

export interface ReporterOptions {
  /** The way to tell it, made at the beginning and at each {@link AgentStateReporter.renew}; undefined: nothing is told. */
  readonly makeDelivery: () => Delivery | undefined;
  readonly schedule: (milliseconds: number, run: () => void) => () => void;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly log: Log;
}

const FIRST_RETRY_MILLISECONDS = 1_000;
const LONGEST_RETRY_MILLISECONDS = 60_000;
const STOP_LIMIT_MILLISECONDS = 1_000;

/**
 * One telling is under way at a time, and the newest state is the one that is told next: an exchange that was away for
 * an hour wants to know what is, not what was.
 *
 * ```
 *            report(): another word            said
 *    idle ─────────────────────────▶ telling ────────▶ told ──┐ due again (a lifetime runs out)
 *                                     ▲  │ ▲                  │ report(): another word
 *         1, 2, 4 … 60 s,             │  │ └──────────────────┘
 *         or another word             │  │ fails            refused: not until there is another word
 *                                    failing ◀─┘            ─────────────────▶ refused
 * ```
 */
export function createAgentStateReporter(options: ReporterOptions): AgentStateReporter {
  const { log, makeDelivery, random, schedule } = options;
  let delivery = makeDelivery();
  const listeners: Array<(standing: ReportStanding) => void> = [];
  let standing: ReportStanding = { standing: delivery ? 'idle' : 'off', code: null };
  let last: AgentState | undefined;
  let wanted: { readonly word: string; readonly state: AgentState } | undefined;
  /** What the exchange was told last, or undefined while that is not known. */
  let said: string | undefined;
  let running: Promise<void> | undefined;
  let failures = 0;
  let cancelNext: () => void = () => undefined;
  let stopped = false;

  const enter = (next: ReportStanding) => {
    if (next.standing === standing.standing && next.code === standing.code) return;
    standing = next;
    for (const listener of listeners) listener(standing);
  };
  const later = (milliseconds: number) => {
    cancelNext();
    if (!stopped) cancelNext = schedule(milliseconds, begin);
  };
  const retryDelay = () => {
    const delay = Math.min(LONGEST_RETRY_MILLISECONDS, FIRST_RETRY_MILLISECONDS * 2 ** failures++);
    return delay * (0.8 + 0.4 * random());
  };

  const tell = async (way: Delivery, { word, state }: NonNullable<typeof wanted>): Promise<void> => {
    enter({ standing: 'telling', code: null });
    try {
      const renewAfter = await way.say(word, state);
      if (way !== delivery) return;
      failures = 0;
      said = word;
      enter({ standing: 'told', code: null });
      log.info('agent-state-told', { state: state.state });
      if (renewAfter !== null) later(renewAfter);
    } catch (error) {
      const code = codeOf(error);
      if (way !== delivery) return;
      // What was said before may have been overwritten by an attempt whose answer was lost.
      said = undefined;
      const isRefused = code === 'refused';
      if (failures === 0 || isRefused) log.warn('agent-state-not-told', { state: state.state, code });
      enter({ standing: isRefused ? 'refused' : 'failing', code });
      if (isRefused) said = word;
      else later(retryDelay());
    }
  };

  /** Tells what is wanted, and what came meanwhile after it. */
  const begin = () => {
    if (!delivery || !wanted || running) return;
    cancelNext();
    const now = wanted;
    running = tell(delivery, now).then(() => {
      running = undefined;
      if (wanted !== now && wanted?.word !== said && !stopped) begin();
    });
  };

  return {
    report: (state) => {
      if (stopped) return;
      last = state;
      const word = delivery?.wordFor(state) ?? null;
      if (word === null) return;
      const isNews = word !== (running ? wanted?.word : said);
      wanted = { word, state };
      if (!isNews) return;
      failures = 0;
      begin();
    },
    standing: () => standing,
    onChanged: (listener) => void listeners.push(listener),
    renew: () => {
      if (stopped) return;
      cancelNext();
      delivery = makeDelivery();
      said = undefined;
      failures = 0;
      const word = (last && delivery?.wordFor(last)) ?? null;
      wanted = last && word !== null ? { word, state: last } : undefined;
      enter({ standing: delivery ? 'idle' : 'off', code: null });
    },
    exchangeReturned: () => {
      if (stopped || !wanted) return;
      // What has not been told yet is told now; what has is repeated only where that does no harm.
      if (said === undefined || delivery?.isRepeatable) begin();
    },
    stop: async () => {
      cancelNext();
      if (!running && wanted && wanted.word !== said) begin();
      stopped = true;
      await new Promise<void>((resolve) => {
        const cancel = schedule(STOP_LIMIT_MILLISECONDS, resolve);
        void Promise.resolve(running).then(() => {
          cancel();
          resolve();
        });
      });
      cancelNext();
    },
  };
}
