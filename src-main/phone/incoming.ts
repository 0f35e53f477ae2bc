import type { Core } from 'sip.js';
import { type CallEndReason, type CallRecord, messageOf } from '#shared/domain/index.ts';
import type { ExchangeSettings } from '#shared/settings/index.ts';
import type { Moment } from './answer-times.ts';
import { automaticAnswerAfter } from './automatic-answer.ts';
import type { PhoneCall } from './call.ts';
import { CallLedger } from './call-ledger.ts';
import { callerIdentity } from './caller-identity.ts';
import { type ExchangeClock, queueTimeOf } from './exchange-clock.ts';
import { hotlineLine } from './hotline-line.ts';
import type { LegEvents } from './leg.ts';
import type { CallFacts, CallMaker } from './make-call.ts';
import { factsOfLeft } from './recover-calls.ts';
import type { LeftCall } from './saved-call.ts';
import { SHORTEST_SESSION_SECONDS, sessionRequestOf } from './session-timer.ts';
import { hasUnknownDescription, sdpOf } from './sip-content.ts';
import { createSipLeg } from './sip-leg.ts';

export interface IncomingOptions {
  readonly exchange: ExchangeSettings;
  readonly maker: CallMaker;
  /** User part of our Contact. */
  readonly contactUser: string | undefined;
  /** Why the seat turns calls away now, or null. */
  readonly turnsAway: () => { readonly reason: CallEndReason; readonly statusCode: number } | null;
  /** The active call whose dialog a Replaces header names (RFC 3891), or undefined. */
  readonly callOfDialog: (dialogId: string) => PhoneCall | undefined;
  readonly saveRecord: (record: CallRecord) => void;
  readonly exchangeClock: ExchangeClock;
  /** The call of an earlier run of the program that this INVITE is, or undefined. */
  readonly leftCall: (sipCallId: string) => LeftCall | undefined;
  readonly onRinging: (ringing: RingingCall) => void;
}

/** A call that has just begun to ring and how it is to be answered. */
export interface RingingCall {
  readonly call: PhoneCall;
  /** Answers itself after so many milliseconds; null: the operator answers. */
  readonly automaticallyAfter: number | null;
  /** The call that this one takes the place of. */
  readonly replaces: PhoneCall | undefined;
  /** The INVITE as it came. */
  readonly invite: string;
  /** How long it had rung in an earlier run of the program; 0 for a new call. */
  readonly rangForMilliseconds: number;
}

/** Takes INVITEs: refuses those that cannot be taken or are not wanted, lets all others ring. */
export function createIncoming(options: IncomingOptions) {
  const { exchange, maker } = options;

  return (request: Core.IncomingInviteRequest, received: Moment): void => {
    const { message } = request;
    const replaces = replacedDialog(message);
    const replaced = replaces?.dialogId === undefined ? undefined : options.callOfDialog(replaces.dialogId);
    const left = options.leftCall(message.callId);
    const facts = left ? factsOfLeft(left) : factsOf(message, received);
    const refusal = refusalOf(message) ?? (replaces && refusalToReplace(replaces, replaced));
    const away = replaced || left ? null : options.turnsAway();
    if (refusal) {
      request.reject(refusal);
    } else if (away) {
      turnAway(facts, away.reason);
      request.reject({ statusCode: away.statusCode });
    } else ring(request, facts, replaced, received);
  };

  function turnAway(facts: CallFacts, reason: CallEndReason): void {
    const ledger = new CallLedger({ ...facts, direction: 'inbound', clock: maker.clock });
    ledger.ended(reason);
    options.saveRecord(ledger.record());
    maker.log.info('call-turned-away', { callId: facts.id, reason });
  }

  function ring(
    request: Core.IncomingInviteRequest,
    facts: CallFacts,
    replaces: PhoneCall | undefined,
    received: Moment,
  ): void {
    const { message } = request;
    const media = maker.mediaFor(sdpOf(message));
    const leg = (events: LegEvents) =>
      createSipLeg({ request, media, events, callId: facts.id, context: maker.context });
    let call: PhoneCall;
    try {
      call = maker.make(facts, leg);
    } catch (error) {
      maker.log.warn('invite-not-taken', { reason: messageOf(error) });
      request.reject({ statusCode: 400 });
      return;
    }
    const automaticallyAfter = automaticAnswerAfter(
      (name) => message.getHeaders(name),
      exchange.automaticAnswer,
    );
    const rangForMilliseconds = Math.max(0, received.monotonic - facts.times.ring.monotonic);
    options.onRinging({ call, automaticallyAfter, replaces, invite: message.data, rangForMilliseconds });
  }

  function factsOf(message: Core.IncomingRequestMessage, received: Moment): CallFacts {
    const { callId: callIdHeader, dialledLine, queueTime, trunkTime } = exchange.headers;
    options.exchangeClock.heardIncoming(message.getHeader('Date'), received.monotonic);
    const queue = queueTimeOf(
      queueTime && message.getHeader(queueTime.name),
      queueTime,
      received,
      options.exchangeClock.at(received.monotonic),
    );
    const trunk = queueTimeOf(
      trunkTime && message.getHeader(trunkTime.name),
      trunkTime,
      received,
      options.exchangeClock.at(received.monotonic),
    );
    const identity = callerIdentity((name) => message.getHeaders(name), {
      ownUsers: [exchange.username, options.contactUser ?? exchange.username],
      dialledLineHeader: dialledLine,
    });
    return {
      id: maker.newId(),
      sipCallId: message.callId,
      identity,
      line: hotlineLine(identity.dialledLine, exchange.lines),
      exchangeCallId: callIdHeader ? (message.getHeader(callIdHeader)?.trim().slice(0, 256) ?? null) : null,
      consultsFor: null,
      times: { ring: received, queuedMilliseconds: queue.milliseconds },
      trunkedMilliseconds: trunk.milliseconds,
      queueTimeBy: queue.by,
      exchangeClock: queue.difference,
    };
  }
}

interface Refusal {
  readonly statusCode: number;
  readonly extraHeaders?: string[];
}

/** Why an INVITE cannot be taken whoever calls, or undefined. */
function refusalOf(message: Core.IncomingRequestMessage): Refusal | undefined {
  if (hasUnknownDescription(message)) {
    return { statusCode: 415, extraHeaders: ['Accept: application/sdp'] };
  }
  const session = sessionRequestOf(message);
  if (session.expires && session.supported && session.expires.seconds < SHORTEST_SESSION_SECONDS) {
    return { statusCode: 422, extraHeaders: [`Min-SE: ${SHORTEST_SESSION_SECONDS}`] };
  }
  return undefined;
}

interface Replaces {
  /** As sip.js numbers dialogs; undefined when the header names none. */
  readonly dialogId: string | undefined;
  readonly earlyOnly: boolean;
}

function refusalToReplace(replaces: Replaces, replaced: PhoneCall | undefined): Refusal | undefined {
  if (!replaced) return { statusCode: 481 };
  // Its dialog is no early one any more (RFC 3891 section 3).
  return replaces.earlyOnly ? { statusCode: 486 } : undefined;
}

/** What a Replaces header asks for (RFC 3891 section 6.1); undefined without the header. */
function replacedDialog(message: Core.IncomingRequestMessage): Replaces | undefined {
  const value = message.getHeader('Replaces');
  if (value === undefined) return undefined;
  const [callId = '', ...parameters] = value.slice(0, 1024).split(';');
  const tag = (name: string) =>
    parameters
      .map((parameter) => new RegExp(`^\\s*${name}\\s*=\\s*(\\S+)\\s*$`, 'i').exec(parameter)?.[1])
      .find((found) => found !== undefined);
  const local = tag('to-tag');
  const remote = tag('from-tag');
  // More than one is refused as none that matches (section 3).
  const isOne = message.getHeaders('Replaces').length === 1;
  return {
    dialogId: isOne && local && remote ? `${callId.trim()}${local}${remote}` : undefined,
    earlyOnly: parameters.some((parameter) => /^\s*early-only\s*$/i.test(parameter)),
  };
}
