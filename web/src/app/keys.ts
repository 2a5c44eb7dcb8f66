import { useEffect, useRef } from 'react'
import { navigate } from './router'

const AFTER_G = 1500

function typing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('input:not([type="range"]), textarea, select, [contenteditable]') !== null
}

/** Whether a dialog stands before the page: keys are its own then. */
function covered(): boolean {
  return [...document.querySelectorAll('[role="dialog"][aria-modal="true"]')].some((one) => one.getClientRects().length > 0)
}

/** Whether a key is the page's: not a field's that is typed in, a dialog's or the browser's. */
export function isForPage(event: KeyboardEvent): boolean {
  return !event.ctrlKey && !event.metaKey && !event.altKey && !covered() && !typing(event.target)
}

/** Move the focus to the next or previous row of the list that holds it, else of the first list. */
function step(direction: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>('[data-row]')].filter((row) => row.offsetParent)
  const at = rows.findIndex((row) => row.contains(document.activeElement))
  const next = rows[at < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, at + direction))]
  next?.focus()
}

/** Go to the search field of the page, if it has one in sight. */
function toSearch(): boolean {
  const field = [...document.querySelectorAll<HTMLElement>('[data-search]')].find((one) => one.offsetParent)
  field?.focus()
  return field !== undefined
}

function nextFault(): void {
  const faults = [...document.querySelectorAll<HTMLElement>('[aria-invalid="true"]')]
  const at = faults.indexOf(document.activeElement as HTMLElement)
  faults[(at + 1) % Math.max(1, faults.length)]?.focus()
}

/** The desk's keys. None of them starts, issues or publishes anything. */
export function useKeys(rail: string[], onHelp: () => void, onSearch: () => void): void {
  const latest = useRef({ rail, onHelp, onSearch })
  latest.current = { rail, onHelp, onSearch }
  useEffect(() => {
    let pressedG = 0
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || covered()) return
      if (event.key === 'F8') {
        event.preventDefault()
        nextFault()
        return
      }
      if (typing(event.target)) return
      const target = latest.current.rail[Number(event.key) - 1]
      if (target && event.timeStamp - pressedG < AFTER_G) navigate(target)
      else if (event.key === '?') latest.current.onHelp()
      else if (event.key === '/') {
        event.preventDefault()
        if (!toSearch()) latest.current.onSearch()
      } else if (event.key === 'j' || event.key === 'J') step(1)
      else if (event.key === 'k' || event.key === 'K') step(-1)
      pressedG = event.key === 'g' || event.key === 'G' ? event.timeStamp : 0
    }
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  }, [])
}
