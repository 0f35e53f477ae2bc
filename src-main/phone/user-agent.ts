import { type Core, SIPExtension, UserAgent } from 'sip.js';
import type { Clock } from '#shared/domain/index.ts';
import type { RegisterOutcome } from './registration.ts';
import type { ExchangeSettings } from './settings.ts';
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
  readonly onMessageRefused: (error: unknown) => void;
  readonly onDisconnected: () => void;
}

export interface SeatUserAgent {
  /** Where calls make their dialogs. */
  readonly core: Core.UserAgentCore;
  readonly transport: SipTransport;
  /** User part of our Contact, which exchanges put in the Request-URI and some in To. */
  readonly contactUser: string | undefined;
  connect(): Promise<void>;
  register(expiresSeconds: number): Promise<RegisterOutcome>;
  /** Closes the socket and forgets all dialogs and transactions; sends nothing. */
  dispose(): Promise<void>;
}

/**
 * sip.js with this house's habits: no log (it would carry Authorization headers and numbers), INVITEs taken from
 * its core (sip-dialog.ts says why), Contact with a random host under `.invalid` and `transport=ws` (RFC 7118
 * section 5.2.1), `rport` asked for, no port in Via.
 */
export function createUserAgent(options: SeatUserAgentOptions): SeatUserAgent {
  const { exchange } = options;
  const uri = UserAgent.makeURI(`sip:${exchange.username}@${exchange.domain}`);
  if (!uri) throw new Error('The account is no SIP address.');
  const userAgent = new UserAgent({
    uri,
    authorizationUsername: exchange.username,
    authorizationPassword: exchange.password,
    ...(exchange.displayName !== undefined && { displayName: exchange.displayName }),
    forceRport: true,
    gracefulShutdown: false,
    logBuiltinEnabled: false,
    logConfiguration: false,
    logLevel: 'error',
    // Told in Supported: reliable provisional responses (RFC 3262), Replaces (RFC 3891), session timers (RFC 4028).
    sipExtension100rel: SIPExtension.Supported,
    sipExtensionReplaces: SIPExtension.Supported,
    sipExtensionExtraSupported: ['timer'],
    transportConstructor: SipTransport,
    transportOptions: {
      server: exchange.servers[0] ?? '',
      addressOfRecord: `sip:${exchange.username}@${exchange.domain}`,
      tls: exchange.tls,
      keepAlive: exchange.keepAlive,
      lookup: systemLookup(),
      clock: options.clock,
      schedule: options.schedule,
      random: options.random,
      onInviteAccepted: options.onInviteAccepted,
      onMessageRefused: options.onMessageRefused,
    },
    userAgentString: 'Lianxinqiao',
    delegate: {
      onDisconnect: options.onDisconnected,
    },
  });
  const transport = sipTransportOf(userAgent);

  const core = userAgent.userAgentCore;
  core.delegate.onInvite = (request) => {
    request.trying();
    options.onInvite(request, transport);
  };
  const registrar = uri.clone();
  registrar.user = undefined;
  const contactUser = userAgent.contact.uri.user;
  let callId: string | undefined;
  let sequence = 0;
  let started = false;

  return {
    core,
    transport,
    contactUser,
    connect: () => {
      if (started) return transport.connect();
      started = true;
      return userAgent.start();
    },
    register: (expiresSeconds) =>
      new Promise((resolve) => {
        const contact = `Contact: ${userAgent.contact.toString({ register: true })};expires=${expiresSeconds}`;
        // One Call-ID and a growing CSeq for all registrations with one registrar (RFC 3261 section 10.2).
        const request = core.makeOutgoingRequestMessage(
          'REGISTER',
          registrar,
          uri,
          uri,
          { cseq: sequence + 1, ...(callId !== undefined && { callId }) },
          [contact, 'Allow: INVITE, ACK, CANCEL, BYE, OPTIONS, INFO, NOTIFY, MESSAGE'],
        );
        callId = request.callId;
        sequence = request.cseq;
        const settle = (outcome: RegisterOutcome) => {
          // The challenge was answered with the same message and the next CSeq.
          sequence = Math.max(sequence, request.cseq);
          resolve(outcome);
        };
        const refuse = ({ message }: { message: ResponseHeaders }) => settle(refusalOf(message));
        core.register(request, {
          onAccept: ({ message }) =>
            settle({
              kind: 'accepted',
              expiresSeconds: grantedSeconds(message, contactUser) ?? expiresSeconds,
            }),
          onReject: refuse,
          onRedirect: refuse,
        });
      }),
    dispose: () => {
      const closed = transport.disconnect();
      return Promise.all([closed, userAgent.stop()]).then(() => undefined);
    },
  };
}

function sipTransportOf({ transport }: UserAgent): SipTransport {
  if (!(transport instanceof SipTransport)) throw new Error('sip.js made another transport.');
  return transport;
}

interface ResponseHeaders {
  readonly statusCode: number | undefined;
  getHeader(name: string): string | undefined;
  getHeaders(name: string): string[];
}

function refusalOf(message: ResponseHeaders): RegisterOutcome {
  const statusCode = message.statusCode ?? 408;
  const minimumSeconds = secondsOf(message.getHeader('Min-Expires'));
  if (statusCode === 423 && minimumSeconds !== undefined) return { kind: 'too-brief', minimumSeconds };
  return { kind: 'refused', statusCode, retryAfterSeconds: secondsOf(message.getHeader('Retry-After')) };
}

/** The lifetime of our own binding: its `expires` parameter, else the Expires header (RFC 3261 section 10.2.4). */
function grantedSeconds(message: ResponseHeaders, contactUser: string | undefined): number | undefined {
  const ours = message
    .getHeaders('Contact')
    .find((contact) => contactUser !== undefined && contact.includes(`:${contactUser}@`));
  const parameter = /;\s*expires\s*=\s*"?(\d{1,9})/i.exec(ours ?? '')?.[1];
  return secondsOf(parameter) ?? secondsOf(message.getHeader('Expires'));
}

function secondsOf(text: string | undefined): number | undefined {
  const digits = /^\s*(\d{1,9})/.exec(text ?? '')?.[1];
  return digits === undefined ? undefined : Number(digits);
}
