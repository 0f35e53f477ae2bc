import { type Field, type MessageText, valuesOf } from './message-text.ts';
import { properName, type Refusal } from './refusal.ts';

/** A request whose response goes to many hops, or one that has come round in a circle, is refused (section 16.3). */
const MOST_VIAS = 70;
const LONGEST_BODY_BYTES = 65_536;
/** RFC 3261 section 8.1.1.5. */
const LARGEST_SEQUENCE = 2 ** 31 - 1;

/** Fields that must be there once, and fields that may (RFC 3261 table 2). */
const ONCE = ['from', 'to', 'call-id', 'cseq'];
const AT_MOST_ONCE = ['max-forwards', 'content-length', 'content-type', 'content-encoding', 'replaces'];

/** What of a message without fault the next checks need. */
export interface SoundMessage {
  readonly fields: readonly Field[];
  readonly body: string;
}

/** What is wrong with a message by RFC 3261's syntax, requests and responses alike, or the message. */
export function checkSyntax(text: MessageText, method?: string): Refusal | SoundMessage {
  const { fields, body } = text;
  if (!text.isWithinLimits) return { statusCode: 513, reason: 'Message Too Large' };
  if (body === undefined) return bad('Incomplete Header');
  if (!text.isWellFormed) return bad('Malformed Header');
  const count = (name: string) => valuesOf(fields, name).length;
  const wrong = ONCE.find((name) => count(name) !== 1) ?? AT_MOST_ONCE.find((name) => count(name) > 1);
  if (wrong !== undefined) return bad(`${count(wrong) === 0 ? 'Missing' : 'Repeated'} ${properName(wrong)}`);
  if (count('via') > MOST_VIAS) return { statusCode: 483, reason: 'Too Many Hops' };
  return checkSequence(fields, method) ?? checkNumbers(fields) ?? checkBody(fields, body);
}

function checkSequence(fields: readonly Field[], method: string | undefined): Refusal | undefined {
  const [value = ''] = valuesOf(fields, 'cseq');
  const [, digits, named] = /^(\d{1,10})\s+(\S+)$/.exec(value) ?? [];
  if (digits === undefined || Number(digits) > LARGEST_SEQUENCE) return bad('Bad CSeq');
  if (method !== undefined && method !== named) return bad('CSeq Of Another Method');
  return undefined;
}

function checkNumbers(fields: readonly Field[]): Refusal | undefined {
  const [callId = ''] = valuesOf(fields, 'call-id');
  if (!/^\S{1,512}$/.test(callId)) return bad('Bad Call-ID');
  const [forwards = '70'] = valuesOf(fields, 'max-forwards');
  if (!/^\d{1,9}$/.test(forwards) || Number(forwards) > 255) return bad('Bad Max-Forwards');
  return undefined;
}

function checkBody(fields: readonly Field[], body: string): Refusal | SoundMessage {
  const bytes = Buffer.from(body);
  const [length = String(bytes.length)] = valuesOf(fields, 'content-length');
  if (!/^\d{1,9}$/.test(length)) return bad('Bad Content-Length');
  if (Number(length) > bytes.length) return bad('Incomplete Body');
  if (Number(length) > LONGEST_BODY_BYTES) return { statusCode: 413, reason: 'Request Entity Too Large' };
  // What follows the body is discarded (RFC 3261 section 18.3).
  return { fields, body: bytes.toString('utf8', 0, Number(length)) };
}

export function bad(reason: string): Refusal {
  return { statusCode: 400, reason };
}
