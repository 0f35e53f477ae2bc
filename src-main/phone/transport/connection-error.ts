import { CodedError } from '#shared/domain/index.ts';

/** Codes of Node and OpenSSL, each with our code and a sentence that a person can act on. */
const KNOWN: ReadonlyArray<readonly [pattern: RegExp, code: string, message: string]> = [
  [/^CERT_HAS_EXPIRED$/, 'tls-certificate-expired', "The server's certificate has expired."],
  [
    /^CERT_NOT_YET_VALID$/,
    'tls-certificate-not-yet-valid',
    "The server's certificate is not valid yet; is the clock right?",
  ],
  [/^ERR_TLS_CERT_ALTNAME_INVALID$/, 'tls-name-mismatch', "The server's certificate is for another name."],
  [
    /SELF_SIGNED|UNABLE_TO_GET_ISSUER|UNABLE_TO_VERIFY|CERT_UNTRUSTED|INVALID_CA/,
    'tls-authority-unknown',
    "The server's certificate is from an authority that is not trusted here.",
  ],
  [
    /^(CERT_|CRL_|HOSTNAME_|ERR_TLS_)/,
    'tls-certificate-refused',
    "The server's certificate cannot be accepted.",
  ],
  [/^(EPROTO|ERR_SSL_)/, 'tls-failed', 'The server does not speak TLS at this port, or none that is safe.'],
  [/^ECONNREFUSED$/, 'connection-refused', 'Nothing listens at this address and port.'],
  [/^(ECONNRESET|EPIPE)$/, 'connection-reset', 'The server broke the connection.'],
  [/^ETIMEDOUT$/, 'connection-timeout', 'The server did not answer in time.'],
  [
    /^(EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|ENETDOWN|EADDRNOTAVAIL)$/,
    'network-unreachable',
    'No way through the network to the server.',
  ],
  [
    /^(ENOTFOUND|EAI_AGAIN|EAI_FAIL|ENODATA)$/,
    'server-name-unknown',
    "The server's name cannot be resolved.",
  ],
];

/** Whatever a socket failed with, as an error with a code of ours; `connection-failed` for the unforeseen. */
export function connectionError(cause: unknown): CodedError {
  if (cause instanceof CodedError) return cause;
  const native = nativeCode(cause);
  const [, code = 'connection-failed', message = 'The connection failed.'] =
    KNOWN.find(([pattern]) => pattern.test(native)) ?? [];
  return new CodedError(code, message, { cause });
}

export function connectionClosed(): CodedError {
  return new CodedError('connection-closed', 'The server closed the connection.');
}

export function connectionTimeout(): CodedError {
  return new CodedError('connection-timeout', 'The server did not answer in time.');
}

export function notConnected(): CodedError {
  return new CodedError('not-connected', 'There is no connection to the exchange.');
}

/** Several attempts at once (an address of each family) fail with an error that holds theirs. */
function nativeCode(cause: unknown): string {
  if (cause instanceof AggregateError) return nativeCode(cause.errors[0]);
  if (typeof cause !== 'object' || cause === null) return '';
  const code = 'code' in cause ? cause.code : undefined;
  return typeof code === 'string' ? code : '';
}
