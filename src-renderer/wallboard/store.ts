import { create } from 'zustand';
import { type BoardLayout, boardLayoutSchema, codeOf } from '#shared/domain/index.ts';
import {
  type BoardSnapshot,
  boardSnapshotSchema,
  createLive,
  type LiveState,
} from '#shared/hub-protocol/index.ts';
import { createAccess, isSignedIn } from './access.ts';
import { type Access, askHub, createSource } from './source.ts';

export interface BoardView {
  /** Whether somebody has to sign in first, and what was wrong with the last attempt. */
  readonly needsSignIn: boolean;
  readonly problem: string | null;
  readonly layout: BoardLayout | undefined;
  readonly live: LiveState<BoardSnapshot>;
}

const NOTHING: LiveState<BoardSnapshot> = { link: 'connecting', last: undefined, refused: null };

/** What the board shows: the hall and the last snapshot, nothing else is kept. */
export const useBoard = create<BoardView>(() => ({
  needsSignIn: false,
  problem: null,
  layout: undefined,
  live: NOTHING,
}));

const LAYOUT_RETRY_MILLISECONDS = 5_000;
const LAYOUT_TIMEOUT_MILLISECONDS = 8_000;

const schedule = (milliseconds: number, run: () => void) => {
  const timer = window.setTimeout(run, milliseconds);
  return () => window.clearTimeout(timer);
};

let stop: () => void = () => undefined;

/** Begins to show; again after a sign-in. */
export function startBoard(access: Access = createAccess(Date.now)): void {
  stop();
  if (!isSignedIn()) {
    useBoard.setState({ needsSignIn: true });
    return;
  }
  useBoard.setState({ needsSignIn: false, problem: null, live: NOTHING });
  let stopped = false;
  let cancelLayout: () => void = () => undefined;

  const readLayout = async () => {
    try {
      const signal = AbortSignal.timeout(LAYOUT_TIMEOUT_MILLISECONDS);
      const response = await askHub('/v1/board/layout', access, signal);
      const layout = boardLayoutSchema.parse(await response.json());
      if (!stopped) useBoard.setState({ layout });
    } catch {
      // Not there yet; the live side says what is wrong.
      if (!stopped) cancelLayout = schedule(LAYOUT_RETRY_MILLISECONDS, () => void readLayout());
    }
  };
  void readLayout();

  let link = NOTHING.link;
  const live = createLive({
    source: createSource(access, boardSnapshotSchema),
    monotonic: () => performance.now(),
    schedule,
    onChange: (state) => {
      // A hub that was restarted may have another hall.
      if (state.link === 'live' && link !== 'live' && useBoard.getState().layout) void readLayout();
      link = state.link;
      useBoard.setState({ live: state });
      if (state.refused !== null) useBoard.setState({ needsSignIn: true, problem: 'refused' });
      else if (state.link === 'live') useBoard.setState({ needsSignIn: false, problem: null });
    },
  });
  stop = () => {
    stopped = true;
    cancelLayout();
    live.stop();
  };
}

/** Tries what somebody typed; what is right begins the board. */
export async function tryAccess(keepIt: () => Promise<void> | void): Promise<void> {
  try {
    await keepIt();
  } catch (error) {
    const code = codeOf(error);
    const refused = ['unauthorized', 'revoked', 'not-allowed', 'too-many', 'invalid'].includes(code);
    useBoard.setState({ problem: refused ? 'refused' : 'unreachable' });
    return;
  }
  startBoard();
}
