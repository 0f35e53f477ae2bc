import { type Call, CodedError } from '#shared/domain/index.ts';
import type { PhoneCall } from './call.ts';

/**
 * The seat's calls, oldest first: all that live, and the last ended one until the next call rings. At most one
 * is `answering` or `active`; a second one rings beside it and is not refused for that.
 */
export class CallList {
  #calls: PhoneCall[] = [];

  /** Takes a call that has begun to ring; ended ones leave. */
  add(call: PhoneCall): void {
    this.#calls = [...this.live(), call];
  }

  /** Drops all ended calls but `lastEnded`, which has just ended. */
  prune(lastEnded: PhoneCall): void {
    this.#calls = this.#calls.filter((call) => call.state !== 'ended' || call === lastEnded);
  }

  all(): readonly PhoneCall[] {
    return this.#calls;
  }

  live(): PhoneCall[] {
    return this.#calls.filter((call) => call.state !== 'ended');
  }

  /** The call the operator speaks in or is answering. */
  engaged(): PhoneCall | undefined {
    return this.#calls.find((call) => call.state === 'active' || call.state === 'answering');
  }

  withMediaSession(sessionId: string): PhoneCall | undefined {
    return this.live().find((call) => call.mediaSessionId === sessionId);
  }

  /** @throws CodedError `no-such-call`, `wrong-state`, `media-failed`, `signalling-failed` */
  async answer(callId: string): Promise<void> {
    const call = this.#find(callId);
    const engaged = this.engaged();
    if (engaged && engaged !== call) {
      throw new CodedError('wrong-state', 'Another call is being answered or is active.');
    }
    await call.answer();
  }

  /** @throws CodedError `no-such-call`, `wrong-state` */
  reject(callId: string): void {
    this.#find(callId).reject();
  }

  /** @throws CodedError `no-such-call`, `wrong-state` */
  hangUp(callId: string): void {
    this.#find(callId).hangUp();
  }

  snapshots(): Call[] {
    return this.#calls.map((call) => call.snapshot());
  }

  #find(callId: string): PhoneCall {
    const call = this.#calls.find((candidate) => candidate.id === callId);
    if (!call) throw new CodedError('no-such-call', 'There is no such call at this seat.');
    return call;
  }
}
