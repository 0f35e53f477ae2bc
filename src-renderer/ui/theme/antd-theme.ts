import type { ThemeConfig } from 'antd';
import { ANTD_CLASS } from './antd-class.ts';
import { controlHeight, fontFamily, palettes, radius, typeScale } from './tokens.ts';

/**
 * antd's theme, derived from the tokens. The page runs it with `zeroRuntime`; the values reach the screen
 * through `antd.css`, so only `theme.test.ts` reads the colours.
 */
export function antdTheme(name: 'light' | 'dark'): ThemeConfig {
  const colour = palettes[name];
  return {
    cssVar: { key: ANTD_CLASS, prefix: 'ant' },
    hashed: false,
    token: {
      colorPrimary: colour.accent,
      colorPrimaryHover: colour.accentHover,
      colorPrimaryActive: colour.accentHover,
      colorPrimaryBg: colour.accentSoft,
      colorSuccess: colour.good,
      colorWarning: colour.warn,
      colorError: colour.bad,
      colorInfo: colour.note,
      colorLink: colour.accent,
      colorText: colour.text,
      colorTextSecondary: colour.textMuted,
      colorTextTertiary: colour.textMuted,
      colorTextDescription: colour.textMuted,
      colorTextPlaceholder: colour.hint,
      colorTextDisabled: colour.textMuted,
      colorTextLightSolid: colour.onAccent,
      colorBgBase: colour.sheet,
      colorBgContainer: colour.sheet,
      colorBgElevated: colour.sheet,
      colorBgLayout: colour.desk,
      colorBgContainerDisabled: colour.well,
      colorBorder: colour.edge,
      colorBorderSecondary: colour.line,
      colorFillTertiary: colour.well,
      controlHeight: controlHeight.field,
      controlHeightSM: controlHeight.small,
      fontFamily,
      fontSize: typeScale.body,
      borderRadius: radius.field,
      borderRadiusSM: radius.small,
      controlItemBgActive: colour.accentSoft,
      controlItemBgHover: colour.well,
      controlOutline: 'transparent',
      motion: false,
    },
    components: {
      Select: {
        optionSelectedBg: colour.accentSoft,
        optionActiveBg: colour.accentSoft,
        optionHeight: 36,
        activeOutlineColor: 'transparent',
      },
    },
  };
}
