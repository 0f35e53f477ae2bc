import type { Core, URI } from 'sip.js';
import type { Clock } from '#shared/domain/index.ts';
import type { Digest } from './digest.ts';

/** One open connection of a seat. */
export interface Flow {
  /** The seat's port, which a response finds its way back by (RFC 3581). */
  readonly port: number;
  send(text: string): void;
}

/** Where an account can be reached. */
export interface Binding {
  readonly contact: URI;
  readonly flow: Flow;
  /** On the monotonic clock, ms. */
  readonly expiresAt: number;
}

/** Header that «Contact: *» is received under: all bindings of the account, to be removed. */
export const ALL_CONTACTS = 'X-All-Contacts';
const DEFAULT_EXPIRES_SECONDS = 600;

/** Accounts and their bindings (RFC 3261 section 10). The newest binding of an account wins. */
export interface Registrar {
  /** What a request of the account is answered with until its credentials are right; then undefined. */
  challenge(message: Core.IncomingRequestMessage, account: string): Core.ResponseOptions | undefined;
  /** Answers a REGISTER that arrived on a flow. */
  register(message: Core.IncomingRequestMessage, flow: Flow): Core.ResponseOptions;
  /** The newest live binding. */
  binding(account: string): Binding | undefined;
  /** Forgets what was registered over a connection that closed. */
  drop(flow: Flow): void;
}

/**
 * @param accounts passwords by account name
 * @param onChanged told when an account's newest binding was set, refreshed or removed
 */
export function createRegistrar(options: {
  readonly accounts: ReadonlyMap<string, string>;
  readonly digest: Digest;
  readonly clock: Pick<Clock, 'monotonic'>;
  readonly onChanged: (account: string) => void;
}): Registrar {
  const { accounts, digest, clock, onChanged } = options;
  /** Oldest first. */
  const bindings = new Map<string, Binding[]>();
  const live = (account: string) =>
    (bindings.get(account) ?? []).filter(({ expiresAt }) => expiresAt > clock.monotonic());

  const update = (account: string, message: Core.IncomingRequestMessage, flow: Flow): void => {
    const contact = message.parseHeader('contact');
    if (contact === undefined && !message.hasHeader(ALL_CONTACTS)) return;
    const seconds = expiresOf(contact?.getParam('expires') ?? message.getHeader('expires'));
    const uri: URI | undefined = contact?.uri;
    const others = live(account).filter((one) => uri !== undefined && !sameContact(one.contact, uri));
    if (uri !== undefined && seconds > 0) {
      others.push({ contact: uri, flow, expiresAt: clock.monotonic() + seconds * 1000 });
    }
    bindings.set(account, others);
    onChanged(account);
  };

  const challenge = (message: Core.IncomingRequestMessage, account: string) => {
    const password = accounts.get(account);
    const verdict = digest.verify({
      authorization: message.getHeader('authorization'),
      method: message.method,
      username: account,
      // An unknown account is refused like a wrong password, so that names cannot be tried out.
      password: password ?? '',
    });
    if (verdict === 'missing' || (verdict === 'stale' && password !== undefined)) {
      const challenges = digest.challenges(verdict === 'stale');
      return { statusCode: 401, extraHeaders: challenges.map((value) => `WWW-Authenticate: ${value}`) };
    }
    return verdict === 'right' && password !== undefined ? undefined : { statusCode: 403 };
  };

  return {
    challenge,
    register: (message, flow) => {
      const account = message.to.uri.user ?? '';
      const refusal = challenge(message, account);
      if (refusal) return refusal;
      update(account, message, flow);
      const contacts = live(account).map(({ contact, expiresAt }) => {
        const seconds = Math.max(1, Math.round((expiresAt - clock.monotonic()) / 1000));
        return `Contact: <${contact}>;expires=${seconds}`;
      });
      return { statusCode: 200, extraHeaders: contacts };
    },
    binding: (account) => live(account).at(-1),
    drop: (flow) => {
      for (const [account, all] of bindings) {
        const rest = all.filter((one) => one.flow !== flow);
        if (rest.length === all.length) continue;
        bindings.set(account, rest);
        onChanged(account);
      }
    },
  };
}

const sameContact = (left: URI, right: URI) => left.toString() === right.toString();

function expiresOf(value: unknown): number {
  const seconds = Number(value ?? DEFAULT_EXPIRES_SECONDS);
  return Number.isFinite(seconds) && seconds >= 0
    ? Math.min(Math.floor(seconds), DEFAULT_EXPIRES_SECONDS)
    : DEFAULT_EXPIRES_SECONDS;
}
