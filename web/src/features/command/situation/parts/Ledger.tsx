import { Modal } from 'antd'
import type { KeyboardEvent } from 'react'
import { Mark } from '@/app/marks'
import { useText } from '@/app/text'
import { Zh } from '@/app/Zh'
import { text } from '../text'
import type { LedgerPage } from './ledger-pages'

/** What makes any element lead to its ledger: a click, Enter, Space or F2. */
export function opens(open: () => void) {
  return {
    onClick: open,
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key !== 'Enter' && event.key !== ' ' && event.key !== 'F2') return
      event.preventDefault()
      open()
    },
  }
}

/** Where a figure comes from: source, tier, version, time, who. */
export function Ledger({ page, onClose }: { page: LedgerPage; onClose: () => void }) {
  const words = useText(text)
  return (
    <Modal open centered title={<Zh>{`${page.title} · ${words.ledger}`}</Zh>} footer={null} onCancel={onClose} width={480} className="jm-ledger-dialog">
      {page.entries.map((one) => (
        <section key={one.key} className="jm-ledger">
          {one.title && <h3>{one.title}</h3>}
          <p>{one.kind && <Mark kind={one.kind} />} <b>{one.value}</b> {one.unit} {one.synthetic && <Mark kind="synthetic" />}</p>
          <dl>
            {one.facts.map(([name, value], i) => <div key={i}><dt>{name}</dt><dd><Zh>{value}</Zh></dd></div>)}
          </dl>
        </section>
      ))}
    </Modal>
  )
}
