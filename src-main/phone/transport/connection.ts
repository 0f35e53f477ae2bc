import type { Clock, CodedError } from '#shared/domain/index.ts';
import type { ExchangeSettings } from '#shared/settings/index.ts';
import { connectionError } from './connection-error.ts';
import { KeepAliveRequests } from './keep-alive-requests.ts';
import { type Link, type LinkOptions, type OpenLink, PING, type Schedule } from './link.ts';
import { Liveness } from './liveness.ts';

export interface ConnectionOptions extends Omit<LinkOptions, 'events'> {
  readonly openLink: OpenLink;
  readonly clock: Clock;
  readonly schedule: Schedule;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly keepAlive: ExchangeSettings['keepAlive'];
  /** SIP address of the account, which keep-alives are sent from. */
  readonly addressOfRecord: string;
  readonly onMessage: (message: string) => void;
  /** The connection is gone although nobody closed it. Once, and nothing follows it. */
  readonly onLost: (error: CodedError) => void;
  /** The server answers no keep-alive; see {@link Liveness}. */
  readonly onUnwatched: () => void;
}

/** A link that is watched. */
export interface Connection {
  readonly link: Link;
  /** Asks for a sign of life at once, and is lost without one. */
  check(limitMilliseconds: number): void;
  /** The same, and resolves when one came. @throws CodedError when none came; the connection is closed then */
  prove(limitMilliseconds: number): Promise<void>;
  close(): Promise<void>;
  destroy(): void;
}

/** Opens a link and watches over it. @throws CodedError of connection-error.ts */
export async function openConnection(options: ConnectionOptions): Promise<Connection> {
  const { clock, schedule, keepAlive } = options;
  let isOver = false;
  let proof: { readonly resolve: () => void; readonly reject: (error: Error) => void } | undefined;

  const heard = (isAnswer: boolean) => {
    if (isOver) return;
    liveness.heard(isAnswer);
    proof?.resolve();
    proof = undefined;
  };
  const end = () => {
    isOver = true;
    liveness.stop();
  };
  const lost = (error: CodedError) => {
    if (isOver) return;
    end();
    if (proof) proof.reject(error);
    else options.onLost(error);
  };
  const link = await options.openLink({
    ...options,
    events: {
      onMessage: (message) => {
        const isAnswer = requests?.isAnswer(message) ?? false;
        heard(isAnswer);
        if (!isAnswer && !isOver) options.onMessage(message);
      },
      onPing: () => heard(false),
      onPong: () => heard(true),
      onClosed: (error) => lost(connectionError(error)),
    },
  });
  // RFC 5626 has line breaks answered over streams only.
  const isByLineBreaks = keepAlive.by === 'crlf' && link.protocol !== 'UDP';
  const requests = isByLineBreaks ? undefined : new KeepAliveRequests(link, options);
  const liveness = new Liveness({
    clock,
    schedule,
    intervalMilliseconds: keepAlive.seconds * 1000,
    ask: () => link.ping(requests?.next() ?? PING),
    onDead: (error) => {
      link.destroy();
      lost(error);
    },
    onUnwatched: options.onUnwatched,
  });
  const check = (limitMilliseconds?: number) => {
    if (!isOver) liveness.check(limitMilliseconds);
  };
  // At once, so that a server which answers is known as such before it can be lost.
  check();
  return {
    link,
    check,
    prove: (limitMilliseconds) =>
      new Promise((resolve, reject) => {
        proof = { resolve, reject };
        check(limitMilliseconds);
      }),
    close: () => {
      end();
      return link.close();
    },
    destroy: () => {
      end();
      link.destroy();
    },
  };
}
