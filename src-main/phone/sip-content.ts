export const SDP = 'application/sdp';

interface Message {
  readonly body: string;
  getHeader(name: string): string | undefined;
}

/** The message's session description; undefined when it has none, or a body of another type. */
export function sdpOf(message: Message): string | undefined {
  return message.body !== '' && isSdp(message) ? message.body : undefined;
}

/** Whether the message has a body that is meant as the session's and is no SDP (415, RFC 3261 section 21.4.13). */
export function hasUnknownDescription(message: Message): boolean {
  const isSession = !/^\s*(?!session)\w/i.test(message.getHeader('Content-Disposition') ?? '');
  return message.body !== '' && isSession && !isSdp(message);
}

function isSdp(message: Message): boolean {
  return /^\s*application\/sdp\s*(;|$)/i.test(message.getHeader('Content-Type') ?? '');
}

/** Status in the first line of a `message/sipfrag` (RFC 3515 section 2.4.5); undefined when there is none. */
export function referStatus(body: string): number | undefined {
  const digits = /^\s*SIP\/2\.0\s+([1-6]\d\d)/.exec(body)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** Longer waits than a minute are not kept: a call lives shorter than that. */
const LONGEST_RETRY_AFTER_SECONDS = 60;

export function retryAfterMilliseconds(message: Pick<Message, 'getHeader'>): number | undefined {
  const seconds = /^\s*(\d{1,9})/.exec(message.getHeader('Retry-After') ?? '')?.[1];
  return seconds === undefined ? undefined : Math.min(Number(seconds), LONGEST_RETRY_AFTER_SECONDS) * 1000;
}
