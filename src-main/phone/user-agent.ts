import { randomBytes } from 'node:crypto';
import { isIPv6 } from 'node:net';
import { type Core, SIPExtension, URI, UserAgent } from 'sip.js';
import { AllowedMethods } from 'sip.js/lib/core/user-agent-core/allowed-methods.js';
import type { Clock } from '#shared/domain/index.ts';
import type { ExchangeSettings } from '#shared/settings/index.ts';
import { type ChallengeRefusal, createCredentials } from './digest/index.ts';
import type { ExchangeClock } from './exchange-clock.ts';
import { createGate } from './guard/index.ts';
import { createRegistrar, type Signalling, type ViaOfResponse } from './registration-request.ts';
import { type Schedule, SipTransport, systemLookup } from './transport/index.ts';

export interface SeatUserAgentOptions {
  readonly exchange: ExchangeSettings;
  readonly clock: Clock;
  readonly schedule: Schedule;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** Called synchronously while the INVITE is being received; 100 Trying has left, nothing else. */
  readonly onInvite: (request: Core.IncomingInviteRequest, transport: SipTransport) => void;
  readonly onInviteAccepted: (callId: string, at: number) => void;
  /** Messages were refused or dropped for a reason of guard/; told once in a while. */
  readonly onMessageRefused: (reason: string) => void;
  readonly onDisconnected: () => void;
  readonly exchangeClock: ExchangeClock;
}

export interface SeatUserAgent extends Signalling {
  /** Where calls make their dialogs. */
  readonly core: Core.UserAgentCore;
  readonly transport: SipTransport;
  /** Takes a message as though it had come over the connection this moment. */
  receive(text: string): void;
  /** User part of our Contact, which exchanges put in the Request-URI and some in To. */
  readonly contactUser: string | undefined;
  /** Closes the socket and forgets all dialogs and transactions; sends nothing. */
  dispose(): Promise<void>;
}

/**
 * What this phone serves. sip.js has one list for all its user agents in a process, goes by it and says it in each
 * response; it is made ours.
 */
export const METHODS = ['INVITE', 'ACK', 'CANCEL', 'BYE', 'OPTIONS', 'INFO', 'NOTIFY', 'REFER', 'PRACK'];
AllowedMethods.splice(0, AllowedMethods.length, ...METHODS);

/** Reliable provisional responses (RFC 3262), Replaces (RFC 3891), session timers (RFC 4028). */
const EXTENSIONS = ['100rel', 'replaces', 'timer'];

/** Between two tellings of the same reason, so that hostile messages cannot fill the disk with log. */
const TELL_AGAIN_MILLISECONDS = 10_000;

/**
 * sip.js with this house's habits: no log (it would carry Authorization headers and numbers), INVITEs taken from
 * its core (sip-dialog.ts says why), messages let in by guard/, credentials of digest/, `rport` asked for.
 *
 * Contact and Via name our end of the connection; over WebSocket, where it has no name that others could use, a
 * random host under `.invalid` (RFC 7118 section 5.2.1).
 */
export function createUserAgent(options: SeatUserAgentOptions): SeatUserAgent {
  const { exchange, clock } = options;
  const uri = UserAgent.makeURI(`sip:${exchange.username}@${exchange.domain}`);
  if (!uri) throw new Error('The account is no SIP address.');
  const told = new Map<string, number>();
  const tellRefused = (reason: string) => {
    const now = clock.monotonic();
    if (now - (told.get(reason) ?? Number.NEGATIVE_INFINITY) < TELL_AGAIN_MILLISECONDS) return;
    told.set(reason, now);
    options.onMessageRefused(reason);
  };
  const userAgent = new UserAgent({
    uri,
    ...(exchange.displayName !== undefined && { displayName: exchange.displayName }),
    // The same in each run of the program: what is sent to an earlier one's Contact still means this seat.
    contactName: exchange.username,
    forceRport: true,
    gracefulShutdown: false,
    logBuiltinEnabled: false,
    logConfiguration: false,
    logLevel: 'error',
    sipExtension100rel: SIPExtension.Supported,
    sipExtensionReplaces: SIPExtension.Supported,
    sipExtensionExtraSupported: EXTENSIONS,
    transportConstructor: SipTransport,
    transportOptions: {
      server: exchange.servers[0] ?? '',
      addressOfRecord: `sip:${exchange.username}@${exchange.domain}`,
      tls: exchange.tls,
      keepAlive: exchange.keepAlive,
      lookup: systemLookup(),
      clock,
      schedule: options.schedule,
      random: options.random,
      onInviteAccepted: options.onInviteAccepted,
      onMessageRefused: () => tellRefused('not-taken'),
    },
    userAgentString: 'Lianxinqiao',
  });
  const transport = sipTransportOf(userAgent);
  const { userAgentCore: core, contact } = userAgent;
  const { configuration } = core;
  const unnamedHost = configuration.viaHost;
  const contactUser = contact.uri.user;
  const challengeRefusals = new WeakMap<object, ChallengeRefusal>();
  let selected = 0;

  configuration.authenticationFactory = createCredentials({
    account: { username: exchange.authenticationName ?? exchange.username, password: exchange.password },
    newNonce: () => randomBytes(12).toString('hex'),
  });
  core.delegate.onInvite = (request) => {
    request.trying();
    options.onInvite(request, transport);
  };
  transport.onDisconnect = (error) => {
    // Without an error we have closed it ourselves.
    if (error) options.onDisconnected();
  };
  const receive = createGate({
    core,
    send: (response) => transport.send(response),
    abilities: () => ({ methods: METHODS, extensions: EXTENSIONS, sentBy: configuration.viaHost }),
    onChallengeRefused: (response, reason) => void challengeRefusals.set(response, reason),
    onRefused: tellRefused,
  });
  transport.onMessage = receive;

  const place = (host: string, port?: number) => {
    const parameters = { transport: transport.transportParameter };
    contact.uri = new URI('sip', contactUser ?? '', host, port, parameters);
  };
  /** Via and Contact of the connection that has just been opened. */
  const takePlace = () => {
    const { local } = transport;
    if (local === undefined || transport.transportParameter === 'ws') {
      configuration.viaHost = unnamedHost;
      return place(unnamedHost);
    }
    const host = isIPv6(local.address) ? `[${local.address}]` : local.address;
    configuration.viaHost = `${host}:${local.port}`;
    place(host, local.port);
  };
  /** Whether the exchange sees us at another address than we thought, which Contact names from now on. */
  const learnPlace = ({ received, rport }: ViaOfResponse) => {
    const { host, port } = contact.uri;
    const seenHost = received ?? host;
    const seenPort = Number(rport) || port;
    if (transport.transportParameter !== 'udp' || (seenHost === host && seenPort === port)) return false;
    place(seenHost, seenPort);
    return true;
  };

  const registrar = createRegistrar({
    core,
    addressOfRecord: uri,
    contact: () => contact.toString({ register: true }),
    methods: METHODS,
    challengeRefusalOf: (response) => challengeRefusals.get(response),
    learnPlace,
    clock,
    onDate: options.exchangeClock.heard,
    onServiceRoute: (route) => {
      configuration.routeSet = route;
    },
  });

  return {
    core,
    transport,
    receive,
    contactUser,
    connect: async (server) => {
      if (server !== selected) {
        await transport.disconnect();
        transport.select(exchange.servers[server] ?? '');
        selected = server;
        configuration.routeSet = [];
        options.exchangeClock.forget();
      }
      if (transport.isConnected()) return;
      await transport.connect();
      takePlace();
    },
    isConnected: () => transport.isConnected(),
    disconnect: () => transport.disconnect(),
    probe: (server) => transport.probe(exchange.servers[server] ?? ''),
    networkChanged: () => transport.networkChanged(),
    register: registrar.register,
    dispose: async () => {
      const closed = transport.disconnect();
      core.dispose();
      await closed;
    },
  };
}

function sipTransportOf({ transport }: UserAgent): SipTransport {
  if (!(transport instanceof SipTransport)) throw new Error('sip.js made another transport.');
  return transport;
}
