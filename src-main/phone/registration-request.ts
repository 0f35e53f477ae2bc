import type { Core, URI } from 'sip.js';
import type { Clock } from '#shared/domain/index.ts';
import type { ChallengeRefusal } from './digest/index.ts';

/** How the registrar answered one REGISTER. */
export type RegisterOutcome =
  | {
      readonly kind: 'accepted';
      readonly expiresSeconds: number;
      /** The registrar sees us at another address than the Contact said; the next REGISTER says that one. */
      readonly isMisplaced: boolean;
    }
  /** 423 Interval Too Brief with its Min-Expires. */
  | { readonly kind: 'too-brief'; readonly minimumSeconds: number }
  | {
      readonly kind: 'refused';
      readonly statusCode: number;
      readonly retryAfterSeconds?: number | undefined;
      /** Why its challenge was not answered, where that is the reason. */
      readonly challengeRefusal?: ChallengeRefusal | undefined;
    };

/** What the registration needs of the user agent. Servers are numbered from 0. */
export interface Signalling {
  /** Opens the connection to a server, after closing one to another; resolves at once when it is open. */
  connect(server: number): Promise<void>;
  isConnected(): boolean;
  /** Closes the connection; no loss is told of. */
  disconnect(): Promise<void>;
  /** Sends one REGISTER, with credentials if challenged; 0 removes the binding. */
  register(expiresSeconds: number): Promise<RegisterOutcome>;
  /** Whether a server answers, by a connection of its own. */
  probe(server: number): Promise<boolean>;
  /** Looks at once whether the connection still stands. */
  networkChanged(): void;
}

/** What a server puts into our Via (RFC 3261 section 18.2.1, RFC 3581 section 4). */
export interface ViaOfResponse {
  readonly received: string | undefined;
  readonly rport: string | undefined;
}

export interface RegistrarOptions {
  readonly core: Core.UserAgentCore;
  readonly addressOfRecord: URI;
  /** Our Contact without its lifetime, `<sip:user@host…>`. */
  readonly contact: () => string;
  /** What Allow says. */
  readonly methods: readonly string[];
  readonly challengeRefusalOf: (response: object) => ChallengeRefusal | undefined;
  /** Learns from the Via of an accepted REGISTER where the exchange sees us; answers whether our Contact changed. */
  readonly learnPlace: (via: ViaOfResponse) => boolean;
  readonly clock: Clock;
  /** What the registrar's clock showed between these two instants, monotonic ms. */
  readonly onDate: (date: string | undefined, sent: number, received: number) => void;
  /** The route to the registrar's services (RFC 3608), for all requests but REGISTER. */
  readonly onServiceRoute: (route: string[]) => void;
}

export interface Registrar {
  /** Sends one REGISTER, with credentials if challenged; 0 removes the binding. */
  register(expiresSeconds: number): Promise<RegisterOutcome>;
}

/** Makes REGISTER requests and reads what is answered (RFC 3261 section 10.2). */
export function createRegistrar(options: RegistrarOptions): Registrar {
  const { core, addressOfRecord } = options;
  const target = addressOfRecord.clone();
  target.user = undefined;
  let callId: string | undefined;
  let sequence = 0;
  /** Contact of the last binding, which is removed when another takes its place. */
  let bound: string | undefined;

  const accept = (
    message: Core.IncomingResponseMessage,
    contact: string,
    seconds: number,
  ): RegisterOutcome => {
    bound = seconds > 0 ? contact : undefined;
    options.onServiceRoute(serviceRouteOf(message));
    return {
      kind: 'accepted',
      expiresSeconds: grantedSeconds(message, contact) ?? seconds,
      isMisplaced: options.learnPlace(viaOf(message)),
    };
  };

  return {
    register: (expiresSeconds) =>
      new Promise((resolve) => {
        const contact = options.contact();
        const sent = options.clock.monotonic();
        const told = (message: Core.IncomingResponseMessage) =>
          options.onDate(message.getHeader('Date'), sent, options.clock.monotonic());
        const headers = [`Contact: ${contact};expires=${expiresSeconds}`];
        if (bound !== undefined && bound !== contact) headers.push(`Contact: ${bound};expires=0`);
        // One Call-ID and a growing CSeq for all registrations with one registrar (RFC 3261 section 10.2).
        const request = core.makeOutgoingRequestMessage(
          'REGISTER',
          target,
          addressOfRecord,
          addressOfRecord,
          { cseq: sequence + 1, routeSet: [], ...(callId !== undefined && { callId }) },
          [...headers, `Allow: ${options.methods.join(', ')}`],
        );
        callId = request.callId;
        sequence = request.cseq;
        const settle = (outcome: RegisterOutcome) => {
          // The challenge was answered with the same message and the next CSeq.
          sequence = Math.max(sequence, request.cseq);
          resolve(outcome);
        };
        const refuse = ({ message }: Core.IncomingResponse) => {
          told(message);
          settle(refusalOf(message, options.challengeRefusalOf(message)));
        };
        core.register(request, {
          onAccept: ({ message }) => {
            told(message);
            settle(accept(message, contact, expiresSeconds));
          },
          onReject: refuse,
          onRedirect: refuse,
        });
      }),
  };
}

function refusalOf(
  message: Core.IncomingResponseMessage,
  challengeRefusal: ChallengeRefusal | undefined,
): RegisterOutcome {
  const statusCode = message.statusCode ?? 408;
  const minimumSeconds = secondsOf(message.getHeader('Min-Expires'));
  if (statusCode === 423 && minimumSeconds !== undefined) return { kind: 'too-brief', minimumSeconds };
  const retryAfterSeconds = secondsOf(message.getHeader('Retry-After'));
  return { kind: 'refused', statusCode, retryAfterSeconds, challengeRefusal };
}

/** The lifetime of our own binding: its `expires` parameter, else the Expires header (RFC 3261 section 10.2.4). */
function grantedSeconds(message: Core.IncomingResponseMessage, contact: string): number | undefined {
  const place = /:([^;>]+)/.exec(contact)?.[1] ?? contact;
  const ours = message.getHeaders('Contact').find((one) => one.includes(place));
  const parameter = /;\s*expires\s*=\s*"?(\d{1,9})/i.exec(ours ?? '')?.[1];
  return secondsOf(parameter) ?? secondsOf(message.getHeader('Expires'));
}

function secondsOf(text: string | undefined): number | undefined {
  const digits = /^\s*(\d{1,9})/.exec(text ?? '')?.[1];
  return digits === undefined ? undefined : Number(digits);
}

function viaOf(message: Core.IncomingResponseMessage): ViaOfResponse {
  const via = message.getHeader('Via') ?? '';
  return {
    received: /;\s*received\s*=\s*([0-9A-Fa-f.:[\]]{2,47})/i.exec(via)?.[1],
    rport: /;\s*rport\s*=\s*(\d{1,5})/i.exec(via)?.[1],
  };
}

const LONGEST_ROUTE = 8;

function serviceRouteOf(message: Core.IncomingResponseMessage): string[] {
  const addresses = message
    .getHeaders('Service-Route')
    .flatMap((value) => value.match(/<sips?:[^<>\s]+>/gi) ?? []);
  return addresses.slice(0, LONGEST_ROUTE);
}
