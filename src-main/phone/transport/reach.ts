import type { Clock } from '#shared/domain/index.ts';
import type { ExchangeSettings } from '#shared/settings/index.ts';
import { type Connection, type ConnectionOptions, openConnection } from './connection.ts';
import { connectionError, connectionTimeout } from './connection-error.ts';
import type { OpenLink, Schedule, Target } from './link.ts';
import { openLink } from './open-link.ts';
import { type Lookup, resolveServer } from './resolve-server.ts';
import { trustFor } from './trust.ts';

export interface ReachOptions {
  /** SIP address of the account, `sip:user@domain`; keep-alives are sent from it. */
  readonly addressOfRecord: string;
  readonly tls: ExchangeSettings['tls'];
  readonly keepAlive: ExchangeSettings['keepAlive'];
  readonly lookup: Lookup;
  readonly clock: Clock;
  readonly schedule: Schedule;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** Opens a link; a test may bring its own network. */
  readonly openLink?: OpenLink;
}

/** What a connection is wanted for. */
export interface Use extends Pick<ConnectionOptions, 'localPort' | 'onMessage' | 'onLost' | 'onUnwatched'> {
  /** Whether it is to be had only after a sign of life. */
  readonly isProven: boolean;
}

/**
 * Connects to the first target of a server that can be reached (docs/spec/transport.md, TR-50 to TR-52).
 * @throws CodedError of the first target that cannot, or the signal's reason
 */
export type Reach = (server: string, signal: AbortSignal, use: Use) => Promise<Connection>;

const HANDSHAKE_LIMIT_MILLISECONDS = 3_000;
/** For a datagram to be answered where another target could be tried instead. */
const PROOF_LIMIT_MILLISECONDS = 1_500;

export function createReach(options: ReachOptions): Reach {
  /** What DNS said last of each server, for when it says nothing. */
  const lastTargets = new Map<string, readonly Target[]>();

  const targetsOf = async (server: string): Promise<readonly Target[]> => {
    try {
      const targets = await resolveServer(server, options.lookup, options.random);
      lastTargets.set(server, targets);
      return targets;
    } catch (error) {
      const last = lastTargets.get(server);
      if (last === undefined) throw error;
      return last;
    }
  };

  const open = async (
    target: Target,
    signal: AbortSignal,
    { isProven, ...use }: Use,
  ): Promise<Connection> => {
    const limit = new AbortController();
    const cancel = options.schedule(HANDSHAKE_LIMIT_MILLISECONDS, () => limit.abort(connectionTimeout()));
    let connection: Connection | undefined;
    try {
      connection = await openConnection({
        ...options,
        ...use,
        openLink: options.openLink ?? openLink,
        target,
        trust: await trustFor(target.protocol, options.tls),
        signal: AbortSignal.any([signal, limit.signal]),
      });
      if (isProven) await unlessAborted(connection.prove(PROOF_LIMIT_MILLISECONDS), signal);
      return connection;
    } catch (error) {
      connection?.destroy();
      throw error;
    } finally {
      cancel();
    }
  };

  return async (server, signal, use) => {
    const targets = await unlessAborted(targetsOf(server), signal);
    let failure: unknown;
    for (const target of targets) {
      try {
        const isProven = use.isProven || (target.protocol === 'UDP' && targets.length > 1);
        return await open(target, signal, { ...use, isProven });
      } catch (error) {
        failure ??= error;
        if (signal.aborted) break;
      }
    }
    throw connectionError(failure);
  };
}

/** The promise, or the signal's reason when that comes first. */
function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort);
  });
}
