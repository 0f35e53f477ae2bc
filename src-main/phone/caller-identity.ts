import type { z } from 'zod';
import { callSchema } from '#shared/domain/index.ts';

/** What a call says about its caller and the line that was dialled. */
export const callerIdentitySchema = callSchema.pick({
  callerNumber: true,
  callerName: true,
  dialledLine: true,
});
export type CallerIdentity = z.output<typeof callerIdentitySchema>;

/** All values of a header, in order; an empty list when it is absent. Names are case-insensitive. */
export type HeaderValues = (name: string) => readonly string[];

export interface IdentityOptions {
  /** User parts that are ourselves: a To with one of them says nothing about the line that was dialled. */
  readonly ownUsers: readonly string[];
  readonly dialledLineHeader: string | undefined;
}

/**
 * Who calls and which line was dialled.
 *
 * Caller: P-Asserted-Identity (RFC 3325) before From; only the user part. Withheld (`null`) when the user
 * part is a word for «anonymous» or when Privacy (RFC 3323) asks for `id` or `user`.
 * Line: the configured header, else the first History-Info entry (RFC 7044), else the last Diversion
 * (RFC 5806: newest first), else P-Called-Party-ID (RFC 7315), else To unless it is ourselves.
 *
 * Nothing that a citizen's exchange sends may break a call: what cannot be parsed is `null`. A number that is
 * too long is refused, as a cut number is a wrong number; a name is cut.
 */
export function callerIdentity(headers: HeaderValues, options: IdentityOptions): CallerIdentity {
  const addresses = (name: string) =>
    headers(name).slice(0, MOST_VALUES).flatMap(splitList).map(parseAddress).filter(isPresent);
  const withheld = headers('Privacy').some((value) =>
    /(^|[;,\s])(id|user)([;,\s]|$)/i.test(value.slice(0, LONGEST_VALUE)),
  );
  const asserted = addresses('P-Asserted-Identity').find((address) => address.number !== null);
  const from = addresses('From')[0];
  const caller = withheld ? undefined : (asserted ?? from);
  const callerNumber = caller?.number ?? null;
  const callerName = caller === undefined || caller.anonymous ? null : (asserted?.name ?? from?.name ?? null);

  const configured = options.dialledLineHeader
    ? headers(options.dialledLineHeader).map((value) => parseAddress(value)?.number ?? cleanNumber(value))
    : [];
  const to = addresses('To')[0]?.number;
  const line =
    configured.find(isPresent) ??
    addresses('History-Info')[0]?.number ??
    addresses('Diversion').at(-1)?.number ??
    addresses('P-Called-Party-ID')[0]?.number ??
    to ??
    null;
  return callerIdentitySchema.parse({
    callerNumber,
    callerName: callerName === callerNumber ? null : callerName,
    dialledLine: line !== null && options.ownUsers.includes(line) ? null : line,
  });
}

interface Address {
  readonly number: string | null;
  readonly name: string | null;
  readonly anonymous: boolean;
}

const LONGEST_VALUE = 2048;
/** More values of one header than this are hostile. */
const MOST_VALUES = 16;
const LONGEST_NUMBER = 64;
const LONGEST_NAME = 128;
const ANONYMOUS = new Set(['anonymous', 'unknown', 'restricted', 'private', 'withheld', 'unavailable']);

/** Splits a header value at commas outside quotes and angle brackets (RFC 3261 section 7.3.1). */
function splitList(value: string): string[] {
  if (value.length > LONGEST_VALUE) return [];
  const parts: string[] = [];
  let part = '';
  let quoted = false;
  let bracketed = false;
  for (let index = 0; index < value.length; index++) {
    const character = value[index] ?? '';
    if (quoted && character === '\\') {
      part += character + (value[++index] ?? '');
      continue;
    }
    if (character === '"' && !bracketed) quoted = !quoted;
    else if (!quoted && character === '<') bracketed = true;
    else if (!quoted && character === '>') bracketed = false;
    if (character === ',' && !quoted && !bracketed) {
      parts.push(part);
      part = '';
    } else part += character;
  }
  parts.push(part);
  return parts;
}

/** A name-addr or addr-spec (RFC 3261 section 25.1) with a sip, sips or tel URI; undefined for all else. */
function parseAddress(value: string): Address | undefined {
  if (value.length > LONGEST_VALUE) return undefined;
  const { name: display, uri } = splitAddress(value.trim());
  const match = /^(?:sips?:([^@]*)@|tel:([^;?]*))/i.exec(uri);
  if (!match) return undefined;
  const user = (match[1] ?? match[2] ?? '').split(/[;:]/, 1)[0] ?? '';
  const number = cleanNumber(user);
  const anonymous = ANONYMOUS.has(user.toLowerCase());
  return { number, name: cleanName(display), anonymous };
}

/** Display name and URI, by steps that are linear in the length: a stranger chooses it. */
function splitAddress(text: string): { readonly name: string; readonly uri: string } {
  const quoted = /^"((?:[^"\\]|\\.)*)"/s.exec(text);
  const rest = quoted ? text.slice(quoted[0].length) : text;
  const open = rest.indexOf('<');
  if (open < 0) return { name: '', uri: text };
  const close = rest.indexOf('>', open);
  const name = quoted ? (quoted[1] ?? '').replace(/\\(.)/gs, '$1') : rest.slice(0, open);
  return { name, uri: rest.slice(open + 1, close < 0 ? undefined : close).trim() };
}

/**
 * A number as dialled: visual separators of RFC 3966 dropped. Null when nothing is left, when it is a word
 * for «anonymous», when it is too long or when it holds anything but letters, digits and dialling signs.
 */
function cleanNumber(user: string): string | null {
  let decoded = user.trim();
  if (decoded.length > LONGEST_VALUE || ANONYMOUS.has(decoded.toLowerCase())) return null;
  if (decoded.includes('%')) {
    try {
      decoded = decodeURIComponent(decoded);
    } catch {
      // Not percent-encoding after all (a lone %): then it is no number either.
      return null;
    }
  }
  if (/^\+?[\d\s().-]+$/.test(decoded)) decoded = decoded.replace(/[\s().-]/g, '');
  const valid = decoded.length <= LONGEST_NUMBER && /^[0-9A-Za-z+*#._-]+$/.test(decoded);
  return valid ? decoded : null;
}

/** A display name without control and direction characters, cut to what the contract takes. */
function cleanName(text: string): string | null {
  let name = '';
  for (const character of text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, ' ').trim()) {
    if (name.length + character.length > LONGEST_NAME) break;
    name += character;
  }
  return name === '' || ANONYMOUS.has(name.toLowerCase()) ? null : name;
}

function isPresent<T>(value: T | null | undefined): value is T {
  return value !== null && value !== undefined;
}

/**
 * Whether a CANCEL's Reason says that somebody else took the call: `SIP;cause=200` or the text
 * «Call completed elsewhere» (RFC 3326 section 3.1).
 */
export function isAnsweredElsewhere(reasons: readonly string[]): boolean {
  return reasons.some((reason) => {
    const [protocol = '', ...parameters] = reason.slice(0, LONGEST_VALUE).split(';');
    const isSip = protocol.trim().toUpperCase() === 'SIP';
    const succeeded = parameters.some((parameter) => /^\s*cause\s*=\s*200\s*$/i.test(parameter));
    return (isSip && succeeded) || /completed elsewhere/i.test(reason);
  });
}
