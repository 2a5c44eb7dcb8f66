import { useCallback, useMemo } from 'react'
import { navigate, useRoute } from '@/app/router'
import { type Box, boxRead, boxWritten } from '../address'

/** What a reader did to a map, kept outside it. */
export interface MapView {
  /** Where they took it; null where it stands as it was set. */
  box: Box | null
  picked: string | null
  onMove: (box: Box) => void
  onPick: (picked: string | null) => void
}

/** Where the address says that the map was taken and what was picked on it: a link shows the same. */
export function useView(): MapView {
  const { path, query } = useRoute()
  const written = query.get('box')
  const picked = query.get('pick')
  const box = useMemo(() => boxRead(written), [written])
  const onMove = useCallback((next: Box) => navigate(path, { box: boxWritten(next) }, true), [path])
  const onPick = useCallback((next: string | null) => navigate(path, { pick: next }, true), [path])
  return { box, picked, onMove, onPick }
}
