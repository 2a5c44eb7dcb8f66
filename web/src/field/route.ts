import { useCallback, useSyncExternalStore } from 'react'

export type Tab = 'report' | 'orders' | 'map' | 'me'

/** Where the page is. The back key of the phone works because it is kept in the address. */
export type Route =
  | { tab: Tab }
  | { tab: 'report'; view: 'queue' }
  | { tab: 'report'; view: 'receipt'; commandId: string }
  | { tab: 'report'; view: 'relay'; line: string }

const TABS: readonly string[] = ['report', 'orders', 'map', 'me']

/** A part of the address; empty where it was cut or mistyped. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return ''
  }
}

export function parse(hash: string): Route {
  const [head = '', rest = ''] = hash.replace(/^#\/?/, '').split('/', 2).map(decoded)
  if (head === 'queue') return { tab: 'report', view: 'queue' }
  if (head === 'receipt' && rest) return { tab: 'report', view: 'receipt', commandId: rest }
  if (head === 'relay' && rest) return { tab: 'report', view: 'relay', line: rest }
  return { tab: TABS.includes(head) ? (head as Tab) : 'report' }
}

export function format(route: Route): string {
  if (!('view' in route)) return `#/${route.tab}`
  if (route.view === 'queue') return '#/queue'
  if (route.view === 'receipt') return `#/receipt/${route.commandId}`
  return `#/relay/${encodeURIComponent(route.line)}`
}

function subscribe(listener: () => void): () => void {
  window.addEventListener('hashchange', listener)
  return () => window.removeEventListener('hashchange', listener)
}

export function useRoute(): [Route, (route: Route, replace?: boolean) => void] {
  const hash = useSyncExternalStore(subscribe, () => window.location.hash)
  const go = useCallback((route: Route, replace = false) => {
    const next = format(route)
    if (!replace) window.location.hash = next
    else {
      window.history.replaceState(null, '', next)
      window.dispatchEvent(new HashChangeEvent('hashchange'))
    }
  }, [])
  return [parse(hash), go]
}
