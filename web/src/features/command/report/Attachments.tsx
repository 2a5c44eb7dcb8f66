import { Button, Input } from 'antd'
import { useRef, useState } from 'react'
import { api, ProblemError } from '@/api/client'
import type { Report } from '@/api/types'
import { useText } from '@/app/text'
import { Zh } from '@/app/Zh'
import type { Photo, Written } from './kept'
import { text } from './text'

const LEDGERS = ['deaths_missing', 'house_households'] as const

/** Photos are handed in at once and go with the report; remarks and ledgers' rows are part of it. */
export function Attachments({ area, written, disabled, onChange }: { area: number; written: Written; disabled: boolean; onChange: (change: (old: Written) => Written) => void }) {
  const words = useText(text)
  const input = useRef<HTMLInputElement>(null)
  const [fault, setFault] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const take = async (files: File[]) => {
    setBusy(true)
    setFault(null)
    for (const file of files) {
      const form = new FormData()
      form.set('file', file)
      form.set('area', String(area))
      try {
        const { id, name } = (await api.postKept('/api/files', form)) as Photo
        onChange((old) => ({ ...old, photos: [...old.photos.filter((one) => one.id !== id), { id, name }] }))
      } catch (cause) {
        setFault(`${file.name} ${cause instanceof ProblemError ? cause.say : String(cause)}`)
      }
    }
    setBusy(false)
  }
  return (
    <section className="jm-panel">
      <header>
        <h2>{words.attachments}</h2><span>{words.photos} {written.photos.length}</span>
        <span className="jm-panel-end"><Button size="small" disabled={disabled || busy} onClick={() => input.current?.click()}>{words.addPhotos}</Button></span>
      </header>
      <input
        ref={input} type="file" accept="image/jpeg,image/png,image/webp" multiple hidden aria-label={words.addPhotos}
        onChange={(event) => {
          void take([...(event.target.files ?? [])])
          event.target.value = ''
        }}
      />
      <div className="jm-form">
        {fault && <p className="jm-fault" role="alert">{fault}</p>}
        <Photos photos={written.photos} onRemove={(id) => onChange((old) => ({ ...old, photos: old.photos.filter((one) => one.id !== id) }))} />
        <label htmlFor="jm-r-note">{words.note}</label>
        <Input.TextArea id="jm-r-note" rows={2} value={written.note} maxLength={2000} onChange={(event) => onChange((old) => ({ ...old, note: event.target.value }))} />
        <div className="jm-form-pair">
          {LEDGERS.map((ledger) => (
            <label key={ledger}>
              {words.ledgers[ledger]}
              <Input
                size="small" inputMode="numeric" suffix={words.rows[ledger]} value={written.ledgers[ledger]}
                onChange={(event) => onChange((old) => ({ ...old, ledgers: { ...old.ledgers, [ledger]: event.target.value.replace(/\D/g, '') } }))}
              />
            </label>
          ))}
        </div>
      </div>
    </section>
  )
}

/** What went along with a report that was sent. */
export function AttachmentsThen({ report }: { report: Report }) {
  const words = useText(text)
  return (
    <section className="jm-panel">
      <header><h2>{words.attachments}</h2><span>{words.photos} {report.photos.length}</span></header>
      <div className="jm-form">
        <Photos photos={report.photos.map((id) => ({ id, name: '' }))} />
        {report.note_zh && <p className="jm-note"><Zh>{report.note_zh}</Zh></p>}
      </div>
    </section>
  )
}

function Photos({ photos, onRemove }: { photos: readonly Photo[]; onRemove?: (id: string) => void }) {
  const words = useText(text)
  if (photos.length === 0) return null
  return (
    <div className="jm-report-photos">
      {photos.map(({ id, name }) => (
        <figure key={id}>
          <a href={`/api/files/${id}`}><img src={`/api/files/${id}`} alt={name} /></a>
          {onRemove && <button type="button" aria-label={words.removePhoto} onClick={() => onRemove(id)}>✕</button>}
        </figure>
      ))}
    </div>
  )
}
