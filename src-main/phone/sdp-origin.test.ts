import { describe, expect, it } from 'vitest';
import { continueOrigin } from './sdp-origin.ts';

const sdp = (origin: string, name = 's') => `v=0\r\no=${origin}\r\ns=${name}\r\n`;

describe('the origin of descriptions in one dialog (RFC 3264 section 8)', () => {
  it('leaves the first as it is', () => {
    const first = sdp('- 42 2 IN IP4 127.0.0.1');
    expect(continueOrigin(undefined, first).sdp).toBe(first);
  });

  it('keeps the session id and raises the version by one for another description', () => {
    const { origin } = continueOrigin(undefined, sdp('- 42 2 IN IP4 127.0.0.1'));
    const second = continueOrigin(origin, sdp('- 9999 7 IN IP4 10.0.0.1', 'new'));
    expect(second.sdp).toBe(sdp('- 42 3 IN IP4 10.0.0.1', 'new'));
    const third = continueOrigin(second.origin, sdp('- 1 1 IN IP4 10.0.0.1', 'newer'));
    expect(third.sdp).toBe(sdp('- 42 4 IN IP4 10.0.0.1', 'newer'));
  });

  it('repeats the version when nothing changed', () => {
    const text = sdp('- 42 2 IN IP4 127.0.0.1');
    const { origin } = continueOrigin(undefined, text);
    expect(continueOrigin(origin, text).sdp).toBe(text);
  });

  it('takes versions beyond 64 bits and descriptions without an origin', () => {
    const { origin } = continueOrigin(undefined, sdp('- 1 18446744073709551615 IN IP4 x'));
    expect(continueOrigin(origin, sdp('- 2 1 IN IP4 x', 'y')).sdp).toContain('18446744073709551616');
    expect(continueOrigin(origin, 'v=0\r\n').sdp).toBe('v=0\r\n');
  });
});
