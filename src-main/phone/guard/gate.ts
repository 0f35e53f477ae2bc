import type { Core } from 'sip.js';
import type { ChallengeRefusal } from '../digest/index.ts';
import { type Abilities, inspect } from './inspect.ts';

export interface GateOptions {
  readonly core: Core.UserAgentCore;
  /** Hands a response to the socket. */
  readonly send: (response: string) => Promise<void>;
  readonly abilities: () => Abilities;
  /** A response challenges us in a way that we do not answer. */
  readonly onChallengeRefused: (response: Core.IncomingResponseMessage, reason: ChallengeRefusal) => void;
  /** A message was refused or dropped. The reason holds nothing of it. */
  readonly onRefused: (reason: string) => void;
}

/** More at once than a seat can ring for, or than a busy seat has: an attack, or an exchange gone mad. */
const MOST_RINGING = 16;
const MOST_TRANSACTIONS = 500;
/** These end something, and are let in however much there is. */
const ENDING_METHODS = new Set(['ACK', 'BYE', 'CANCEL']);

/**
 * The way of every message from the transport into sip.js's core, in place of the user agent's own, which drops in
 * silence what should be answered, and parses without limits.
 */
export function createGate(options: GateOptions): (text: string) => void {
  const { core } = options;

  const send = (response: string) => {
    // A response that does not leave is asked for again, or its sender is gone.
    options.send(response).catch(() => undefined);
  };

  const receiveRequest = (message: Core.IncomingRequestMessage) => {
    if (!core.userAgentServers.has(message.viaBranch) && isOverloaded(core, message)) {
      core.replyStateless(message, { statusCode: 503, extraHeaders: ['Retry-After: 10'] });
      return options.onRefused('overloaded');
    }
    try {
      core.receiveIncomingRequestFromTransport(message);
    } catch {
      options.onRefused('not-taken');
      refuse(core, message);
    }
  };

  return (text) => {
    const verdict = inspect(text, options.abilities());
    switch (verdict.kind) {
      case 'request':
        return receiveRequest(verdict.message);
      case 'response':
        if (verdict.challengeRefusal) options.onChallengeRefused(verdict.message, verdict.challengeRefusal);
        return core.receiveIncomingResponseFromTransport(verdict.message);
      case 'refuse':
        send(verdict.response);
        return options.onRefused(verdict.reason);
      case 'drop':
        return options.onRefused(verdict.reason);
    }
  };
}

function isOverloaded(core: Core.UserAgentCore, { method }: Core.IncomingRequestMessage): boolean {
  if (ENDING_METHODS.has(method)) return false;
  if (core.userAgentServers.size >= MOST_TRANSACTIONS) return true;
  if (method !== 'INVITE') return false;
  const ringing = [...core.userAgentServers.values()].filter(
    ({ transaction }) => transaction.request.method === 'INVITE' && transaction.state === 'Proceeding',
  );
  return ringing.length >= MOST_RINGING;
}

/** Answers a request that sip.js threw at, and ends the transaction that it may have begun. */
function refuse(core: Core.UserAgentCore, message: Core.IncomingRequestMessage): void {
  if (message.method === 'ACK') return;
  const server = core.userAgentServers.get(message.viaBranch);
  if (!server) core.replyStateless(message, { statusCode: 500 });
  else if (server.transaction.request === message) server.reject({ statusCode: 500 });
}
