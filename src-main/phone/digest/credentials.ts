import { Core } from 'sip.js';
import { z } from 'zod';
import { type Account, digestAnswer } from './answer.ts';
import { isAlgorithm } from './challenge.ts';

export interface CredentialsOptions {
  readonly account: Account;
  /** A new nonce of ours that nobody can guess. */
  readonly newNonce: () => string;
}

/** The nonces of one server whose uses are remembered. Most servers give a new one each time. */
const MOST_NONCES = 64;

/**
 * What sip.js asks for credentials, in place of its own, which knows MD5 only and counts each nonce from one in
 * every request. It is one for each transaction: sip.js answers a challenge, and one more if that says that the
 * nonce was stale, and no third.
 */
export function createCredentials(options: CredentialsOptions): () => Core.DigestAuthentication {
  const uses = new Map<string, number>();
  const use = (nonce: string) => {
    const count = (uses.get(nonce) ?? 0) + 1;
    uses.delete(nonce);
    uses.set(nonce, count);
    const [oldest] = uses.keys();
    if (oldest !== undefined && uses.size > MOST_NONCES) uses.delete(oldest);
    return count;
  };
  return () => new Credentials(options, use);
}

/** sip.js's parse of a challenge that challenge.ts has written. */
const challengeSchema = z.object({
  realm: z.string(),
  nonce: z.string().min(1),
  opaque: z.string().optional(),
  algorithm: z.string().refine(isAlgorithm),
  qop: z.array(z.string()).optional(),
});

class Credentials extends Core.DigestAuthentication {
  readonly #options: CredentialsOptions;
  readonly #use: (nonce: string) => number;
  #answer: string | undefined;

  constructor(options: CredentialsOptions, use: (nonce: string) => number) {
    super(new Core.LoggerFactory(), undefined, undefined, undefined);
    this.#options = options;
    this.#use = use;
  }

  override authenticate(request: Core.OutgoingRequestMessage, challenge: unknown): boolean {
    const parsed = challengeSchema.safeParse(challenge);
    if (!parsed.success) return false;
    const { realm, nonce, opaque, algorithm, qop } = parsed.data;
    this.#answer = digestAnswer(
      { realm, nonce, opaque, algorithm, qop: qop && 'auth', isStale: false },
      this.#options.account,
      { method: request.method, uri: request.ruri.toRaw() },
      { count: this.#use(nonce), value: this.#options.newNonce() },
    );
    return true;
  }

  /** The header field value. @throws Error before a challenge was answered */
  override toString(): string {
    if (this.#answer === undefined) throw new Error('No challenge was answered.');
    return this.#answer;
  }
}
