import { codeOf } from '../domain/index.ts';

/** How a page or a seat gets what it shows; the same for the wallboard and the supervisors (docs/spec/board.md). */
export interface LiveSource<Snapshot> {
  /** Opens the line. `ended` settles when it is over, and rejects with the reason that the hub gave. */
  follow(listener: {
    readonly onSnapshot: (snapshot: Snapshot) => void;
    /** Anything came, a comment too. */
    readonly onSign: () => void;
  }): { readonly ended: Promise<void>; readonly stop: () => void };
  /** Asks once. Rejects when no answer comes in time. */
  ask(): Promise<Snapshot>;
}

/** `live`: by the line. `polling`: the line fails, asking works. `down`: neither. */
export type LiveLink = 'connecting' | 'live' | 'polling' | 'down';

export interface LiveState<Snapshot> {
  readonly link: LiveLink;
  /** The last one that came, and when, in ms of the monotonic clock. */
  readonly last: { readonly snapshot: Snapshot; readonly receivedAt: number } | undefined;
  /** Code of the hub's word when it does not let us in (`unauthorized`, `revoked`, `not-allowed`); else null. */
  readonly refused: string | null;
}

/** The hub says something every ten seconds; a line that is silent for this long is dead. */
export const SILENCE_MILLISECONDS = 25_000;
/** How soon the line is tried again, and how often the hub is asked without one. */
export const RETRY_MILLISECONDS = 5_000;

const REFUSALS: ReadonlySet<string> = new Set(['unauthorized', 'revoked', 'not-allowed']);

export interface Live<Snapshot> {
  state(): LiveState<Snapshot>;
  stop(): void;
}

/**
 * Keeps a snapshot fresh. Two things go on beside each other, and neither waits for the other:
 * ```
 *   line:    apart ── a snapshot comes ──▶ live ── ended, or silent for 25 s ──▶ apart
 *              ╰── tried again every 5 s ──╯
 *   asking:  while the line is apart, every 5 s: answered ──▶ polling, no answer ──▶ down
 * ```
 * It never gives up: a screen in the hall has nobody who would press a key.
 */
export function createLive<Snapshot>(options: {
  readonly source: LiveSource<Snapshot>;
  readonly monotonic: () => number;
  readonly schedule: (milliseconds: number, run: () => void) => () => void;
  readonly onChange: (state: LiveState<Snapshot>) => void;
}): Live<Snapshot> {
  const { monotonic, schedule, source } = options;
  let state: LiveState<Snapshot> = { link: 'connecting', last: undefined, refused: null };
  let stopped = false;
  let stopLine: () => void = () => undefined;
  let cancelLine: () => void = () => undefined;
  let cancelSilence: () => void = () => undefined;
  let cancelAsk: () => void = () => undefined;

  const change = (next: Partial<LiveState<Snapshot>>) => {
    if (stopped) return;
    state = { ...state, ...next };
    options.onChange(state);
  };
  const took = (link: LiveLink, snapshot: Snapshot) =>
    change({ link, last: { snapshot, receivedAt: monotonic() }, refused: null });
  const refusalOf = (error: unknown) => {
    const code = codeOf(error);
    return REFUSALS.has(code) ? code : state.refused;
  };

  const openLine = () => {
    let over = false;
    let isLive = false;
    const end = (error?: unknown) => {
      if (over || stopped) return;
      over = true;
      cancelSilence();
      line.stop();
      // Until it is known whether asking helps, what was so a moment ago is said to be connecting again.
      if (isLive) change({ link: 'connecting' });
      if (error !== undefined) change({ refused: refusalOf(error) });
      cancelLine = schedule(RETRY_MILLISECONDS, openLine);
      if (isLive) ask();
    };
    const heard = () => {
      cancelSilence();
      cancelSilence = schedule(SILENCE_MILLISECONDS, () => end());
    };
    const line = source.follow({
      onSnapshot: (snapshot) => {
        if (over) return;
        isLive = true;
        cancelAsk();
        heard();
        took('live', snapshot);
      },
      onSign: () => {
        if (!over) heard();
      },
    });
    stopLine = line.stop;
    heard();
    line.ended.then(() => end(), end);
  };

  const ask = () => {
    cancelAsk();
    let wanted = true;
    cancelAsk = () => {
      wanted = false;
    };
    const again = (act: () => void) => {
      if (!wanted || stopped) return;
      act();
      cancelAsk = schedule(RETRY_MILLISECONDS, ask);
    };
    source.ask().then(
      (snapshot) => again(() => took('polling', snapshot)),
      (error: unknown) => again(() => change({ link: 'down', refused: refusalOf(error) })),
    );
  };

  cancelAsk = schedule(RETRY_MILLISECONDS, ask);
  openLine();
  return {
    state: () => state,
    stop: () => {
      stopped = true;
      cancelLine();
      cancelSilence();
      cancelAsk();
      stopLine();
    },
  };
}
