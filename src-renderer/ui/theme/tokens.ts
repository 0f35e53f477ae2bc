/**
 * The look's one source (docs/design.md). `tokens.css` is made from it by `theme.test.ts`
 * (`npx vitest run src-renderer/ui/theme -u`), which also proves the contrast of every pair in {@link CONTRASTS}.
 */

/** Colours of one theme; names say what a colour is for, never what it looks like. */
export interface Palette {
  /** The desk that everything lies on. */
  readonly desk: string;
  /** Sheets: the work order, lists. */
  readonly sheet: string;
  /** A sunken part of a sheet: read-only, captions. */
  readonly well: string;
  /** Hairlines between parts; decoration only. */
  readonly line: string;
  /** Borders of controls: 3:1 against the sheet (WCAG 1.4.11). */
  readonly edge: string;
  readonly text: string;
  readonly textMuted: string;
  /** Placeholders: readable, and plainly not a value. */
  readonly hint: string;
  /** 青: what can be done here. */
  readonly accent: string;
  readonly accentHover: string;
  readonly accentSoft: string;
  readonly onAccent: string;
  /** The four meanings of a state. */
  readonly good: string;
  readonly goodSoft: string;
  readonly warn: string;
  readonly warnSoft: string;
  /** 朱: only for what is wrong or too late. */
  readonly bad: string;
  readonly badSoft: string;
  readonly note: string;
  readonly noteSoft: string;
  /** The instrument: the call panel, dark in both themes so that the clock reads from two metres. */
  readonly ink: string;
  readonly inkRaised: string;
  readonly inkLine: string;
  readonly inkText: string;
  readonly inkMuted: string;
  readonly clockCalm: string;
  readonly clockSoon: string;
  readonly clockUrgent: string;
  readonly clockOverdue: string;
  readonly clockSpent: string;
  readonly answer: string;
  readonly onAnswer: string;
  readonly hangUp: string;
  readonly onHangUp: string;
  readonly focus: string;
}

const instrument = {
  inkText: '#f4f8f7',
  inkMuted: '#a9bcc4',
  clockCalm: '#62d6b5',
  clockSoon: '#f6c956',
  clockUrgent: '#ff9f57',
  clockOverdue: '#ff7b6e',
  answer: '#45d0a2',
  onAnswer: '#04251b',
  hangUp: '#c93a31',
  onHangUp: '#ffffff',
} as const;

export const palettes: Readonly<Record<'light' | 'dark', Palette>> = {
  light: {
    ...instrument,
    desk: '#edebe4',
    sheet: '#ffffff',
    well: '#f6f5f0',
    line: '#dcd8cd',
    edge: '#8b8678',
    text: '#1a2127',
    textMuted: '#515a61',
    hint: '#6a7279',
    accent: '#0a605b',
    accentHover: '#084b47',
    accentSoft: '#e0efec',
    onAccent: '#ffffff',
    good: '#116239',
    goodSoft: '#e2f2e8',
    warn: '#7d4a00',
    warnSoft: '#fbeed2',
    bad: '#ac231b',
    badSoft: '#fbe5e2',
    note: '#1c568f',
    noteSoft: '#e3eef8',
    ink: '#10222c',
    inkRaised: '#1b323e',
    inkLine: '#3a5664',
    clockSpent: '#2b4451',
    focus: '#0b6bcb',
  },
  dark: {
    ...instrument,
    desk: '#14191c',
    sheet: '#1d2428',
    well: '#182024',
    line: '#343e44',
    edge: '#7c8a92',
    text: '#edf0f1',
    textMuted: '#abb6bc',
    hint: '#8f9ca4',
    accent: '#63c8b7',
    accentHover: '#86d8ca',
    accentSoft: '#1f3b38',
    onAccent: '#06231f',
    good: '#78d39e',
    goodSoft: '#1b3527',
    warn: '#f1bb57',
    warnSoft: '#3a2f18',
    bad: '#ff9186',
    badSoft: '#42231f',
    note: '#86bdf2',
    noteSoft: '#1c3145',
    ink: '#0c1a22',
    inkRaised: '#172c37',
    inkLine: '#36515f',
    clockSpent: '#263d49',
    focus: '#7ab8ff',
  },
};

/** Pairs that are text on ground (4.5) or a control's shape on ground (3), checked in both themes. */
export const CONTRASTS: ReadonlyArray<readonly [keyof Palette, keyof Palette, number]> = [
  ['text', 'desk', 4.5],
  ['text', 'sheet', 4.5],
  ['text', 'well', 4.5],
  ['textMuted', 'desk', 4.5],
  ['textMuted', 'sheet', 4.5],
  ['textMuted', 'well', 4.5],
  ['hint', 'sheet', 4.5],
  ['accent', 'sheet', 4.5],
  ['accent', 'desk', 4.5],
  ['accent', 'accentSoft', 4.5],
  ['text', 'accentSoft', 4.5],
  ['onAccent', 'accent', 4.5],
  ['onAccent', 'accentHover', 4.5],
  ['good', 'sheet', 4.5],
  ['good', 'goodSoft', 4.5],
  ['good', 'desk', 4.5],
  ['warn', 'sheet', 4.5],
  ['warn', 'warnSoft', 4.5],
  ['warn', 'desk', 4.5],
  ['bad', 'sheet', 4.5],
  ['bad', 'badSoft', 4.5],
  ['bad', 'desk', 4.5],
  ['text', 'badSoft', 4.5],
  ['text', 'warnSoft', 4.5],
  ['text', 'noteSoft', 4.5],
  ['text', 'goodSoft', 4.5],
  ['note', 'sheet', 4.5],
  ['note', 'noteSoft', 4.5],
  ['inkText', 'ink', 4.5],
  ['inkText', 'inkRaised', 4.5],
  ['inkMuted', 'ink', 4.5],
  ['inkMuted', 'inkRaised', 4.5],
  ['clockCalm', 'ink', 4.5],
  ['clockSoon', 'ink', 4.5],
  ['clockUrgent', 'ink', 4.5],
  ['clockOverdue', 'ink', 4.5],
  ['onAnswer', 'answer', 4.5],
  ['onHangUp', 'hangUp', 4.5],
  ['answer', 'ink', 3],
  ['hangUp', 'ink', 3],
  ['edge', 'sheet', 3],
  ['edge', 'well', 3],
  ['focus', 'sheet', 3],
  ['focus', 'desk', 3],
];

/** Type sizes in px. Nothing is smaller than `fine`. */
export const typeScale = {
  fine: 13,
  label: 14,
  body: 16,
  lead: 18,
  head: 22,
  figure: 28,
  number: 44,
  clock: 112,
} as const;

/** Spacing in px, all on the 4 px base. */
export const space = { 1: 4, 2: 8, 3: 12, 4: 16, 5: 20, 6: 24, 8: 32 } as const;

/** Heights of controls in px: `field` for the form, `act` for the one thing to do now. */
export const controlHeight = { small: 32, field: 40, act: 72 } as const;

export const radius = { small: 4, field: 6, sheet: 10 } as const;

/** System faces only; tabular figures are set where numbers are shown. */
export const fontFamily =
  '"Noto Sans CJK SC", "Noto Sans SC", "Microsoft YaHei UI", "Microsoft YaHei", "PingFang SC", "Source Han Sans SC", "WenQuanYi Micro Hei", "Segoe UI", system-ui, sans-serif';

/** WCAG 2.2 contrast ratio of two `#rrggbb` colours, 1 to 21. */
export function contrastOf(one: string, other: string): number {
  const luminance = (colour: string) => {
    const channel = (at: number) => {
      const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
      return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    };
    return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
  };
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

const kebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

const block = (selector: string, values: ReadonlyArray<readonly [string, string]>, indent = '') =>
  `${indent}${selector} {\n${values.map(([name, value]) => `${indent}  --${name}: ${value};\n`).join('')}${indent}}\n`;

/** The text of `tokens.css`. */
export function tokensCss(): string {
  const colours = (theme: 'light' | 'dark') =>
    Object.entries(palettes[theme]).map(([name, value]) => [kebab(name), value] as const);
  const fixed: Array<readonly [string, string]> = [
    ...Object.entries(typeScale).map(([name, px]) => [`type-${name}`, `${px}px`] as const),
    ...Object.entries(space).map(([name, px]) => [`space-${name}`, `${px}px`] as const),
    ...Object.entries(controlHeight).map(([name, px]) => [`height-${name}`, `${px}px`] as const),
    ...Object.entries(radius).map(([name, px]) => [`radius-${name}`, `${px}px`] as const),
    ['font', fontFamily],
  ];
  return [
    '/* Made from tokens.ts by theme.test.ts; do not edit. */\n',
    block(':root', [...fixed, ...colours('light')]),
    block(":root[data-theme='dark']", colours('dark')),
    `@media (prefers-color-scheme: dark) {\n${block(':root:not([data-theme])', colours('dark'), '  ')}}\n`,
  ].join('');
}
