import type { Plugin, PluginOption } from 'vite'
import { VitePWA } from 'vite-plugin-pwa'

interface Chunk {
  isEntry?: boolean
  facadeModuleId?: string | null
  imports?: string[]
  dynamicImports?: string[]
  referencedFiles?: string[]
  viteMetadata?: { importedCss: Set<string>; importedAssets: Set<string> }
}

const FIXED = ['field.html', 'icon.svg', 'icon-192.png', 'icon-512.png']
const wanted = new Set<string>(FIXED)

/** Note which files the field page can ever ask for, its lazily loaded map included. */
function fieldFiles(): Plugin {
  return {
    name: 'jinmin-field-files',
    apply: 'build',
    writeBundle(_options, bundle) {
      const chunks = bundle as unknown as Record<string, Chunk>
      const queue = Object.keys(chunks).filter(
        (name) => chunks[name]?.isEntry && chunks[name]?.facadeModuleId?.endsWith('field.html'),
      )
      while (queue.length > 0) {
        const name = queue.pop() as string
        if (wanted.has(name)) continue
        wanted.add(name)
        const chunk = chunks[name]
        queue.push(...(chunk?.imports ?? []), ...(chunk?.dynamicImports ?? []))
        queue.push(...(chunk?.viteMetadata?.importedCss ?? []))
        queue.push(...(chunk?.viteMetadata?.importedAssets ?? []))
      }
    },
  }
}

/**
 * The field page's service worker.
 *
 * The page and all it loads are kept on the phone; the desk's and the wall's files are not, for phones
 * have thin networks. Of the API only the outlines are kept: they are public and seldom change. Reports
 * and figures are never answered from a cache.
 */
export function fieldWorker(): PluginOption {
  return [
    fieldFiles(),
    VitePWA({
      registerType: 'autoUpdate',
      injectRegister: false,
      filename: 'field-sw.js',
      scope: '/field',
      manifestFilename: 'field.webmanifest',
      includeManifestIcons: false,
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
        icons: [{ src: '/icon.svg', sizes: 'any', type: 'image/svg+xml', purpose: 'any' }],
      },
      workbox: {
        globPatterns: ['field.html', 'icon*.*', 'assets/*.{js,css,mjs}'],
        maximumFileSizeToCacheInBytes: 4 * 1024 * 1024,
        manifestTransforms: [
          (entries) => ({
            manifest: entries.filter((entry) => wanted.has(entry.url)),
            warnings: [],
          }),
        ],
        navigateFallback: '/field.html',
        navigateFallbackAllowlist: [/^\/field/],
        cleanupOutdatedCaches: true,
        clientsClaim: true,
        skipWaiting: true,
        runtimeCaching: [
          {
            urlPattern: ({ url }) => /^\/api\/areas\/(outline|neighbours)/.test(url.pathname),
            handler: 'StaleWhileRevalidate',
            options: { cacheName: 'outlines', expiration: { maxEntries: 12 } },
          },
        ],
      },
    }),
  ]
}
