import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseInfo, RECORDING } from './info.ts';

describe('parseInfo', () => {
  it.each([
    ['application/dtmf-relay', 'Signal=5\r\nDuration=160\r\n', { digit: '5' }],
    ['application/dtmf-relay', 'Duration=160\nSignal = *', { digit: '*' }],
    ['Application/DTMF ; charset=utf-8', ' #\r\n', { digit: '#' }],
    ['application/dtmf', 'a', { digit: 'A' }],
    [RECORDING.contentType, 'pause', { recordingPaused: true }],
    [RECORDING.contentType, 'resume\r\n', { recordingPaused: false }],
    ['application/dtmf', '12', undefined],
    ['application/dtmf-relay', 'Signal=', undefined],
    ['text/plain', '1', undefined],
    [undefined, '1', undefined],
  ])('PR-3 %s «%s»', (type, body, expected) => {
    expect(parseInfo(type, body)).toEqual(expected);
  });

  it('PR-3 never throws, and a digit is one that a telephone has', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('application/dtmf', 'application/dtmf-relay', RECORDING.contentType),
        fc.string(),
        (type, body) => {
          const asked = parseInfo(type, body);
          if (asked && 'digit' in asked) expect(asked.digit).toMatch(/^[0-9*#A-D]$/);
        },
      ),
    );
  });
});
