import { Core } from 'sip.js';
import type { ChallengeRefusal } from '../digest/index.ts';
import { checkDescription } from './description.ts';
import {
  type Field,
  formatMessageText,
  type MessageText,
  readMessageText,
  valuesOf,
} from './message-text.ts';
import { formatRefusal, type Refusal } from './refusal.ts';
import { keepOneChallenge, repairFields } from './repair.ts';
import { bad, checkSyntax, type SoundMessage } from './syntax.ts';

/** What this user agent can do, as it says in Allow and Supported. */
export interface Abilities {
  readonly methods: readonly string[];
  readonly extensions: readonly string[];
  /** Host and port of our own Via, which every response to us carries (RFC 3261 section 18.1.2). */
  readonly sentBy: string;
}

/** What becomes of a message. Reasons are for the log: they hold nothing of the message. */
export type Verdict =
  | { readonly kind: 'request'; readonly message: Core.IncomingRequestMessage }
  | {
      readonly kind: 'response';
      readonly message: Core.IncomingResponseMessage;
      /** Why its challenge is not answered; sip.js does not see the challenge then. */
      readonly challengeRefusal: ChallengeRefusal | undefined;
    }
  | { readonly kind: 'refuse'; readonly response: string; readonly reason: string }
  | { readonly kind: 'drop'; readonly reason: string };

/** Methods that we know and do not serve; others are unknown to us (RFC 3261 sections 21.4.6 and 21.5.2). */
const KNOWN_METHODS = new Set(['MESSAGE', 'PUBLISH', 'REGISTER', 'SUBSCRIBE', 'UPDATE']);
/** Methods that live in a dialog only. */
const DIALOG_METHODS = new Set(['BYE', 'INFO', 'PRACK']);

const logger = silentLogger();

/**
 * Looks at a message before sip.js does, which drops in silence what its grammar refuses, throws at some, and needs
 * long for others. Pure: the same text has the same verdict. Rules: docs/spec/bad-input.md.
 */
export function inspect(text: string, abilities: Abilities): Verdict {
  const read = readMessageText(text);
  return /^SIP\//i.test(read.start) ? inspectResponse(read, abilities) : inspectRequest(read, abilities);
}

function inspectRequest(text: MessageText, abilities: Abilities): Verdict {
  const { start, fields } = text;
  const method = /^([A-Za-z0-9\-.!%*_+`'~]{1,64}) .*SIP\/\d+\.\d+ *$/i.exec(start)?.[1];
  if (method === undefined) return { kind: 'drop', reason: 'no-sip' };
  if (!fields.some(({ name }) => name === 'via')) return { kind: 'drop', reason: 'no-way-back' };
  const refuse = (refusal: Refusal): Verdict =>
    method === 'ACK'
      ? { kind: 'drop', reason: 'bad-ack' }
      : { kind: 'refuse', response: formatRefusal(fields, refusal), reason: String(refusal.statusCode) };

  if (!/ SIP\/2\.0 *$/i.test(start)) return refuse({ statusCode: 505, reason: 'Version Not Supported' });
  const sound = checkSyntax(text, method);
  if ('statusCode' in sound) return refuse(sound);
  const refusal =
    checkTarget(start) ?? checkMethod(method, sound, abilities) ?? checkContent(method, sound, abilities);
  if (refusal) return refuse(refusal);
  const message = parse(start, sound);
  if (!(message instanceof Core.IncomingRequestMessage)) return refuse(bad('Malformed Header Field'));
  // Its grammar takes what is no SIP address for an address of some other kind, without telling.
  if (message.ruri === undefined) return refuse(bad('Bad Request-URI'));
  message.viaBranch = transactionOf(message, sound.fields);
  return { kind: 'request', message };
}

function inspectResponse(text: MessageText, { sentBy }: Abilities): Verdict {
  const drop = (reason: string): Verdict => ({ kind: 'drop', reason });
  const statusCode = Number(/^SIP\/2\.0 ([1-6]\d\d)( |$)/i.exec(text.start)?.[1]);
  if (!statusCode) return drop('bad-status-line');
  const sound = checkSyntax(text);
  if ('statusCode' in sound) return drop('bad-response');
  // More than one Via: it was meant for somebody else (RFC 3261 section 8.1.3.3).
  if (valuesOf(sound.fields, 'via').length !== 1) return drop('response-not-ours');
  const isChallenge = statusCode === 401 || statusCode === 407;
  const { fields, refusal } = isChallenge
    ? keepOneChallenge(sound.fields, statusCode)
    : { fields: sound.fields, refusal: undefined };
  const message = parse(text.start.replace(/^(\S+ \d{3})$/, '$1 '), { ...sound, fields });
  if (!(message instanceof Core.IncomingResponseMessage)) return drop('bad-response');
  const { host, port } = message.via;
  if (sentBy !== (port === undefined ? host : `${host}:${port}`)) return drop('response-not-ours');
  return { kind: 'response', message, challengeRefusal: refusal };
}

function parse(start: string, { fields, body }: SoundMessage) {
  const length = { name: 'content-length', value: String(Buffer.byteLength(body)) };
  const others = repairFields(fields).filter(({ name }) => name !== 'content-length');
  try {
    return Core.Parser.parseMessage(formatMessageText(start, [...others, length], body), logger);
  } catch {
    // It throws at some of what it cannot read and returns nothing at the rest; both mean the same.
    return undefined;
  }
}

/** RFC 3261 section 8.2.2.1, and 19.1.1: no header fields in a Request-URI. */
function checkTarget(start: string): Refusal | undefined {
  const [, target = ''] = /^\S+ (\S+) \S+$/.exec(start) ?? [];
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(target)?.[1]?.toLowerCase();
  if (scheme === undefined) return bad('Bad Request-Line');
  if (scheme !== 'sip') return { statusCode: 416, reason: 'Unsupported URI Scheme' };
  return target.slice(target.lastIndexOf('@')).includes('?') ? bad('Header In Request-URI') : undefined;
}

/** RFC 3261 sections 8.2.1 and 8.2.2.3. */
function checkMethod(method: string, { fields }: SoundMessage, abilities: Abilities): Refusal | undefined {
  if (!abilities.methods.includes(method)) {
    const allow = [{ name: 'allow', value: abilities.methods.join(', ') }];
    return KNOWN_METHODS.has(method)
      ? { statusCode: 405, reason: 'Method Not Allowed', fields: allow }
      : { statusCode: 501, reason: 'Not Implemented', fields: allow };
  }
  if (DIALOG_METHODS.has(method) && !/;\s*tag\s*=/i.test(valuesOf(fields, 'to').join())) {
    return { statusCode: 481, reason: 'Call/Transaction Does Not Exist' };
  }
  if (method === 'ACK' || method === 'CANCEL') return undefined;
  const known = abilities.extensions.map((name) => name.toLowerCase());
  const unknown = listOf(fields, 'require').filter((name) => !known.includes(name.toLowerCase()));
  if (unknown.length === 0) return undefined;
  const unsupported = [{ name: 'unsupported', value: unknown.join(', ') }];
  return { statusCode: 420, reason: 'Bad Extension', fields: unsupported };
}

/** RFC 3261 sections 8.2.3 and 21.4.7. Whether the type of a body suits is for the call to say. */
function checkContent(
  method: string,
  { fields, body }: SoundMessage,
  { methods }: Abilities,
): Refusal | undefined {
  const encodings = listOf(fields, 'content-encoding').filter((name) => name.toLowerCase() !== 'identity');
  if (encodings.length > 0) {
    const accept = [{ name: 'accept-encoding', value: 'identity' }];
    return { statusCode: 415, reason: 'Unsupported Media Type', fields: accept };
  }
  const [type] = valuesOf(fields, 'content-type');
  if (body !== '' && type === undefined) return bad('Missing Content-Type');
  const accepted = listOf(fields, 'accept').map((one) => one.replace(/\s*;.*$/s, '').toLowerCase());
  const takesSdp = accepted.some((one) => ['application/sdp', 'application/*', '*/*'].includes(one));
  if (method === 'INVITE' && accepted.length > 0 && !takesSdp) {
    return { statusCode: 406, reason: 'Not Acceptable' };
  }
  const isDescription = body !== '' && /^application\/sdp\s*(;|$)/i.test(type ?? '');
  return isDescription && methods.includes(method) ? checkDescription(body) : undefined;
}

/** The elements of a header field that is a list, over all its lines. */
function listOf(fields: readonly Field[], name: string): string[] {
  return valuesOf(fields, name)
    .join(',')
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
}

const MAGIC_COOKIE = 'z9hG4bK';

/**
 * What identifies a request's transaction (RFC 3261 section 17.2.3), in place of the branch alone by which sip.js
 * tells them apart: branch and sent-by; without a branch that is unique, what RFC 2543 had.
 */
function transactionOf(message: Core.IncomingRequestMessage, fields: readonly Field[]): string {
  const { viaBranch: branch, via } = message;
  if (branch?.startsWith(MAGIC_COOKIE) && branch.length > MAGIC_COOKIE.length) {
    return [branch, via.host, via.port].join(' ');
  }
  const [wholeVia = ''] = valuesOf(fields, 'via');
  return ['2543', wholeVia, message.callId, message.fromTag, message.cseq].join(' ');
}

/** sip.js's parser tells its logger what it could not read, which would put numbers into a log. */
function silentLogger(): Core.Logger {
  const factory = new Core.LoggerFactory();
  factory.builtinEnabled = false;
  return factory.getLogger('guard');
}
