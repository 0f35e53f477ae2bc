import { describe, expect, it } from 'vitest';
import { directionOf, isHold, withoutReceiving } from './sdp-direction.ts';
import { cannedSdp } from './testing/media-page.test-support.ts';

const webRtc = (sdp: string) => sdp.replace('IP4 127.0.0.1\r\nt', 'IP4 0.0.0.0\r\nt');

describe('the direction of a description (RFC 3264)', () => {
  it.each(['sendrecv', 'sendonly', 'recvonly', 'inactive'] as const)('CA-16 reads %s', (direction) => {
    expect(directionOf(cannedSdp('x', 1, direction))).toBe(direction);
  });

  it('CA-16 takes the audio section’s before the session’s, and none for sendrecv', () => {
    const session = 'v=0\r\na=inactive\r\nm=audio 9 RTP/AVP 8\r\n';
    expect(directionOf(session)).toBe('inactive');
    expect(directionOf(`${session}a=sendrecv\r\n`)).toBe('sendrecv');
    expect(directionOf('v=0\r\nm=video 9 RTP/AVP 96\r\na=sendonly\r\nm=audio 9 RTP/AVP 8\r\n')).toBe(
      'sendrecv',
    );
    expect(directionOf('not sdp')).toBe('sendrecv');
  });

  it('CA-16 takes 0.0.0.0 for hold, but not in a WebRTC description', () => {
    const zero = cannedSdp('x').replace('c=IN IP4 127.0.0.1', 'c=IN IP4 0.0.0.0');
    expect(isHold(zero)).toBe(true);
    expect(isHold(webRtc(`${zero}a=ice-ufrag:abcd\r\n`))).toBe(false);
    expect(isHold(cannedSdp('x', 1, 'recvonly'))).toBe(false);
    expect(isHold(cannedSdp('x', 1, 'sendonly'))).toBe(true);
  });

  it.each([
    ['sendrecv', 'sendonly'],
    ['recvonly', 'inactive'],
    ['sendonly', 'sendonly'],
    ['inactive', 'inactive'],
  ] as const)('CA-16 answers %s without receiving as %s', (direction, held) => {
    const sdp = `${cannedSdp('x')}a=${direction}\r\na=rtcp-mux\r\n`;
    expect(withoutReceiving(sdp)).toBe(sdp.replace(`a=${direction}`, `a=${held}`));
  });

  it('CA-16 names the direction where the answer names none', () => {
    expect(withoutReceiving(cannedSdp('x'))).toBe(`${cannedSdp('x')}a=sendonly\r\n`);
  });
});
