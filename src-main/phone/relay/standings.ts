import type { MediaPage } from '../media-port.ts';

type Standing = Parameters<MediaPage['setSession']>[0];

export interface StandingsOptions {
  /** @throws CodedError `disconnected` */
  readonly page: () => MediaPage;
  /** The page's id of a session; the id itself where the relay has no session of it. */
  readonly pageIdOf: (sessionId: string) => string;
}

/** How sessions stand among the others, told to the page under the ids that it knows them by. */
export interface Standings {
  set(standing: Standing): Promise<null>;
  /** The session has got a session of the page: its standing, and those that name it, are told (again). */
  take(sessionId: string): Promise<void>;
  forget(sessionId: string): void;
}

/** What holds for a session that nobody has said anything of. */
const OPEN = { muted: false, heard: true, mixedWith: [] };

export function createStandings({ page, pageIdOf }: StandingsOptions): Standings {
  const standings = new Map<string, Standing>();
  const tell = (standing: Standing) =>
    page().setSession({
      ...standing,
      sessionId: pageIdOf(standing.sessionId),
      mixedWith: standing.mixedWith.map(pageIdOf),
    });
  return {
    set: (standing) => {
      standings.set(standing.sessionId, standing);
      return tell(standing);
    },
    take: async (sessionId) => {
      const own = standings.get(sessionId) ?? { sessionId, ...OPEN };
      const naming = [...standings.values()].filter(({ mixedWith }) => mixedWith.includes(sessionId));
      await Promise.all([own, ...naming].map(tell));
    },
    forget: (sessionId) => void standings.delete(sessionId),
  };
}
