import { type MouseEvent, useSyncExternalStore } from 'react'

const listeners = new Set<() => void>()
/** What goes along to every page. */
const KEPT = ['incident', 'lang', 'layers']
/** What goes along within the page that is open, for as long as it is about the same incident. */
const OWN = ['box', 'pick', 'upto']

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  window.addEventListener('popstate', listener)
  return () => {
    listeners.delete(listener)
    window.removeEventListener('popstate', listener)
  }
}

const here = () => window.location.pathname + window.location.search

export interface Route {
  path: string
  segments: string[]
  query: URLSearchParams
}

/** Where the page is; the address holds everything that can be shared. */
export function useRoute(): Route {
  const at = useSyncExternalStore(subscribe, here, here)
  const url = new URL(at, window.location.origin)
  return {
    path: url.pathname,
    segments: url.pathname.split('/').filter(Boolean),
    query: url.searchParams,
  }
}

/** An address within the desk: the incident in view goes along unless another is named. */
export function address(path: string, query: Record<string, string | null> = {}): string {
  return addressFrom(window.location, path, query)
}

/** The same from a page that need not be the present one. */
export function addressFrom(page: Pick<Location, 'pathname' | 'search'>, path: string, query: Record<string, string | null> = {}): string {
  const now = new URLSearchParams(page.search)
  const next = new URLSearchParams()
  const incident = now.get('incident')
  const same = path === page.pathname && (!('incident' in query) || query['incident'] === incident)
  for (const name of same ? [...KEPT, ...OWN] : KEPT) {
    const value = now.get(name)
    if (value) next.set(name, value)
  }
  for (const [name, value] of Object.entries(query)) {
    if (value === null) next.delete(name)
    else next.set(name, value)
  }
  const text = next.toString()
  return text ? `${path}?${text}` : path
}

/** Go to an address of the desk without loading the page again. */
export function navigate(path: string, query: Record<string, string | null> = {}, replace = false): void {
  const to = address(path, query)
  if (replace) window.history.replaceState(null, '', to)
  else window.history.pushState(null, '', to)
  for (const listener of listeners) listener()
}

/** What a link within the desk needs: a real address that is followed without a load. */
export function linkTo(path: string, query: Record<string, string | null> = {}) {
  return {
    href: address(path, query),
    onClick: (event: MouseEvent) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return
      event.preventDefault()
      navigate(path, query)
    },
  }
}
