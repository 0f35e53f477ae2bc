import { codeOf } from '#shared/domain/index.ts';
import type { ExchangeSettings } from '#shared/settings/index.ts';
import type { Log } from '../log/index.ts';
import type { PhoneCall } from './call.ts';
import type { CallList } from './call-list.ts';
import type { RingingCall } from './incoming.ts';
import type { Schedule } from './transport/index.ts';

export interface RingingOptions {
  readonly calls: CallList;
  readonly schedule: Schedule;
  readonly log: Log;
  /** When an unanswered call goes back to the queue, and by which status. */
  readonly unanswered: ExchangeSettings['unanswered'];
  readonly onRinging: (call: PhoneCall, invite: string) => void;
}

/** What becomes of a call that has begun to ring, before a person has touched it. */
export function createRinging(options: RingingOptions): (ringing: RingingCall) => void {
  const { calls, log, schedule, unanswered } = options;

  const answer = (call: PhoneCall) =>
    calls.answer(call.id, 'itself').catch((error: unknown) => {
      log.warn('call-did-not-answer-itself', { callId: call.id, code: codeOf(error) });
    });

  const answerAfter = (call: PhoneCall, milliseconds: number) => {
    call.setAnswersItself(true);
    schedule(milliseconds, () => {
      if (call.state !== 'ringing') return;
      call.setAnswersItself(false);
      // Nobody is talked over: a call that rings beside another is the operator's to answer.
      if (!calls.engaged()) void answer(call);
    });
  };

  /** Rule CA-35: a seat at which nobody answers must not keep a citizen from one at which somebody does. */
  const returnAfter = (call: PhoneCall, milliseconds: number) => {
    schedule(Math.max(0, milliseconds), () => {
      if (call.state !== 'ringing') return;
      log.info('call-returned-unanswered', { callId: call.id });
      call.returnToQueue(unanswered.statusCode);
    });
  };

  /** RFC 3891 section 3: answered without ringing; the old call is ended by us, and a held one stays held. */
  const replace = async (old: PhoneCall, call: PhoneCall) => {
    const wasHeld = old.isCut;
    await answer(call);
    if (call.state !== 'active') return;
    if (old.state === 'active') old.leave('transferred');
    if (wasHeld) {
      await calls.hold(call.id).catch((error: unknown) => {
        log.warn('replacing-call-not-held', { callId: call.id, code: codeOf(error) });
      });
    }
  };

  return ({ call, automaticallyAfter, invite, rangForMilliseconds, replaces }) => {
    calls.add(call);
    log.info('call-ringing', { callId: call.id, queueTimeKnown: call.snapshot().queueTimeKnown });
    if (automaticallyAfter !== null && !replaces) answerAfter(call, automaticallyAfter);
    if (unanswered.afterSeconds !== null)
      returnAfter(call, unanswered.afterSeconds * 1000 - rangForMilliseconds);
    options.onRinging(call, invite);
    if (replaces) void replace(replaces, call);
  };
}
