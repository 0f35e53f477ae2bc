import { headerOf, parseSip, type SipMessage } from '../../testing/exchange.test-support.ts';
import type { Schedule } from '../link.ts';

const T1_MILLISECONDS = 500;
const T2_MILLISECONDS = 4_000;
const GIVE_UP_MILLISECONDS = 64 * T1_MILLISECONDS;
const RING_AFTER_MILLISECONDS = 100;
const ANSWER_AFTER_MILLISECONDS = 500;
const SDP = [
  'v=0',
  'o=- 1 1 IN IP4 192.0.2.1',
  's=-',
  'c=IN IP4 192.0.2.1',
  't=0 0',
  'm=audio 4000 RTP/AVP 8',
  '',
].join('\r\n');

export interface UdpPeerOptions {
  readonly schedule: Schedule;
  readonly transmit: (message: string) => void;
  /** How long a call is up before we hang up, if it is ours to. */
  readonly talkMilliseconds: number;
  /** Whether the next call is ours to hang up. */
  readonly hangsUp: () => boolean;
}

/** What the other side of a call knows of it. */
export interface PeerCall {
  readonly callId: string;
  /** From and To of our requests, and where they go. */
  local: string;
  remote: string;
  target: string;
  sequence: number;
  readonly hangsUp: boolean;
  /** Branches of the seat's INVITEs and BYEs; copies of one request have one. */
  readonly invites: Set<string>;
  readonly byes: Set<string>;
  isUp: boolean;
  isOver: boolean;
}

/**
 * The other side of calls over UDP: a caller and a callee that do what RFC 3261 asks of them, written without
 * the code that is tested. They repeat requests (timers A and E) and the 200 (section 13.3.1.4), answer a copy
 * as they answered the first, and acknowledge every 200.
 */
export class UdpPeer {
  readonly calls = new Map<string, PeerCall>();
  readonly #options: UdpPeerOptions;
  /** Stops the copies of a request by its transaction, and of a 200 by its Call-ID. */
  readonly #copies = new Map<string, () => void>();
  /** What was answered last, by transaction. */
  readonly #answers = new Map<string, string>();

  constructor(options: UdpPeerOptions) {
    this.#options = options;
  }

  /** Messages that are still repeated. */
  get repeating(): number {
    return this.#copies.size;
  }

  /** Calls the seat. */
  call(target: string): PeerCall {
    const call = this.#begin(`from-peer-${this.calls.size}`, {
      local: `<sip:caller@exchange.invalid>;tag=peer-${this.calls.size}`,
      remote: '<sip:seat1@exchange.invalid>',
      target,
    });
    this.#request(call, 'INVITE', SDP);
    return call;
  }

  receive(text: string): void {
    const message = parseSip(text);
    const call = this.calls.get(headerOf(message, 'Call-ID'));
    if (message.status !== null) this.#response(message, message.status, call);
    else if (message.method !== 'ACK') this.#received(message, call);
    else if (call) {
      this.#stop(`200 ${call.callId}`);
      this.#up(call);
    }
  }

  #begin(callId: string, ends: Pick<PeerCall, 'local' | 'remote' | 'target'>): PeerCall {
    const call: PeerCall = {
      callId,
      ...ends,
      sequence: 0,
      hangsUp: this.#options.hangsUp(),
      invites: new Set(),
      byes: new Set(),
      isUp: false,
      isOver: false,
    };
    this.calls.set(callId, call);
    return call;
  }

  #received(message: SipMessage, known: PeerCall | undefined): void {
    const { method } = message;
    const answered = this.#answers.get(transactionOf(message));
    if (answered !== undefined) this.#options.transmit(answered);
    else if (method !== 'INVITE') this.#answer(message, '200 OK');
    else this.#ring(message, known ?? this.#begin(headerOf(message, 'Call-ID'), endsOf(message)));
    if (method !== 'BYE' || !known) return;
    known.byes.add(branchOf(message));
    known.isOver = true;
  }

  #ring(message: SipMessage, call: PeerCall): void {
    call.invites.add(branchOf(message));
    this.#answer(message, '100 Trying');
    this.#options.schedule(RING_AFTER_MILLISECONDS, () => this.#answer(message, '180 Ringing'));
    this.#options.schedule(ANSWER_AFTER_MILLISECONDS, () => {
      const accepted = this.#answer(message, '200 OK', SDP);
      this.#repeat(`200 ${call.callId}`, accepted, T2_MILLISECONDS);
    });
  }

  #answer(request: SipMessage, status: string, body = ''): string {
    const text = textOf(
      `SIP/2.0 ${status}`,
      [
        ...['Via', 'From', 'Call-ID', 'CSeq'].map((name) => `${name}: ${headerOf(request, name)}`),
        `To: ${withTag(headerOf(request, 'To'))}`,
      ],
      body,
    );
    this.#answers.set(transactionOf(request), text);
    this.#options.transmit(text);
    return text;
  }

  #response(message: SipMessage, status: number, call: PeerCall | undefined): void {
    this.#stop(transactionOf(message));
    if (!call || status < 200) return;
    if (message.method === 'BYE') call.isOver = true;
    if (message.method !== 'INVITE') return;
    call.remote = headerOf(message, 'To');
    call.target = contactOf(message);
    this.#options.transmit(this.#requestText(call, 'ACK', `z9hG4bK-ack-${call.callId}`, 1, ''));
    this.#up(call);
  }

  #up(call: PeerCall): void {
    if (call.isUp) return;
    call.isUp = true;
    if (call.hangsUp)
      this.#options.schedule(this.#options.talkMilliseconds, () => this.#request(call, 'BYE', ''));
  }

  #request(call: PeerCall, method: string, body: string): void {
    const branch = `z9hG4bK-${method}-${call.callId}`;
    const text = this.#requestText(call, method, branch, ++call.sequence, body);
    this.#options.transmit(text);
    this.#repeat(
      `${branch} ${method}`,
      text,
      method === 'INVITE' ? Number.POSITIVE_INFINITY : T2_MILLISECONDS,
    );
  }

  #requestText(call: PeerCall, method: string, branch: string, sequence: number, body: string): string {
    const headers = [
      `Via: SIP/2.0/UDP 192.0.2.1:5060;branch=${branch};rport`,
      'Max-Forwards: 70',
      `From: ${call.local}`,
      `To: ${call.remote}`,
      `Call-ID: ${call.callId}`,
      `CSeq: ${sequence} ${method}`,
    ];
    return textOf(`${method} ${call.target} SIP/2.0`, headers, body);
  }

  #repeat(key: string, text: string, longestMilliseconds: number): void {
    let elapsed = 0;
    const later = (milliseconds: number) => {
      elapsed += milliseconds;
      if (elapsed >= GIVE_UP_MILLISECONDS) return void this.#copies.delete(key);
      const cancel = this.#options.schedule(milliseconds, () => {
        this.#options.transmit(text);
        later(Math.min(2 * milliseconds, longestMilliseconds));
      });
      this.#copies.set(key, cancel);
    };
    later(T1_MILLISECONDS);
  }

  #stop(key: string): void {
    this.#copies.get(key)?.();
    this.#copies.delete(key);
  }
}

function textOf(start: string, headers: readonly string[], body: string): string {
  const type = body === '' ? [] : ['Content-Type: application/sdp'];
  const contact = 'Contact: <sip:peer@192.0.2.1:5060>';
  return [start, ...headers, contact, ...type, `Content-Length: ${body.length}`, '', body].join('\r\n');
}

function endsOf(invite: SipMessage): Pick<PeerCall, 'local' | 'remote' | 'target'> {
  const local = withTag(headerOf(invite, 'To'));
  return { local, remote: headerOf(invite, 'From'), target: contactOf(invite) };
}

function withTag(to: string): string {
  return to.includes(';tag=') ? to : `${to};tag=peer`;
}

function contactOf(message: SipMessage): string {
  return /<([^>]+)>/.exec(headerOf(message, 'Contact'))?.[1] ?? '';
}

function branchOf(message: SipMessage): string {
  return /;branch=([^;,]+)/.exec(headerOf(message, 'Via'))?.[1] ?? '';
}

function transactionOf(message: SipMessage): string {
  return `${branchOf(message)} ${message.method}`;
}
