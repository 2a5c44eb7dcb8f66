import { lang, setLang, useText } from '@/app/text'
import { usePhone } from '../phone'
import { text } from '../text'
import { SureButton } from './SureButton'

/** What every account can do on its phone: read in the other language, and leave. */
export function AccountActions() {
  const words = useText(text).me
  const phone = usePhone()
  return (
    <>
      <button
        type="button"
        className="block"
        onClick={() => setLang(lang() === 'zh' ? 'en' : 'zh')}
      >
        {words.language}
      </button>
      <SureButton
        className="block"
        say={words.signOut}
        sure={words.signOutSure}
        onSure={() => void phone.signOut()}
      />
    </>
  )
}
