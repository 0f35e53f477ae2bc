/** Algorithms of RFC 8760 that we answer, strongest first, each with Node's name of its hash. */
const ALGORITHMS = {
  'SHA-512-256': 'sha512-256',
  'SHA-512-256-SESS': 'sha512-256',
  'SHA-256': 'sha256',
  'SHA-256-SESS': 'sha256',
  MD5: 'md5',
  'MD5-SESS': 'md5',
} as const;
export type Algorithm = keyof typeof ALGORITHMS;
const STRONGEST_FIRST = Object.keys(ALGORITHMS).filter(isAlgorithm);

/** A challenge that we can answer. Values are as between their quotes, escapes kept (RFC 7616 section 3.4). */
export interface DigestChallenge {
  readonly realm: string;
  readonly nonce: string;
  readonly opaque: string | undefined;
  readonly algorithm: Algorithm;
  /** Undefined for servers of RFC 2069, which know no `qop`. */
  readonly qop: 'auth' | undefined;
  /** The credentials were right and only their nonce was too old. */
  readonly isStale: boolean;
}

/**
 * Why none of a response's challenges is answered: it demands integrity protection of the body, which we do not
 * do; or it is of an algorithm or a scheme that we do not know; or it is no challenge at all.
 */
export type ChallengeRefusal = 'auth-int-only' | 'algorithm-unknown' | 'challenge-malformed';

/** Node's name of the hash of an algorithm. */
export function hashOf(algorithm: Algorithm): string {
  return ALGORITHMS[algorithm];
}

export function isAlgorithm(name: string): name is Algorithm {
  return Object.hasOwn(ALGORITHMS, name);
}

/**
 * The strongest challenge of a 401 or 407 that we can answer; of equals the first (RFC 8760 section 2.4).
 *
 * @param values the values of its WWW-Authenticate or Proxy-Authenticate header fields
 */
export function chooseChallenge(values: readonly string[]): DigestChallenge | ChallengeRefusal {
  const read = values.flatMap(splitChallenges).map(readChallenge);
  const answerable = read.filter((one) => typeof one === 'object');
  const rank = ({ algorithm }: DigestChallenge) => STRONGEST_FIRST.indexOf(algorithm);
  const [strongest] = answerable.toSorted((a, b) => rank(a) - rank(b));
  const refusals = read.filter((one) => typeof one === 'string');
  return strongest ?? refusals.find((one) => one !== 'challenge-malformed') ?? 'challenge-malformed';
}

/** A challenge as a header field value that every parser understands. */
export function formatChallenge({ realm, nonce, opaque, algorithm, qop, isStale }: DigestChallenge): string {
  const parameters = [
    `realm="${realm}"`,
    `nonce="${nonce}"`,
    `algorithm=${algorithm}`,
    ...(qop === undefined ? [] : [`qop="${qop}"`]),
    ...(opaque === undefined ? [] : [`opaque="${opaque}"`]),
    ...(isStale ? ['stale=true'] : []),
  ];
  return `Digest ${parameters.join(', ')}`;
}

/** Scheme and parameters of one challenge, names in lower case. */
interface RawChallenge {
  readonly scheme: string;
  readonly parameters: Map<string, string>;
}

const TOKEN = "[A-Za-z0-9!#$%&'*+.^_`|~-]+";
/** The next parameter, else the next scheme. */
const NEXT = new RegExp(
  `[\\s,]*(?:(${TOKEN})\\s*=\\s*("(?:[^"\\\\]|\\\\.)*"|[^\\s,"]+)|(${TOKEN})(?=\\s))`,
  'y',
);

/** The challenges of one header field: one by RFC 3261 section 20.44, several by HTTP's habits. */
function splitChallenges(value: string): RawChallenge[] {
  const challenges: RawChallenge[] = [];
  NEXT.lastIndex = 0;
  for (let match = NEXT.exec(value); match; match = NEXT.exec(value)) {
    const [, name, text = '', scheme] = match;
    const parameters = challenges.at(-1)?.parameters;
    if (scheme !== undefined) challenges.push({ scheme: scheme.toLowerCase(), parameters: new Map() });
    // Of a parameter that is there twice the first counts.
    else if (name !== undefined && !parameters?.has(name.toLowerCase())) {
      parameters?.set(name.toLowerCase(), text.replace(/^"(.*)"$/, '$1'));
    }
  }
  return challenges;
}

function readChallenge({ scheme, parameters }: RawChallenge): DigestChallenge | ChallengeRefusal {
  if (scheme !== 'digest') return 'algorithm-unknown';
  const realm = parameters.get('realm');
  const nonce = parameters.get('nonce');
  if (realm === undefined || !nonce) return 'challenge-malformed';
  const algorithm = (parameters.get('algorithm') ?? 'MD5').toUpperCase();
  if (!isAlgorithm(algorithm)) return 'algorithm-unknown';
  const protections = parameters
    .get('qop')
    ?.toLowerCase()
    .split(',')
    .map((one) => one.trim());
  if (protections && !protections.includes('auth')) {
    return protections.includes('auth-int') ? 'auth-int-only' : 'challenge-malformed';
  }
  return {
    realm,
    nonce,
    opaque: parameters.get('opaque'),
    algorithm,
    qop: protections && 'auth',
    isStale: parameters.get('stale')?.toLowerCase() === 'true',
  };
}
