import { type Call, CodedError } from '#shared/domain/index.ts';
import type { PhoneCall } from './call.ts';

/**
 * The seat's calls, oldest first: all that live, and the last ended one until the next call begins. The
 * operator speaks in one at a time, or in a conference: whatever makes another call live holds the one that is,
 * and gives up one that is being dialled.
 *
 * A hold that the other side is slow to agree to, or refuses, makes nobody wait: it cuts at once (call-hold.ts).
 */
export class CallList {
  #calls: PhoneCall[] = [];
  /** Calls that the operator has joined; a conference while at least two of them are active. */
  #joined = new Set<PhoneCall>();

  /** Takes a call that has begun to ring or to be dialled; ended ones leave. */
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

  active(): PhoneCall[] {
    return this.#calls.filter((call) => call.state === 'active');
  }

  /** The call the operator speaks in, is answering or is dialling. */
  engaged(): PhoneCall | undefined {
    return this.#calls.find((call) => call.isLive);
  }

  /** The parties of the conference; none while fewer than two are left. */
  conference(): readonly PhoneCall[] {
    const parties = this.active().filter((call) => this.#joined.has(call));
    return parties.length >= 2 ? parties : [];
  }

  withMediaSession(sessionId: string): PhoneCall | undefined {
    return this.live().find((call) => call.mediaSessionId === sessionId);
  }

  /** @throws CodedError `no-such-call` */
  find(callId: string): PhoneCall {
    const call = this.#calls.find((candidate) => candidate.id === callId);
    if (!call) throw new CodedError('no-such-call', 'There is no such call at this seat.');
    return call;
  }

  /** @throws CodedError `no-such-call`, `wrong-state`, `media-failed`, `signalling-failed` */
  async answer(callId: string, by: 'operator' | 'itself' = 'operator'): Promise<void> {
    const call = this.find(callId);
    if (call.state === 'ringing') this.#makeRoomFor(call);
    await call.answer(by);
  }

  /** Sends the INVITE of a call that was added. @throws CodedError as {@link PhoneCall.place} */
  async place(call: PhoneCall): Promise<void> {
    this.#makeRoomFor(call);
    await call.place();
  }

  /** @throws CodedError `wrong-state` when one is being answered or dialled already */
  requireNoneBegins(): void {
    if (!this.#calls.some((call) => call.state === 'answering' || call.state === 'dialling')) return;
    throw new CodedError('wrong-state', 'Another call is being answered or dialled.');
  }

  /** @throws SipRefusal; CodedError `no-such-call`, `wrong-state`, `signalling-failed` */
  async hold(callId: string): Promise<void> {
    const call = this.find(callId);
    const held = call.conversation.hold();
    this.#joined.delete(call);
    await held;
  }

  /** @throws SipRefusal; CodedError `no-such-call`, `wrong-state`, `signalling-failed` */
  async resume(callId: string): Promise<void> {
    const call = this.find(callId);
    if (call.isCut) this.#makeRoomFor(call);
    await call.conversation.resume();
  }

  /** Joins all active calls. @throws CodedError `wrong-state` with fewer than two; as {@link resume} */
  async join(): Promise<void> {
    this.requireNoneBegins();
    const parties = this.active();
    if (parties.length < 2) throw new CodedError('wrong-state', 'A conference needs two calls.');
    this.#joined = new Set(parties);
    const resumed = await Promise.allSettled(parties.map((call) => call.conversation.resume()));
    const failed = resumed.find((outcome) => outcome.status === 'rejected');
    for (const call of parties) if (call.isCut) this.#joined.delete(call);
    if (failed) throw failed.reason;
  }

  /** The named call is talked on, the others are held. @throws CodedError `no-such-call`, `wrong-state` */
  async split(callId: string): Promise<void> {
    const call = this.find(callId);
    if (!this.conference().includes(call))
      throw new CodedError('wrong-state', 'The call is in no conference.');
    this.#makeRoomFor(call);
    await call.conversation.resume();
  }

  snapshots(): Call[] {
    const conference = this.conference();
    const isBusy = this.engaged() !== undefined;
    return this.#calls.map((call) => call.snapshot({ inConference: conference.includes(call), isBusy }));
  }

  /** @throws CodedError `wrong-state` when another call is being answered in this moment */
  #makeRoomFor(call: PhoneCall): void {
    const others = this.#calls.filter((other) => other !== call && other.isLive);
    if (others.some((other) => other.state === 'answering')) {
      throw new CodedError('wrong-state', 'Another call is being answered.');
    }
    this.#joined.clear();
    for (const other of others) {
      if (other.state === 'dialling') other.hangUp();
      // A hold that is refused holds all the same; the call's state says what the other side has agreed to.
      else other.conversation.hold().catch(() => undefined);
    }
  }
}
