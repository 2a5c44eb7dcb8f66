import type { ThemeConfig } from 'antd'

/** antd's tokens, read from the same CSS variables that everything else uses. */
export function antdTheme(): ThemeConfig {
  const style = getComputedStyle(document.documentElement)
  const token = (name: string) => style.getPropertyValue(`--jm-${name}`).trim()
  const accent = token('accent')
  return {
    cssVar: { prefix: 'jm-ant' },
    token: {
      colorPrimary: accent,
      colorInfo: accent,
      colorLink: accent,
      colorSuccess: accent,
      colorWarning: token('l3t'),
      colorError: token('l1'),
      colorText: token('ink'),
      colorTextSecondary: token('ink2'),
      colorTextTertiary: token('ink3'),
      colorBorder: token('line2'),
      colorBorderSecondary: token('line'),
      colorBgLayout: token('bg'),
      colorBgContainer: token('panel'),
      fontFamily: token('font'),
      fontSize: 14,
      fontSizeSM: 12,
      fontSizeLG: 16,
      controlHeight: 28,
      controlHeightSM: 24,
      controlHeightLG: 36,
      borderRadius: 4,
      boxShadow: 'none',
      boxShadowSecondary: 'none',
      motionDurationMid: '0.12s',
    },
    components: { Button: { primaryShadow: 'none', defaultShadow: 'none', dangerShadow: 'none' }, Table: { cellPaddingBlockSM: 4, headerBg: token('sunk') } },
  }
}
