import { StyleProvider } from '@ant-design/cssinjs';
import type { ConfigProviderProps } from 'antd';
import { ConfigProvider } from 'antd';
import en from 'antd/es/locale/en_US';
import zhCN from 'antd/es/locale/zh_CN';
import type { ReactNode } from 'react';
import { ANTD_CLASS, useTranslation } from '../ui/index.ts';
import '../ui/theme/antd.css';

/**
 * antd without a style engine at work: its rules and variables are in `antd.css`. `zeroRuntime` stops the
 * rules; the variables are still written by antd, into an element that is on no page, so that nothing is
 * injected and the CSP's `style-src 'self'` holds. No motion: a dropdown is there or it is not.
 */
const theme = {
  zeroRuntime: true,
  hashed: false,
  cssVar: { key: ANTD_CLASS, prefix: 'ant' },
  token: { motion: false },
} satisfies ConfigProviderProps['theme'];

const nowhere = document.createElement('div');

export function ComponentTheme({ children }: { readonly children: ReactNode }) {
  const { i18n } = useTranslation();
  return (
    <StyleProvider container={nowhere}>
      <ConfigProvider theme={theme} locale={i18n.language === 'en' ? en : zhCN} wave={{ disabled: true }}>
        {children}
      </ConfigProvider>
    </StyleProvider>
  );
}
