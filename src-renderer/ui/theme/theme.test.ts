import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { createCache, extractStyle, StyleProvider } from '@ant-design/cssinjs';
import { AutoComplete, ConfigProvider, Select, theme } from 'antd';
import { createElement, type ReactNode } from 'react';
import { renderToString } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { antdTheme } from './antd-theme.ts';
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

/** Every antd component that the program uses, in each state whose CSS it needs. */
function usedComponents(): ReactNode {
  return [
    createElement(Select, { key: 'select', open: true, showSearch: true, options: [{ value: 'x' }] }),
    createElement(AutoComplete, { key: 'complete', open: true, options: [{ value: 'x' }] }),
  ];
}

function extractAntd(name: 'light' | 'dark', types: Array<'style' | 'token' | 'cssVar'>): string {
  const cache = createCache();
  renderToString(
    createElement(
      StyleProvider,
      { cache },
      createElement(
        ConfigProvider,
        {
          theme: {
            ...antdTheme(name),
            algorithm: name === 'dark' ? theme.darkAlgorithm : theme.defaultAlgorithm,
          },
        },
        usedComponents(),
      ),
    ),
  );
  return extractStyle(cache, { plain: true, types })
    .replace(/}(?=[^}])/g, '}\n')
    .trim();
}

/**
 * antd's CSS for the components in use, with both themes' variables: the page loads it as a file, so that
 * nothing is injected and the CSP can say `style-src 'self'`.
 */
function antdCss(): string {
  const dark = extractAntd('dark', ['token', 'cssVar']).replace(/^\.lxq/gm, ":root[data-theme='dark'] .lxq");
  return [
    '/* Made from tokens.ts and antd by theme.test.ts; do not edit. */',
    extractAntd('light', ['token', 'cssVar', 'style']),
    dark,
    '',
  ].join('\n');
}

describe('style sheets made from the tokens', () => {
  it('tokens.css', async () => {
    await expect(tokensCss()).toMatchFileSnapshot('./tokens.css');
  });
  it('antd.css', async () => {
    await expect(antdCss()).toMatchFileSnapshot('./antd.css');
  });
});
