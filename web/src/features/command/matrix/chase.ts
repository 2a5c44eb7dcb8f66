import type { MatrixRow } from '@/api/types'

const STRONG = 6

/** Whom a chase may go to at once. */
export type Chased = 'one' | 'silent' | 'strong' | 'all'

/** The counties of a group: one, the silent, those shaken at Ⅵ and above, or all. */
export function chased(rows: readonly MatrixRow[], group: Chased, one: number | null): MatrixRow[] {
  switch (group) {
    case 'one':
      return rows.filter((row) => row.area === one)
    case 'silent':
      return rows.filter((row) => row.state === 'silent')
    case 'strong':
      return rows.filter((row) => (row.max_intensity ?? 0) >= STRONG)
    case 'all':
      return [...rows]
  }
}
