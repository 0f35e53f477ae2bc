import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { Core, URI } from 'sip.js';
import { WebSocketServer } from 'ws';
import type { Clock } from '#shared/domain/index.ts';
import type { Log } from '../log/index.ts';
import { createDigest, type DigestAlgorithm } from './digest.ts';
import type { Schedule } from './pacer.ts';
import { ALL_CONTACTS, createRegistrar, type Flow, type Registrar } from './registrar.ts';

/** Names nobody (RFC 2606). */
export const DOMAIN = 'practice.invalid';
const EXCHANGE_USER = 'exchange';
/** Header that the number of a new call's Request-URI is kept in, once the request is sent on to us. */
const DIALLED = 'X-Dialled-Number';
const LARGEST_MESSAGE_BYTES = 65_536;
/** A request that cannot be sent yet waits as long as its transaction does (timer F, RFC 3261). */
const REQUEST_LIFE_MILLISECONDS = Core.Timers.TIMER_F;

/** A call that a registered seat places. */
export interface DialledCall {
  readonly request: Core.IncomingInviteRequest;
  readonly account: string;
  /** User part of the Request-URI. */
  readonly number: string;
}

/** SIP over WebSocket (RFC 7118), server side: a registrar, and a user agent that calls the registered and is called. */
export interface SipServer {
  /** `ws://127.0.0.1:port`. */
  readonly url: string;
  readonly core: Core.UserAgentCore;
  readonly registrar: Registrar;
  /** The requests of this dialog go to the account's newest connection; answers what forgets it, after a while. */
  route(callId: string, account: string): () => void;
  stop(): Promise<void>;
}

export interface SipServerOptions {
  /** 0 for any free one. */
  readonly port: number;
  /** Passwords by account name. */
  readonly accounts: ReadonlyMap<string, string>;
  readonly clock: Clock;
  readonly log: Log;
  readonly schedule: Schedule;
  readonly algorithms?: readonly DigestAlgorithm[];
  readonly onRegistration: (account: string) => void;
  /** Somebody with the right password calls; to be answered. */
  readonly onCall: (call: DialledCall) => void;
}

/**
 * Listens on loopback only. Transactions, dialogs and in-dialog rules are those of sip.js's core; here are
 * what it leaves to its user: connections, framing, and which connection a message leaves by. A response goes
 * back by the port that the top Via was stamped with; a request to the newest binding of the call's account,
 * or waits for one when the seat has just lost its connection.
 *
 * @throws the listening error of Node, such as EADDRINUSE
 */
export async function startSipServer(options: SipServerOptions): Promise<SipServer> {
  const { clock, log, schedule } = options;
  const flows = new Map<number, Flow>();
  const routes = new Map<string, string>();
  const waiting = new Set<{ account: string; text: string }>();

  const registrar = createRegistrar({
    accounts: options.accounts,
    digest: createDigest(DOMAIN, randomBytes(32), clock, options.algorithms),
    clock,
    onChanged: (account) => {
      const flow = registrar.binding(account)?.flow;
      for (const request of flow ? waiting : []) {
        if (request.account !== account) continue;
        waiting.delete(request);
        flow?.send(request.text);
      }
      options.onRegistration(account);
    },
  });

  const flowOf = (via: string | undefined) => flows.get(Number(/;rport=(\d+)/.exec(via ?? '')?.[1]));

  const send = async (text: string): Promise<void> => {
    if (text.startsWith('SIP/2.0 ')) {
      flowOf(/^Via:.*$/im.exec(text)?.[0])?.send(text);
      return;
    }
    const account = routes.get(/^Call-ID:\s*(\S+)/im.exec(text)?.[1] ?? '');
    if (account === undefined) throw new Error('The request belongs to no call.');
    const flow = registrar.binding(account)?.flow;
    if (flow) return flow.send(text);
    const request = { account, text };
    waiting.add(request);
    schedule(REQUEST_LIFE_MILLISECONDS, () => waiting.delete(request));
  };

  const core = createCore({ protocol: 'WS', send });
  core.delegate.onInvite = (request) => {
    const account = request.message.from.uri.user ?? '';
    const refusal = registrar.challenge(request.message, account);
    if (refusal) return void request.reject(refusal);
    options.onCall({ request, account, number: request.message.getHeader(DIALLED) ?? '' });
  };

  /** Not by the core: a seat in the same process leaves REGISTER out of the methods that sip.js serves. */
  const register = (message: Core.IncomingRequestMessage, flow: Flow) => ({
    ...registrar.register(message, flow),
    toTag: randomBytes(6).toString('hex'),
  });

  const receive = (text: string, flow: Flow) => {
    if (/^[\r\n]*$/.test(text)) return flow.send('\r\n');
    const message = parse(text, core);
    if (!message) return log.warn('practice-malformed-message');
    try {
      if (!(message instanceof Core.IncomingRequestMessage)) {
        return core.receiveIncomingResponseFromTransport(message);
      }
      stampVia(message, flow.port);
      const declared = Number(message.getHeader('content-length') ?? 0);
      if (!(declared <= Buffer.byteLength(message.body))) {
        return void (message.method !== 'ACK' && core.replyStateless(message, { statusCode: 400 }));
      }
      if (message.method === 'REGISTER') return void core.replyStateless(message, register(message, flow));
      if (message.method === 'INVITE' && !message.toTag) retarget(message, core);
      core.receiveIncomingRequestFromTransport(message);
    } catch (error) {
      // The core throws on messages that it deems impossible; one bad peer must not end the exchange.
      log.warn('practice-refused-message', { reason: error instanceof Error ? error.name : 'unknown' });
      if (message instanceof Core.IncomingRequestMessage && message.method !== 'ACK') {
        core.replyStateless(message, { statusCode: 400 });
      }
    }
  };

  const server = new WebSocketServer({
    host: '127.0.0.1',
    port: options.port,
    maxPayload: LARGEST_MESSAGE_BYTES,
    perMessageDeflate: false,
    handleProtocols: (protocols) => (protocols.has('sip') ? 'sip' : false),
    // RFC 7118 section 4.1: a client that does not offer the subprotocol is not to be served.
    verifyClient: ({ req }, answer) => {
      const offered = (req.headers['sec-websocket-protocol'] ?? '').split(',').map((one) => one.trim());
      answer(offered.includes('sip'), 400);
    },
  });
  server.on('connection', (socket, request) => {
    const flow: Flow = {
      port: request.socket.remotePort ?? 0,
      send: (text) => {
        if (socket.readyState === socket.OPEN) socket.send(text);
      },
    };
    flows.set(flow.port, flow);
    socket.on('message', (data) => receive(data.toString(), flow));
    socket.on('error', (error) => log.warn('practice-socket-error', { reason: error.name }));
    socket.on('close', () => {
      flows.delete(flow.port);
      registrar.drop(flow);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('listening', resolve);
    server.once('error', reject);
  });
  server.on('error', (error) => log.error('practice-server-error', { reason: error.name }));
  const { port } = server.address() as AddressInfo;

  return {
    url: `ws://127.0.0.1:${port}`,
    core,
    registrar,
    route: (callId, account) => {
      routes.set(callId, account);
      // The last requests of the dialog may still be on their way.
      return () => void schedule(Core.Timers.TIMER_F, () => routes.delete(callId));
    },
    stop: async () => {
      core.dispose();
      for (const client of server.clients) {
        client.close(1001);
        client.terminate();
      }
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The exchange's user agent: `sip:exchange@practice.invalid`. */
function createCore(transport: Core.Transport): Core.UserAgentCore {
  const loggerFactory = new Core.LoggerFactory();
  // Its lines quote whole messages, with credentials and numbers.
  loggerFactory.builtinEnabled = false;
  const aor = new URI('sip', '', DOMAIN);
  // A REGISTER's Request-URI has no user part (RFC 3261 section 10.2), and the core compares user parts.
  aor.user = undefined;
  const contact = new URI('sip', EXCHANGE_USER, DOMAIN, undefined, { transport: 'ws' });
  return new Core.UserAgentCore({
    aor,
    contact: { uri: contact, pubGruu: undefined, tempGruu: undefined, toString: () => `<${contact}>` },
    displayName: '',
    loggerFactory,
    hackViaTcp: false,
    routeSet: [],
    sipjsId: 'practice',
    supportedOptionTags: [],
    supportedOptionTagsResponse: [],
    userAgentHeaderFieldValue: 'Lianxinqiao practice exchange',
    viaForceRport: false,
    viaHost: DOMAIN,
    authenticationFactory: () => undefined,
    transportAccessor: () => transport,
  });
}

/** A message with the headers that every message has (RFC 3261 section 8.1.1), or undefined. */
function parse(
  text: string,
  core: Core.UserAgentCore,
): Core.IncomingRequestMessage | Core.IncomingResponseMessage | undefined {
  const logger = core.loggerFactory.getLogger('practice');
  try {
    // The grammar knows no «Contact: *» (RFC 3261 section 10.2.2), which the registrar reads under this name.
    const known = text.replace(/^(?:Contact|m)[ \t]*:[ \t]*\*[ \t]*(?=\r$)/im, `${ALL_CONTACTS}: *`);
    const message = Core.Parser.parseMessage(known, logger);
    const whole =
      message?.viaBranch && message.callId && message.from && message.to && Number.isInteger(message.cseq);
    return whole ? message : undefined;
  } catch {
    // The grammar throws on some inputs where it answers undefined on others; the caller logs both.
    return undefined;
  }
}

/** Sends a new call on to us (RFC 3261 section 16.5), as the core answers for one user only. */
function retarget(message: Core.IncomingRequestMessage, core: Core.UserAgentCore): void {
  message.setHeader(DIALLED, message.ruri?.user ?? '');
  message.ruri = core.configuration.contact.uri;
}

/** Notes in the top Via where the request came from (RFC 3261 section 18.2.1, RFC 3581 section 4). */
function stampVia(message: Core.IncomingRequestMessage, port: number): void {
  const via = message.getHeader('via') ?? '';
  const bare = via.replace(/;\s*(?:rport|received)(?:=[^;,\s]*)?/gi, '');
  const rest = message.getHeaders('via').slice(1);
  message.setHeader('via', `${bare};received=127.0.0.1;rport=${port}`);
  for (const value of rest) message.addHeader('via', value);
}
