import { probeDelay } from './registration-delays.ts';
import type { Schedule } from './transport/index.ts';

export interface ProbingOptions {
  /** How many servers come before the one in use, which are those numbers from 0 on. */
  readonly servers: number;
  /** Whether a server answers. */
  readonly probe: (server: number) => Promise<boolean>;
  readonly schedule: Schedule;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** Whether nothing stands against a move at this moment. */
  readonly mayMove: () => boolean;
  /** Move to this server. Once, and probing is over. */
  readonly onBetter: (server: number) => void;
}

/** One good answer may be of a server that is just starting and stopping. */
const GOOD_PROBES = 2;

/** Looks at the servers before the one in use, best first, until one has answered twice in a row. Answers what ends it. */
export function probeBetter(options: ProbingOptions): () => void {
  const { servers, probe, schedule, random, mayMove, onBetter } = options;
  const inARow = new Map<number, number>();
  let isOver = false;
  let cancel: () => void = () => undefined;

  const look = async () => {
    for (let server = 0; server < servers; server++) {
      const isGood = await probe(server);
      if (isOver) return;
      inARow.set(server, isGood ? (inARow.get(server) ?? 0) + 1 : 0);
    }
    const [better] = [...inARow].find(([, count]) => count >= GOOD_PROBES) ?? [];
    if (better === undefined || !mayMove()) return later();
    isOver = true;
    onBetter(better);
  };
  const later = () => {
    cancel = schedule(probeDelay(random), () => void look());
  };
  later();
  return () => {
    isOver = true;
    cancel();
  };
}
