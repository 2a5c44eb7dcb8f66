import { QueryClientProvider } from '@tanstack/react-query'
import { App as AntApp, ConfigProvider } from 'antd'
import enUS from 'antd/locale/en_US'
import zhCN from 'antd/locale/zh_CN'
import { StrictMode, useMemo } from 'react'
import { createRoot } from 'react-dom/client'
import { followEvents, queryClient } from './queries'
import { Desk } from './Desk'
import { ErrorBoundary } from './ErrorBoundary'
import { useLang } from './text'
import { antdTheme } from './theme'
import './base.css'
import './panel.css'

function Root() {
  const language = useLang()
  const theme = useMemo(antdTheme, [])
  return (
    <ConfigProvider theme={theme} locale={language === 'zh' ? zhCN : enUS} button={{ autoInsertSpace: false }}>
      <AntApp component={false}>
        <QueryClientProvider client={queryClient}>
          <ErrorBoundary>
            <Desk />
          </ErrorBoundary>
        </QueryClientProvider>
      </AntApp>
    </ConfigProvider>
  )
}

followEvents()
createRoot(document.getElementById('root') as HTMLElement).render(
  <StrictMode>
    <Root />
  </StrictMode>,
)
