import { Modal } from 'antd'
import type { ReactNode } from 'react'
import { useCut } from './states'
import { useText } from './text'
import { words } from './words'

/** The ways out of a dialog beside its buttons: a click on the page behind and Esc close it only while nothing is written. */
export const unless = (written: boolean) => ({ mask: { closable: !written }, keyboard: !written })

/** A form in a dialog: neither a click beside it nor Esc loses what is written, and cut off it says why it cannot be sent. */
export function FormDialog({ title, act, ready, written, fault, leave, width = 480, onAct, onClose, children }: {
  title: string
  /** The word on the button that sends. */
  act: string
  ready: boolean
  /** Whether anything was written that closing would lose. */
  written: boolean
  fault: string | null
  /** The word on the other button, where leaving cancels nothing. */
  leave?: string
  width?: number
  onAct: () => void
  onClose: () => void
  children: ReactNode
}) {
  const common = useText(words)
  const cut = useCut()
  return (
    <Modal
      open title={title} width={width} {...unless(written)} onCancel={onClose} onOk={onAct}
      okText={act} cancelText={leave ?? common.cancel} okButtonProps={{ disabled: !ready || cut !== undefined, title: cut }}
    >
      <div className="jm-form">
        {children}
        {cut && <p className="jm-note" role="status">{cut}</p>}
        {fault && <p className="jm-fault" role="alert">{fault}</p>}
      </div>
    </Modal>
  )
}
