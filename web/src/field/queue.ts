/** What waits, as a person counts it. */
import type { Item } from './store/shown'

interface Line {
  item: Item
  photos: { count: number; bytes: number } | null
}

/** Reports in order, the photos of each as one line under it. */
export function linesOf(items: readonly Item[]): Line[] {
  const lines: Line[] = []
  const groups = new Map<string, { count: number; bytes: number }>()
  for (const item of items) {
    if (item.kind !== 'photo' || !item.after || item.state !== 'waiting') {
      lines.push({ item, photos: item.kind === 'photo' ? { count: 1, bytes: item.bytes } : null })
      continue
    }
    const group = groups.get(item.after)
    if (group) {
      group.count += 1
      group.bytes += item.bytes
    } else {
      const photos = { count: 1, bytes: item.bytes }
      groups.set(item.after, photos)
      lines.push({ item, photos })
    }
  }
  return lines
}
