/**
 * What the transport needs to know of a message. It is read by a few linear searches rather than by sip.js's
 * grammar, as it must hold for messages that sip.js has not seen yet, and for hostile ones.
 */
export interface SipText {
  /** Status code of a response; undefined for a request. */
  readonly statusCode: number | undefined;
  /** Method of the request, or of the request that is answered (CSeq). */
  readonly method: string;
  /**
   * Identity of the transaction but for its method: branch and sent-by of the top Via (RFC 3261 sections 17.1.3
   * and 17.2.3), with Call-ID and CSeq number for branches that are not unique (RFC 2543, and sip.js's, which
   * are of seven digits). A copy of a message has the same.
   */
  readonly transaction: string;
  readonly callId: string;
}

/** Longer identities are hostile; they are not worth remembering. */
const LONGEST_IDENTITY = 512;

/** Reads a message; undefined for what is no SIP message or lacks Via with a branch, CSeq or Call-ID. */
export function readSipText(message: string): SipText | undefined {
  const head = headOf(message);
  const via = /\r\n(?:Via|v)[ \t]*:[ \t]*SIP[ \t]*\/[ \t]*2\.0[ \t]*\/[ \t]*\w+[ \t]+([^,\r\n]+)/i.exec(
    head,
  )?.[1];
  const [sentBy = '', ...parameters] = (via ?? '').split(';').map((part) => part.trim().toLowerCase());
  const branch = parameters.find((parameter) => /^branch\s*=/.test(parameter));
  const [, sequence, method] = /\r\nCSeq[ \t]*:[ \t]*(\d{1,10})[ \t]+([A-Za-z]{1,32})/i.exec(head) ?? [];
  const callId = /\r\n(?:Call-ID|i)[ \t]*:[ \t]*(\S+)/i.exec(head)?.[1];
  if (branch === undefined || sequence === undefined || method === undefined || callId === undefined) {
    return undefined;
  }
  const transaction = `${branch} ${sentBy} ${sequence} ${callId}`;
  if (transaction.length > LONGEST_IDENTITY) return undefined;
  const status = /^SIP\/2\.0 (\d{3}) /.exec(head)?.[1];
  return { statusCode: status === undefined ? undefined : Number(status), method, transaction, callId };
}

/** Every Content-Length in a head, as written. */
export function contentLengths(head: string): string[] {
  return [...unfold(head).matchAll(/\r\n(?:Content-Length|l)[ \t]*:([^\r\n]*)/gi)].map(([, value = '']) =>
    value.trim(),
  );
}

/**
 * Identity of a provisional response that is sent until our PRACK comes (RFC 3262 section 3); undefined for
 * every other message.
 */
export function reliableProvisional(message: string): string | undefined {
  if (!/^SIP\/2\.0 1\d\d /.test(message)) return undefined;
  const head = headOf(message);
  if (!/\r\nRequire[ \t]*:[^\r\n]*\b100rel\b/i.test(head)) return undefined;
  const sequence = /\r\nRSeq[ \t]*:[ \t]*(\d{1,10})/i.exec(head)?.[1];
  const tag = /\r\n(?:To|t)[ \t]*:[^\r\n]*;[ \t]*tag[ \t]*=[ \t]*([^;\s]{1,256})/i.exec(head)?.[1];
  return sequence === undefined ? undefined : `${sequence} ${tag ?? ''}`;
}

/**
 * A response to a request of which only the head is known, made of the header fields that a response repeats
 * (RFC 3261 section 8.2.6.2); undefined for a response or an ACK, which are never answered.
 */
export function refusalOf(head: string, status: string): string | undefined {
  const [start = '', ...lines] = unfold(head).split('\r\n');
  if (!/^[A-Z]+ \S+ SIP\/2\.0$/.test(start) || start.startsWith('ACK ')) return undefined;
  const repeated = lines.filter((line) => /^(Via|v|From|f|To|t|Call-ID|i|CSeq)[ \t]*:/i.test(line));
  return [`SIP/2.0 ${status}`, ...repeated, 'Content-Length: 0', '', ''].join('\r\n');
}

function headOf(message: string): string {
  const end = message.indexOf('\r\n\r\n');
  return unfold(end < 0 ? message : message.slice(0, end));
}

/** A line that begins with white space continues the one before (RFC 3261 section 7.3.1). */
function unfold(head: string): string {
  return head.replace(/\r\n[ \t]+/g, ' ');
}
