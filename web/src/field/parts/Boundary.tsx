import { Component, type ReactNode } from 'react'
import { useText } from '@/app/text'
import { text } from '../text'

interface Given {
  /** What is shown: when it changes, what failed is tried again. */
  about?: string
  children: ReactNode
}

/** Keeps a fault in one part from blanking the page: what waits can still be seen and sent. */
export class Boundary extends Component<Given, { failed: boolean }> {
  override state = { failed: false }

  static getDerivedStateFromError() {
    return { failed: true }
  }

  override componentDidUpdate(before: Given) {
    if (this.state.failed && before.about !== this.props.about) this.setState({ failed: false })
  }

  override render() {
    return this.state.failed ? <Broken /> : this.props.children
  }
}

/** Only loading the page anew helps where a part of it could not be loaded: a failed one stays failed. */
function Broken() {
  const words = useText(text).broken
  return (
    <main className="page">
      <div className="empty" role="alert">
        <b>{words.title}</b>
        <small>{words.hint}</small>
        <button type="button" onClick={() => window.location.reload()}>
          {words.reload}
        </button>
      </div>
    </main>
  )
}
