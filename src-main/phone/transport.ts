import { EmitterImpl, type Transport, TransportState } from 'sip.js';
import { WebSocket } from 'ws';
import type { Clock } from '#shared/domain/index.ts';
import { type Moment, momentOf } from './answer-times.ts';

export type Schedule = (milliseconds: number, run: () => void) => () => void;

export interface SocketTransportOptions {
  /** `ws://` or `wss://`. */
  readonly server: string;
  readonly clock: Clock;
  readonly schedule: Schedule;
  /** A 2xx to an INVITE was handed to the socket; also for retransmissions and re-INVITEs (rule AC-2). */
  readonly onInviteAccepted: (callId: string, at: number) => void;
  /** sip.js threw on a message; the message was dropped. Never given the message. */
  readonly onMessageRefused: (error: unknown) => void;
}

const HANDSHAKE_LIMIT_MILLISECONDS = 5_000;
/** A socket that brought nothing, not even a pong, for this long to twice this long is taken for dead. */
const PING_INTERVAL_MILLISECONDS = 10_000;
const CLOSE_LIMIT_MILLISECONDS = 1_000;
/** A SIP message with a large SDP is a few KiB; more is hostile. */
const LONGEST_MESSAGE_BYTES = 256 * 1024;

/**
 * SIP over WebSocket (RFC 7118) for sip.js, in place of its own transport for three reasons: it takes the
 * receive time at the socket and tells when a 200 OK has left (docs/spec/answer-clock.md); it notices a dead
 * peer by WebSocket pings, which every server must answer (RFC 6455 section 5.5.2), while CRLF keep-alives
 * need not be; and it logs nothing.
 *
 * States are sip.js's: Disconnected → Connecting → Connected → (Disconnecting →) Disconnected. It never
 * reconnects by itself; the registration does.
 */
export class SocketTransport implements Transport {
  /** Sent-protocol of our Via (RFC 7118 section 5.2.1). */
  readonly protocol: string;
  readonly stateChange = new EmitterImpl<TransportState>();
  onConnect: (() => void) | undefined;
  onDisconnect: ((error?: Error) => void) | undefined;
  onMessage: ((message: string) => void) | undefined;

  readonly #options: SocketTransportOptions;
  #state: TransportState = TransportState.Disconnected;
  #socket: WebSocket | undefined;
  #connecting: Promise<void> | undefined;
  #received: Moment;
  #stopPinging: () => void = () => undefined;

  /** The signature sip.js constructs a transport with; its logger is not used. */
  constructor(_logger: unknown, options: SocketTransportOptions) {
    this.#options = options;
    this.#received = momentOf(options.clock);
    this.protocol = options.server.toLowerCase().startsWith('wss:') ? 'WSS' : 'WS';
  }

  get state(): TransportState {
    return this.#state;
  }

  /** When the message that is being handled was received. Valid inside sip.js's synchronous callbacks. */
  get received(): Moment {
    return this.#received;
  }

  isConnected(): boolean {
    return this.#state === TransportState.Connected && this.#socket?.readyState === WebSocket.OPEN;
  }

  connect(): Promise<void> {
    if (this.#state === TransportState.Connected) return Promise.resolve();
    if (this.#connecting) return this.#connecting;
    this.#enter(TransportState.Connecting);
    this.#connecting = new Promise<void>((resolve, reject) => {
      const socket = new WebSocket(this.#options.server, 'sip', {
        handshakeTimeout: HANDSHAKE_LIMIT_MILLISECONDS,
        maxPayload: LONGEST_MESSAGE_BYTES,
        perMessageDeflate: false,
        // One message a turn: sip.js settles an ACK in microtasks and refuses a re-INVITE that comes before.
        allowSynchronousEvents: false,
      });
      this.#socket = socket;
      let failure = new Error('The exchange closed the connection.');
      socket.on('open', () => {
        if (socket !== this.#socket) return;
        this.#connecting = undefined;
        this.#watch(socket);
        this.#enter(TransportState.Connected);
        this.onConnect?.();
        resolve();
      });
      // `close` always follows; without a listener an error would end the process.
      socket.on('error', (error) => {
        failure = error;
      });
      socket.on('message', (data) => this.#receive(socket, data.toString()));
      socket.on('close', () => {
        this.#lost(socket, failure);
        reject(failure);
      });
    });
    return this.#connecting;
  }

  disconnect(): Promise<void> {
    const socket = this.#socket;
    if (!socket) return Promise.resolve();
    const wasConnected = this.#state === TransportState.Connected;
    this.#enter(TransportState.Disconnecting);
    if (wasConnected) this.onDisconnect?.();
    return new Promise((resolve) => {
      const cancel = this.#options.schedule(CLOSE_LIMIT_MILLISECONDS, () => socket.terminate());
      socket.once('close', () => {
        cancel();
        resolve();
      });
      socket.close(1000);
    });
  }

  dispose(): Promise<void> {
    return this.disconnect();
  }

  /** Resolves when the message was handed to the socket. */
  send(message: string): Promise<void> {
    const socket = this.#socket;
    if (!socket || !this.isConnected()) return Promise.reject(new Error('Not connected.'));
    try {
      socket.send(message);
    } catch (error) {
      return Promise.reject(error);
    }
    const accepted = acceptedInvite(message);
    if (accepted !== undefined) this.#options.onInviteAccepted(accepted, this.#options.clock.monotonic());
    return Promise.resolve();
  }

  #receive(socket: WebSocket, text: string): void {
    if (socket !== this.#socket || this.#state !== TransportState.Connected) return;
    this.#received = momentOf(this.#options.clock);
    if (/^[\r\n]*$/.test(text)) {
      // A double CRLF asks for a single one (RFC 5626 section 4.4.1).
      if (text === '\r\n\r\n') socket.send('\r\n');
      return;
    }
    try {
      this.onMessage?.(text);
    } catch (error) {
      this.#options.onMessageRefused(error);
    }
  }

  #watch(socket: WebSocket): void {
    let alive = true;
    const heard = () => {
      alive = true;
    };
    socket.on('message', heard);
    socket.on('pong', heard);
    const check = () => {
      if (!alive) return socket.terminate();
      alive = false;
      if (socket.readyState === WebSocket.OPEN) socket.ping();
      this.#stopPinging = this.#options.schedule(PING_INTERVAL_MILLISECONDS, check);
    };
    this.#stopPinging = this.#options.schedule(PING_INTERVAL_MILLISECONDS, check);
  }

  #lost(socket: WebSocket, error: Error): void {
    if (socket !== this.#socket) return;
    this.#stopPinging();
    this.#socket = undefined;
    this.#connecting = undefined;
    const wasConnected = this.#state === TransportState.Connected;
    this.#enter(TransportState.Disconnected);
    if (wasConnected) this.onDisconnect?.(error);
  }

  #enter(state: TransportState): void {
    this.#state = state;
    this.stateChange.emit(state);
  }
}

/** The Call-ID of a 2xx response to an INVITE; undefined for every other message. */
function acceptedInvite(message: string): string | undefined {
  if (!/^SIP\/2\.0 2\d\d /.test(message)) return undefined;
  const head = message.slice(0, message.indexOf('\r\n\r\n'));
  if (!/^CSeq:\s*\d+\s+INVITE\s*$/im.test(head)) return undefined;
  return /^Call-ID:\s*(\S+)\s*$/im.exec(head)?.[1];
}
