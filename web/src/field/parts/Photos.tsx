import { useEffect, useRef, useState } from 'react'
import { clock } from '@/app/format'
import { useText } from '@/app/text'
import { usePhone } from '../phone'
import { shrink } from '../photo'
import { type BlobRow, isFull } from '../store/database'
import { text } from '../text'
import { Camera, Cross } from './icons'
import { SureButton } from './SureButton'

interface Shown {
  row: BlobRow
  url: string
}

/** The photos that hang on a draft, read back from where they lie encrypted. */
function usePhotos(commandId: string, turn: number): Shown[] {
  const phone = usePhone()
  const [shown, setShown] = useState<Shown[]>([])
  useEffect(() => {
    let made: Shown[] = []
    let here = true
    void (async () => {
      const rows = await phone.database.blob
        .where('command_id')
        .equals(commandId)
        .sortBy('taken_at')
      made = await Promise.all(
        rows.map(async (row) => {
          const bytes = await phone.safe.openBytes(row.data)
          return { row, url: URL.createObjectURL(new Blob([bytes], { type: 'image/jpeg' })) }
        }),
      )
      if (here) setShown(made)
    })()
    return () => {
      here = false
      for (const one of made) URL.revokeObjectURL(one.url)
    }
  }, [phone, commandId, turn])
  return shown
}

/** Take, show and remove photos of a report that is being written. */
export function Photos({
  commandId,
  now,
  onTake,
}: {
  commandId: string
  now: Date
  /** Called before a photo is kept; tells why none can be. */
  onTake: () => Promise<'full' | 'failed' | null>
}) {
  const words = useText(text)
  const phone = usePhone()
  const [turn, setTurn] = useState(0)
  const [failed, setFailed] = useState<'unreadable' | 'full' | 'failed' | null>(null)
  const input = useRef<HTMLInputElement>(null)
  const photos = usePhotos(commandId, turn)

  const take = async (files: File[]): Promise<void> => {
    setFailed(null)
    const taken_at = now.toISOString()
    const unsaved = await onTake()
    if (unsaved) return setFailed(unsaved)
    for (const file of files) {
      const data = await shrink(file).catch(() => null)
      if (!data) {
        setFailed('unreadable')
        continue
      }
      try {
        await phone.outbox.keepPhoto(commandId, { data, taken_at })
        setTurn((n) => n + 1)
      } catch (cause) {
        setFailed(isFull(cause) ? 'full' : 'failed')
      }
    }
  }
  const remove = async (row: BlobRow): Promise<void> => {
    await phone.database.blob.delete(row.file_id)
    setTurn((n) => n + 1)
  }
  return (
    <section className="photos">
      <span className="stepper-label">
        {words.photos} <small>{words.photosHint}</small>
      </span>
      <div className="photo-row">
        <button
          type="button"
          className="camera"
          aria-label={words.addPhoto}
          onClick={() => input.current?.click()}
        >
          <Camera size={26} />
        </button>
        <input
          ref={input}
          type="file"
          accept="image/*"
          multiple
          hidden
          data-testid="photo-input"
          onChange={(event) => {
            const files = [...(event.target.files ?? [])]
            if (files.length > 0) void take(files)
            event.target.value = ''
          }}
        />
        {photos.map(({ row, url }) => (
          <figure key={row.file_id}>
            <img src={url} alt="" />
            <figcaption>{clock(row.taken_at)}</figcaption>
            <SureButton
              label={words.removePhoto}
              say={<Cross size={14} />}
              sure={words.queue.discardSure}
              onSure={() => void remove(row)}
            />
          </figure>
        ))}
      </div>
      {failed && (
        <p className="warn" role="alert">
          {words.photoFailed[failed]}
        </p>
      )}
    </section>
  )
}
