import { CodedError } from '#shared/domain/index.ts';
import type { RegisterOutcome, Signalling } from '../registration-request.ts';
import type { FakeTime } from './fake-time.test-support.ts';

export interface FakeSignallingOptions {
  readonly time: FakeTime;
  /** What a server does at one attempt: refuses the connection, says nothing (undefined), or answers. */
  readonly answer: (server: number) => RegisterOutcome | 'down' | undefined;
}

/** Servers that answer as they are told, and a record of what they were asked. */
export interface FakeSignalling extends Signalling {
  /** Lifetimes of all REGISTERs, and the server of each. */
  readonly asked: number[];
  readonly askedServers: number[];
  /** Servers of all attempts to connect, and their times. */
  readonly connectedTo: number[];
  readonly connectedAt: number[];
  /** Answers for REGISTERs that were met with silence. */
  readonly unanswered: Array<(outcome: RegisterOutcome) => void>;
  /** REGISTERs under way on the connection that is open. */
  readonly pending: () => number;
  /** How often the connection was to be looked at. */
  readonly checks: () => number;
  /** Whether a server answers a probe. */
  healthy: (server: number) => boolean;
  /** Breaks the connection. */
  drop(): void;
}

export function createFakeSignalling({ time, answer }: FakeSignallingOptions): FakeSignalling {
  let connectedServer: number | undefined;
  let next: RegisterOutcome | 'down' | undefined;
  let isAnswerFresh = false;
  let pending = 0;
  let checks = 0;
  const asked: number[] = [];
  const askedServers: number[] = [];
  const connectedTo: number[] = [];
  const connectedAt: number[] = [];
  const unanswered: Array<(outcome: RegisterOutcome) => void> = [];
  const drop = () => {
    connectedServer = undefined;
    pending = 0;
  };
  const signalling: FakeSignalling = {
    asked,
    askedServers,
    connectedTo,
    connectedAt,
    unanswered,
    pending: () => pending,
    checks: () => checks,
    healthy: () => false,
    drop,
    connect: async (server) => {
      if (connectedServer === server) return;
      drop();
      connectedTo.push(server);
      connectedAt.push(time.clock.monotonic());
      next = answer(server);
      isAnswerFresh = true;
      if (next === 'down') throw new CodedError('connection-refused', 'Nobody listens.');
      connectedServer = server;
    },
    isConnected: () => connectedServer !== undefined,
    disconnect: async () => drop(),
    probe: async (server) => signalling.healthy(server),
    networkChanged: () => {
      checks++;
    },
    register: (expiresSeconds) => {
      const server = connectedServer ?? -1;
      asked.push(expiresSeconds);
      askedServers.push(server);
      if (expiresSeconds > 0 && !isAnswerFresh) next = answer(server);
      const outcome: RegisterOutcome | 'down' | undefined =
        expiresSeconds > 0 || next === undefined
          ? next
          : { kind: 'accepted', expiresSeconds: 0, isMisplaced: false };
      isAnswerFresh = false;
      if (outcome !== undefined && outcome !== 'down') return Promise.resolve(outcome);
      pending++;
      return new Promise((resolve) => unanswered.push(resolve));
    },
  };
  return signalling;
}
