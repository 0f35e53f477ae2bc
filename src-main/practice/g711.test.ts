import { describe, expect, it } from 'vitest';
import {
  ALAW_SILENCE,
  ALAW_TO_LINEAR,
  ALAW_TO_MULAW,
  levelOf,
  linearToAlaw,
  MULAW_TO_LINEAR,
} from './g711.ts';

describe('G.711', () => {
  it('decodes A-law as table 1a of the recommendation does (values × 8 of the 13-bit scale)', () => {
    // Decoder outputs y1, y32, y48, y64, y80, y96, y112 and y128 of table 1a, positive half.
    const table: Array<[code: number, value: number]> = [
      [0xd5, 1],
      [0xca, 63],
      [0xfa, 126],
      [0xea, 252],
      [0x9a, 504],
      [0x8a, 1008],
      [0xba, 2016],
      [0xaa, 4032],
    ];
    for (const [code, value] of table) {
      expect(ALAW_TO_LINEAR[code]).toBe(value * 8);
      expect(ALAW_TO_LINEAR[code ^ 0x80]).toBe(-value * 8);
    }
  });

  it('decodes mu-law as table 2a does (values × 4 of the 14-bit scale)', () => {
    const table: Array<[code: number, value: number]> = [
      [0xff, 0],
      [0xfe, 2],
      [0xef, 33],
      [0xdf, 99],
      [0xcf, 231],
      [0xbf, 495],
      [0xaf, 1023],
      [0x9f, 2079],
      [0x8f, 4191],
      [0x80, 8031],
    ];
    for (const [code, value] of table) {
      expect(MULAW_TO_LINEAR[code]).toBe(value * 4);
      expect(MULAW_TO_LINEAR[code & 0x7f]).toBe(value === 0 ? 0 : -value * 4);
    }
  });

  it('encodes what it decodes, for every A-law code', () => {
    for (let code = 0; code < 256; code++) expect(linearToAlaw(ALAW_TO_LINEAR[code] ?? 0)).toBe(code);
  });

  it('carries A-law to mu-law within a mu-law step', () => {
    for (let code = 0; code < 256; code++) {
      const wanted = ALAW_TO_LINEAR[code] ?? 0;
      const got = MULAW_TO_LINEAR[ALAW_TO_MULAW[code] ?? 0] ?? 0;
      expect(Math.abs(got - wanted)).toBeLessThanOrEqual(Math.max(8, Math.abs(wanted) * 0.05));
    }
  });

  it('measures silence as almost nothing and full scale as almost one', () => {
    expect(levelOf(new Uint8Array(160).fill(ALAW_SILENCE), ALAW_TO_LINEAR).rms).toBeLessThan(0.001);
    const loud = levelOf(new Uint8Array(160).fill(0xaa), ALAW_TO_LINEAR);
    expect(loud.rms).toBeGreaterThan(0.98);
    expect(loud.peak).toBeLessThanOrEqual(1);
    expect(levelOf(new Uint8Array(0), ALAW_TO_LINEAR)).toEqual({ rms: 0, peak: 0 });
  });
});
