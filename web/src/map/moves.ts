/** Said with a move of the map that a press of the reader made, as MapLibre itself says it of the hand's. */
export const BY_READER = { byReader: true }

/** Whether the reader moved the map: not a view that was set, nor a window that changed its size. */
export function isByReader(event: object): boolean {
  return 'byReader' in event || ('originalEvent' in event && event.originalEvent !== undefined)
}
