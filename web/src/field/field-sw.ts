/// <reference lib="webworker" />
/**
 * The field page's service worker: keeps the page on the phone, and sends what waits when the network
 * comes back while no page is open. Reports and figures are never answered from a cache.
 */
import { clientsClaim } from 'workbox-core'
import { ExpirationPlugin } from 'workbox-expiration'
import {
  cleanupOutdatedCaches,
  createHandlerBoundToURL,
  precacheAndRoute,
  type PrecacheEntry,
} from 'workbox-precaching'
import { NavigationRoute, registerRoute } from 'workbox-routing'
import { StaleWhileRevalidate } from 'workbox-strategies'
import { drainInBackground, SYNC_TAG } from './store/background'
import { isAlone, TAKE_OVER } from './updates'

declare const self: ServiceWorkerGlobalScope & { __WB_MANIFEST: PrecacheEntry[] }

/** An event of Background Sync, which TypeScript's library does not know. */
interface SyncEvent extends ExtendableEvent {
  tag: string
}

clientsClaim()
cleanupOutdatedCaches()
precacheAndRoute(self.__WB_MANIFEST)
registerRoute(
  new NavigationRoute(createHandlerBoundToURL('/field.html'), { allowlist: [/^\/field/] }),
)
registerRoute(
  // The outlines are public and seldom change: the map opens without a network.
  ({ url }) => /^\/api\/areas\/(outline|neighbours)/.test(url.pathname),
  new StaleWhileRevalidate({
    cacheName: 'outlines',
    plugins: [new ExpirationPlugin({ maxEntries: 12 })],
  }),
)
async function takeOver(): Promise<void> {
  const windows = await self.clients.matchAll({ type: 'window', includeUncontrolled: true })
  if (isAlone(windows)) await self.skipWaiting()
}

self.addEventListener('message', (event) => {
  if (event.data === TAKE_OVER) event.waitUntil(takeOver())
})
self.addEventListener('sync', (event) => {
  const sync = event as SyncEvent
  if (sync.tag === SYNC_TAG) sync.waitUntil(drainInBackground())
})
