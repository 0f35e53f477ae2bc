/** Runs something after some milliseconds; answers what cancels it. */
export type Schedule = (milliseconds: number, run: () => void) => () => void;

/** Sent-protocol of a Via (RFC 3261 section 20.42, RFC 7118 section 5.2.1). */
export type Protocol = 'WS' | 'WSS' | 'TCP' | 'TLS' | 'UDP';

/** One end of a connection. */
export interface Address {
  /** Numeric, IPv6 without brackets. */
  readonly address: string;
  readonly port: number;
}

/** Where one server can be reached: one result of resolve-server.ts. */
export interface Target {
  readonly protocol: Protocol;
  /** Address or host name to connect to. */
  readonly host: string;
  readonly port: number;
  /** The host as it was written in the settings, which a certificate must carry (RFC 5922 section 4). */
  readonly serverName: string;
  /** The whole address of a WebSocket server; empty for the others. */
  readonly url: string;
}

/** Whom a TLS link trusts. */
export interface Trust {
  /** PEM of the authorities to trust instead of the system's; undefined trusts the system's. */
  readonly authorities: string | undefined;
  /** Name expected in the certificate and sent as SNI; undefined expects the server's own. */
  readonly serverName: string | undefined;
}

export interface LinkEvents {
  /** One whole SIP message. */
  onMessage(message: string): void;
  /** The other side asked for a sign of life and has been answered. */
  onPing(): void;
  /** The other side answered a sign of life that we asked for, in a way below SIP. */
  onPong(): void;
  /** The link is gone although nobody closed it. Once, and nothing follows it. */
  onClosed(error: Error): void;
}

/** One open connection to one server; over UDP a socket that is bound, and connected to it. */
export interface Link {
  readonly protocol: Protocol;
  readonly local: Address;
  readonly remote: Address;
  /**
   * Hands a message to the socket.
   * @throws CodedError `not-connected` when the link is closing, `message-too-long`
   */
  send(message: string): void;
  /** Asks for a sign of life: by a ping frame over WebSocket, else by `text`, sent once as it is. */
  ping(text: string): void;
  /** Lets what was sent leave, for at most {@link CLOSE_LIMIT_MILLISECONDS}, then closes. No event follows. */
  close(): Promise<void>;
  /** Closes at once. No event follows. */
  destroy(): void;
}

export interface LinkOptions {
  readonly target: Target;
  readonly events: LinkEvents;
  readonly schedule: Schedule;
  readonly trust: Trust;
  /** Gives up opening; its reason is what the opening fails with. Without meaning once the link is open. */
  readonly signal: AbortSignal;
  /** UDP: port to bind to if it is free. */
  readonly localPort: number;
}

/**
 * Opens a link. Its events come in later turns of the event loop, when the caller has it.
 * @throws CodedError with a code of connection-error.ts
 */
export type OpenLink = (options: LinkOptions) => Promise<Link>;

export const CLOSE_LIMIT_MILLISECONDS = 1_000;

/** A SIP message with a large SDP is a few KiB; more is hostile. */
export const LONGEST_MESSAGE_BYTES = 256 * 1024;

/** Asks for a sign of life, and its answer (RFC 5626 section 4.4.1). */
export const PING = '\r\n\r\n';
export const PONG = '\r\n';
