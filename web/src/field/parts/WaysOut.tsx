import qrcode from 'qrcode-generator'
import { useMemo, useState } from 'react'
import { useText } from '@/app/text'
import { text } from '../text'

const QUIET = 3

/** A QR code drawn here, as one path. */
function Qr({ content, label }: { content: string; label: string }) {
  const { path, size } = useMemo(() => {
    const code = qrcode(0, 'M')
    code.addData(content)
    code.make()
    const count = code.getModuleCount()
    let drawn = ''
    for (let row = 0; row < count; row += 1) {
      for (let column = 0; column < count; column += 1) {
        if (code.isDark(row, column)) drawn += `M${column + QUIET} ${row + QUIET}h1v1h-1z`
      }
    }
    return { path: drawn, size: count + 2 * QUIET }
  }, [content])
  return (
    <svg className="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label}>
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  )
}

/** Ways out of a place without data: a line of text, or another phone that scans a code. */
export function WaysOut({ line }: { line: string }) {
  const words = useText(text)
  const [open, setOpen] = useState<'sms' | 'qr' | null>(null)
  const [copied, setCopied] = useState(false)
  const link = `${window.location.origin}/field#/relay/${encodeURIComponent(line)}`
  const copy = (): void => {
    void navigator.clipboard.writeText(line).then(() => setCopied(true))
  }
  return (
    <section className="ways">
      <span className="stepper-label">{words.queue.urgent}</span>
      <div className="pair">
        <button type="button" onClick={() => setOpen(open === 'sms' ? null : 'sms')}>
          {words.queue.sms(1)}
        </button>
        <button type="button" onClick={() => setOpen(open === 'qr' ? null : 'qr')}>
          {words.queue.qr}
        </button>
      </div>
      {open === 'sms' && (
        <div className="sms">
          <code>{line}</code>
          <div className="pair">
            <button type="button" onClick={copy}>
              {copied ? words.queue.copied : words.queue.copy}
            </button>
            <a className="button" href={`sms:?body=${encodeURIComponent(line)}`}>
              {words.queue.smsOpen}
            </a>
          </div>
        </div>
      )}
      {open === 'qr' && (
        <div className="sms">
          <Qr content={link} label={words.queue.qr} />
          <small>{words.queue.qrHint}</small>
        </div>
      )}
      {open === null && <small>{words.queue.smsHint(line.length)}</small>}
    </section>
  )
}
