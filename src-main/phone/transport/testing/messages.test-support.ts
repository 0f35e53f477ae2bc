/** SIP messages as short as they can be. */
export interface MessageParts {
  readonly branch?: string;
  readonly callId?: string;
  readonly sequence?: number;
  readonly extra?: readonly string[];
  readonly body?: string;
}

export function requestText(method: string, parts: MessageParts = {}): string {
  return text(`${method} sip:seat1@exchange.invalid SIP/2.0`, method, parts);
}

/** @param method that of the request which is answered */
export function responseText(statusCode: number, method: string, parts: MessageParts = {}): string {
  return text(`SIP/2.0 ${statusCode} Some Reason`, method, parts);
}

function text(start: string, method: string, parts: MessageParts): string {
  const { branch = 'z9hG4bK1', callId = 'call-1', sequence = 1, extra = [], body = '' } = parts;
  return [
    start,
    `Via: SIP/2.0/UDP peer.invalid;branch=${branch};rport`,
    'Max-Forwards: 70',
    'From: <sip:caller@exchange.invalid>;tag=from-tag',
    `To: <sip:seat1@exchange.invalid>${start.startsWith('SIP/2.0 ') ? ';tag=to-tag' : ''}`,
    `Call-ID: ${callId}`,
    `CSeq: ${sequence} ${method}`,
    ...extra,
    `Content-Length: ${Buffer.byteLength(body)}`,
    '',
    body,
  ].join('\r\n');
}
