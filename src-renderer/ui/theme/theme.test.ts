import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CONTRASTS, contrastOf, palettes, tokensCss } from './tokens.ts';

describe('colours', () => {
  for (const name of ['light', 'dark'] as const) {
    it.each(CONTRASTS)(`${name}: %s on %s reaches %d`, (front, ground, least) => {
      expect(contrastOf(palettes[name][front], palettes[name][ground])).toBeGreaterThanOrEqual(least);
    });
  }
  it('are told in docs/design.md as they are', () => {
    const document = readFileSync(resolve(import.meta.dirname, '../../../docs/design.md'), 'utf8');
    for (const [front, ground, least] of CONTRASTS) {
      const [light, dark] = (['light', 'dark'] as const).map((name) =>
        contrastOf(palettes[name][front], palettes[name][ground]).toFixed(1),
      );
      expect(document).toContain(`| ${front} on ${ground} | ${least} | ${light} | ${dark} |`);
    }
  });
  it('knows contrast', () => {
    expect(contrastOf('#000000', '#ffffff')).toBeCloseTo(21);
    expect(contrastOf('#777777', '#ffffff')).toBeCloseTo(4.48, 1);
  });
});

describe('the style sheet made from the tokens', () => {
  it('tokens.css', async () => {
    await expect(tokensCss()).toMatchFileSnapshot('./tokens.css');
  });
});
