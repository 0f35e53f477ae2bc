import { EmitterImpl, type Transport, TransportState } from 'sip.js';
import { CodedError } from '#shared/domain/index.ts';
import { type Moment, momentOf } from '../answer-times.ts';
import type { Connection } from './connection.ts';
import { connectionTimeout, notConnected } from './connection-error.ts';
import type { Address, Protocol } from './link.ts';
import { createReach, type Reach, type ReachOptions } from './reach.ts';
import { namedProtocol } from './resolve-server.ts';

export interface SipTransportOptions extends ReachOptions {
  /** First of the settings' servers; {@link SipTransport.select} names another. */
  readonly server: string;
  /** A 2xx to an INVITE was handed to the socket; also for retransmissions and re-INVITEs (rule AC-2). */
  readonly onInviteAccepted: (callId: string, at: number) => void;
  /** sip.js threw on a message; the message was dropped. Never given the message. */
  readonly onMessageRefused: (error: unknown) => void;
  /** The server answers no keep-alive, so that its silent loss will go unnoticed (TR-23). */
  readonly onUnwatched?: () => void;
}

/** For all targets of a server together. */
const CONNECT_LIMIT_MILLISECONDS = 5_000;
const PROBE_LIMIT_MILLISECONDS = 3_000;
const NETWORK_CHANGE_LIMIT_MILLISECONDS = 1_500;

/**
 * SIP over WebSocket, TCP, TLS or UDP for sip.js, in place of its own transport: it takes the receive time at
 * the socket and tells when a 200 OK has left (docs/spec/answer-clock.md), notices within 5 s that a server is
 * gone, goes where DNS says, and logs nothing. Rules: docs/spec/transport.md.
 *
 * ```
 *                connect()                     a target answers
 *  Disconnected ───────────▶ Connecting ─────────────────────────────▶ Connected
 *    ▲   ▲                    │      │ disconnect()                     │    │
 *    │   └── no target does ──┘      ▼                                  │    │
 *    ├───────────────────────── Disconnecting ◀──────── disconnect() ───┘    │
 *    └────────────── closed by the server, silent, asleep ───────────────────┘
 * ```
 *
 * It never reconnects by itself; the registration does.
 */
export class SipTransport implements Transport {
  readonly stateChange = new EmitterImpl<TransportState>();
  onConnect: (() => void) | undefined;
  onDisconnect: ((error?: Error) => void) | undefined;
  onMessage: ((message: string) => void) | undefined;

  readonly #options: SipTransportOptions;
  readonly #reach: Reach;
  #server: string;
  #state: TransportState = TransportState.Disconnected;
  #connection: Connection | undefined;
  #attempt: { readonly result: Promise<void>; readonly abort: AbortController } | undefined;
  #protocol: Protocol;
  #received: Moment;
  /** Port of our last UDP socket; kept, so that requests to an earlier Contact still arrive. */
  #datagramPort = 0;

  /** The signature sip.js constructs a transport with; its logger is not used. */
  constructor(_logger: unknown, options: SipTransportOptions) {
    this.#options = options;
    this.#reach = createReach(options);
    this.#server = options.server;
    this.#received = momentOf(options.clock);
    this.#protocol = namedProtocol(options.server) ?? 'UDP';
  }

  get state(): TransportState {
    return this.#state;
  }

  /** Sent-protocol of our Via; of the current connection, else of the last one. */
  get protocol(): Protocol {
    return this.#protocol;
  }

  /** `transport` parameter of our Contact (RFC 3261 section 19.1.1, RFC 7118 section 5.2.3). */
  get transportParameter(): 'ws' | 'tcp' | 'tls' | 'udp' {
    const parameters = { WS: 'ws', WSS: 'ws', TCP: 'tcp', TLS: 'tls', UDP: 'udp' } as const;
    return parameters[this.#protocol];
  }

  /** Our end of the connection, for Contact and SDP; undefined without one. */
  get local(): Address | undefined {
    return this.#connection?.link.local;
  }

  /** The server's end of the connection; undefined without one. */
  get remote(): Address | undefined {
    return this.#connection?.link.remote;
  }

  /** When the message that is being handled was received. Valid inside sip.js's synchronous callbacks. */
  get received(): Moment {
    return this.#received;
  }

  isConnected(): boolean {
    return this.#connection !== undefined;
  }

  /** Names the server that the next {@link connect} goes to. */
  select(server: string): void {
    this.#server = server;
  }

  /** @throws CodedError that says why the first target of the server could not be reached */
  connect(): Promise<void> {
    if (this.#connection) return Promise.resolve();
    if (this.#attempt) return this.#attempt.result;
    this.#enter(TransportState.Connecting);
    const abort = new AbortController();
    const result = this.#connect(abort);
    this.#attempt = { result, abort };
    return result;
  }

  async disconnect(): Promise<void> {
    const connection = this.#connection;
    const attempt = this.#attempt;
    if (attempt) {
      this.#enter(TransportState.Disconnecting);
      attempt.abort.abort(new CodedError('connection-closed', 'The connection was given up.'));
      // Why it failed is known, and its owner is told.
      await attempt.result.catch(() => undefined);
    }
    if (!connection) return;
    this.#connection = undefined;
    this.#enter(TransportState.Disconnecting);
    this.onDisconnect?.();
    await connection.close();
    // Unless another connection was begun meanwhile.
    if (this.#state === TransportState.Disconnecting) this.#enter(TransportState.Disconnected);
  }

  dispose(): Promise<void> {
    return this.disconnect();
  }

  /** Resolves when the message was handed to the socket. */
  send(message: string): Promise<void> {
    if (!this.#connection) return Promise.reject(notConnected());
    try {
      this.#connection.link.send(message);
    } catch (error) {
      return Promise.reject(error);
    }
    const accepted = acceptedInvite(message);
    if (accepted !== undefined) this.#options.onInviteAccepted(accepted, this.#options.clock.monotonic());
    return Promise.resolve();
  }

  /** The computer's addresses have changed: without a sign of life in 1.5 s the connection is lost. */
  networkChanged(): void {
    this.#connection?.check(NETWORK_CHANGE_LIMIT_MILLISECONDS);
  }

  /** Whether another server answers, within 3 s, by a connection of its own. */
  async probe(server: string): Promise<boolean> {
    const abort = new AbortController();
    const cancel = this.#options.schedule(PROBE_LIMIT_MILLISECONDS, () => abort.abort(connectionTimeout()));
    let connection: Connection | undefined;
    try {
      connection = await this.#reach(server, abort.signal, {
        localPort: 0,
        isProven: true,
        onMessage: () => undefined,
        onLost: () => undefined,
        onUnwatched: () => undefined,
      });
      return true;
    } catch {
      // Why it does not answer matters only to who wants to connect there.
      return false;
    } finally {
      cancel();
      connection?.destroy();
    }
  }

  async #connect(abort: AbortController): Promise<void> {
    const cancel = this.#options.schedule(CONNECT_LIMIT_MILLISECONDS, () => abort.abort(connectionTimeout()));
    let connection: Connection | undefined;
    const isCurrent = () => connection !== undefined && connection === this.#connection;
    try {
      connection = await this.#reach(this.#server, abort.signal, {
        localPort: this.#datagramPort,
        isProven: false,
        onMessage: (message) => {
          if (isCurrent()) this.#receive(message);
        },
        onLost: (error) => {
          if (isCurrent()) this.#lost(error);
        },
        onUnwatched: () => this.#options.onUnwatched?.(),
      });
      abort.signal.throwIfAborted();
      this.#attempt = undefined;
      this.#connection = connection;
      this.#protocol = connection.link.protocol;
      if (this.#protocol === 'UDP') this.#datagramPort = connection.link.local.port;
    } catch (error) {
      connection?.destroy();
      this.#attempt = undefined;
      this.#enter(TransportState.Disconnected);
      throw error;
    } finally {
      cancel();
    }
    this.#enter(TransportState.Connected);
    this.onConnect?.();
  }

  #receive(message: string): void {
    this.#received = momentOf(this.#options.clock);
    try {
      this.onMessage?.(message);
    } catch (error) {
      this.#options.onMessageRefused(error);
    }
  }

  #lost(error: Error): void {
    this.#connection = undefined;
    this.#enter(TransportState.Disconnected);
    this.onDisconnect?.(error);
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
