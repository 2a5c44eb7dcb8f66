import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { lang } from '@/app/text'
import { App } from './App'
import './field.css'
import { Boundary } from './parts/Boundary'
import { PhoneProvider } from './phone'
import { Phone } from './store/phone'
import { text } from './text'
import { keepOnPhone } from './updates'

const words = text[lang()]
const root = createRoot(document.getElementById('root') as HTMLElement)

function refuse(why: string): void {
  root.render(<p className="refusal">{why}</p>)
}

async function start(): Promise<void> {
  document.documentElement.lang = lang() === 'zh' ? 'zh-CN' : 'en'
  // Without a secure context a browser gives neither encryption nor offline storage: say so at once,
  // before somebody trusts the phone with a report.
  if (!window.isSecureContext) return refuse(words.me.insecure)
  if ('serviceWorker' in navigator) {
    // Refused where the certificate is not trusted: the page works as long as there is a network.
    keepOnPhone(navigator.serviceWorker).catch(() => undefined)
  }
  try {
    const phone = await Phone.open()
    root.render(
      <StrictMode>
        <PhoneProvider phone={phone}>
          <Boundary>
            <App />
          </Boundary>
        </PhoneProvider>
      </StrictMode>,
    )
  } catch {
    refuse(words.error)
  }
}

void start()
