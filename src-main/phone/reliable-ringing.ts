import type { Core } from 'sip.js';
import type { Schedule } from './transport/index.ts';

export interface ReliableRingingOptions {
  readonly request: Core.IncomingInviteRequest;
  readonly schedule: Schedule;
  /** No PRACK came in 32 seconds. */
  readonly onUnheard: () => void;
}

/** RFC 3261 timer T1, ms. */
const FIRST_INTERVAL_MILLISECONDS = 500;
const LIMIT_MILLISECONDS = 64 * FIRST_INTERVAL_MILLISECONDS;

/**
 * Sends 180 Ringing again and again, ever slower, until its PRACK has come (RFC 3262 section 3). The answer
 * to the INVITE's offer is left to the 200 OK, as section 5 allows.
 */
export function ringReliably(options: ReliableRingingOptions): {
  readonly session: Core.Session;
  readonly stop: () => void;
} {
  const { request, schedule } = options;
  let cancel: () => void = () => undefined;
  // sip.js adds headers to the list it is given.
  const send = () =>
    request.progress({ statusCode: 180, extraHeaders: ['Require: 100rel', 'RSeq: 1'] }).session;
  const repeatAfter = (interval: number, elapsed: number) => {
    cancel = schedule(interval, () => {
      if (elapsed + interval >= LIMIT_MILLISECONDS) return options.onUnheard();
      send();
      repeatAfter(Math.min(interval * 2, LIMIT_MILLISECONDS - elapsed - interval), elapsed + interval);
    });
  };
  const session = send();
  session.delegate = {
    onPrack: (prack) => {
      if (!/^\s*1\s/.test(prack.message.getHeader('RAck') ?? '')) {
        return void prack.reject({ statusCode: 481 });
      }
      cancel();
      prack.accept({ statusCode: 200 });
    },
  };
  repeatAfter(FIRST_INTERVAL_MILLISECONDS, 0);
  return { session, stop: () => cancel() };
}
