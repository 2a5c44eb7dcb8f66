/** A new version of the page: it takes over between two openings, never under a page in use. */

/** Said by a page that has just started to the worker that waits. */
export const TAKE_OVER = 'take-over'

/** Keep this page on the phone; a version that was waiting comes in now, before anything is written. */
export async function keepOnPhone(workers: ServiceWorkerContainer): Promise<void> {
  // Its own files are gone once another version has taken over: only loading it anew helps.
  if (workers.controller)
    workers.addEventListener('controllerchange', () => window.location.reload(), { once: true })
  const { waiting } = await workers.register('/field-sw.js', { scope: '/field' })
  waiting?.postMessage(TAKE_OVER)
}

/** Whether no more than the page that asks is open, of all the browser's windows on this site. */
export function isAlone(windows: readonly { url: string }[]): boolean {
  return windows.filter(({ url }) => /^\/field(\.html)?\/?$/.test(new URL(url).pathname)).length <= 1
}
