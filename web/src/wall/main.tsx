import { QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { queryClient } from '@/app/queries'
import { lang } from '@/app/text'
import '@/app/base.css'
import { Wall } from './Wall'
import './wall.css'

document.documentElement.dataset['theme'] = 'dark'
document.documentElement.lang = lang() === 'zh' ? 'zh-CN' : 'en'

createRoot(document.getElementById('root') as HTMLElement).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <Wall />
    </QueryClientProvider>
  </StrictMode>,
)
