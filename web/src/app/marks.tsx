import { level as numeral } from './format'
import { useText } from './text'
import { words } from './words'
import './marks.css'

export type MarkKind = 'estimate' | 'reported' | 'verified' | 'synthetic' | 'draft'

/** The provenance mark beside a figure: dashed, outlined, filled, or a dotted circle. */
export function Mark({ kind }: { kind: MarkKind }) {
  const text = useText(words)
  const name = kind === 'draft' ? undefined : text.markNames[kind]
  return (
    <span className={`jm-mark jm-mark-${kind}`} title={name}>
      {text.marks[kind]}
    </span>
  )
}

/** A response level: filled when people decided it, dashed when software proposes it. */
export function LevelBadge({ level, proposed = false, ended = false }: { level: number | null; proposed?: boolean; ended?: boolean }) {
  const text = useText(words)
  if (level === null) return <span className="jm-level jm-level-none">{ended ? text.ended : text.none}</span>
  const kind = proposed ? 'jm-level-proposed' : 'jm-level-set'
  return (
    <span className={`jm-level ${kind} jm-level-${level}`}>
      {(proposed ? text.proposed : text.grade)(numeral(level))}
    </span>
  )
}
