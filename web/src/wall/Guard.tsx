import { Component, type ReactNode } from 'react'
import { lang } from '@/app/text'
import { loadAnew } from './nightly'
import { text } from './text'

const AGAIN_MS = 10_000

/** Nobody stands before a wall to press a key: a picture that fails says why and loads itself again. */
export class Guard extends Component<{ children: ReactNode }, { fault: string | null }> {
  override state: { fault: string | null } = { fault: null }
  static getDerivedStateFromError(cause: unknown): { fault: string } {
    return { fault: cause instanceof Error ? cause.message : String(cause) }
  }
  override componentDidCatch(): void {
    setInterval(() => void loadAnew(), AGAIN_MS)
  }
  override render(): ReactNode {
    if (this.state.fault === null) return this.props.children
    return (
      <main className="wall-idle wall-failed" role="alert">
        <b>{text[lang()].failed}</b>
        <span>{this.state.fault}</span>
      </main>
    )
  }
}
