import { Component, type ReactNode } from 'react'
import { useText } from './text'
import { words } from './words'
import './error-boundary.css'

let stale = false
if (typeof window !== 'undefined') {
  // The service was updated under an open page, or its files cannot be had: only loading it anew helps.
  window.addEventListener('vite:preloadError', () => { stale = true })
}

interface Props {
  /** What is shown: when it changes, what failed is tried again. */
  about?: string
  children: ReactNode
}

/** Keeps a fault in one part of a screen from blanking the rest. */
export class ErrorBoundary extends Component<Props, { failed: boolean }> {
  override state = { failed: false }

  static getDerivedStateFromError() {
    return { failed: true }
  }

  override componentDidUpdate(before: Props) {
    if (this.state.failed && before.about !== this.props.about) this.setState({ failed: false })
  }

  override render() {
    return this.state.failed ? <Broken onRetry={() => this.setState({ failed: false })} /> : this.props.children
  }
}

function Broken({ onRetry }: { onRetry: () => void }) {
  const text = useText(words).broken
  return (
    <div className="jm-broken" role="alert">
      <strong>{text.title}</strong>
      <span>{stale ? text.build : text.detail}</span>
      <p>
        {!stale && <button type="button" onClick={onRetry}>{text.retry}</button>}
        <button type="button" onClick={() => window.location.reload()}>{text.reload}</button>
      </p>
    </div>
  )
}
