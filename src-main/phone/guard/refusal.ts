import { createHash } from 'node:crypto';
import { type Field, valuesOf } from './message-text.ts';

/** Why a request is refused. */
export interface Refusal {
  readonly statusCode: number;
  readonly reason: string;
  /** Further header fields of the response. */
  readonly fields?: readonly Field[];
}

/**
 * A response to a request, made of what the request has of the fields that a response repeats (RFC 3261 section
 * 8.2.6.2). The tag is made of the request, so that a copy gets the same response (section 8.2.7).
 */
export function formatRefusal(request: readonly Field[], refusal: Refusal): string {
  const [to] = valuesOf(request, 'to');
  const first = (name: string) => request.filter((field) => field.name === name).slice(0, 1);
  const lines = [
    ...request.filter(({ name }) => name === 'via'),
    ...first('from'),
    ...(to === undefined ? [] : [{ name: 'to', value: taggedTo(to, request) }]),
    ...first('call-id'),
    ...first('cseq'),
    ...(refusal.fields ?? []),
    { name: 'content-length', value: '0' },
  ].map(({ name, value }) => `${properName(name)}: ${value}`);
  return [`SIP/2.0 ${refusal.statusCode} ${refusal.reason}`, ...lines, '', ''].join('\r\n');
}

function taggedTo(to: string, request: readonly Field[]): string {
  if (/;\s*tag\s*=/i.test(to)) return to;
  const identity = ['via', 'from', 'call-id', 'cseq'].flatMap((name) => valuesOf(request, name));
  const tag = createHash('sha256').update(identity.join('\n')).digest('hex').slice(0, 16);
  return `${to};tag=${tag}`;
}

/** A header field's name as it is usually written. */
export function properName(name: string): string {
  if (name === 'call-id') return 'Call-ID';
  if (name === 'cseq') return 'CSeq';
  return name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase());
}
