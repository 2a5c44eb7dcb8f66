import { VitePWA } from 'vite-plugin-pwa'
import type { PluginOption } from 'vite'

/** The field page's service worker: the page works without a network, the API never from a cache. */
export function fieldWorker(): PluginOption {
  return VitePWA({
    registerType: 'autoUpdate',
    injectRegister: false,
    filename: 'field-sw.js',
    scope: '/field',
    manifestFilename: 'field.webmanifest',
    manifest: {
      id: '/field',
      name: '金民 上报',
      short_name: '金民',
      lang: 'zh-CN',
      start_url: '/field',
      scope: '/field',
      display: 'standalone',
      background_color: '#EDF1F0',
      theme_color: '#0F2426',
      icons: [{ src: '/icon.svg', sizes: 'any', type: 'image/svg+xml' }],
    },
    workbox: {
      globPatterns: ['field.html', 'icon.svg', 'assets/*.{js,css,mjs}'],
      maximumFileSizeToCacheInBytes: 4 * 1024 * 1024,
      navigateFallback: '/field.html',
      navigateFallbackAllowlist: [/^\/field/],
      cleanupOutdatedCaches: true,
    },
  })
}
