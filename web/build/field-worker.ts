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
 * have thin networks. What the worker does is in `src/field/field-sw.ts`.
 */
export function fieldWorker(): PluginOption {
  return [
    fieldFiles(),
    VitePWA({
      registerType: 'autoUpdate',
      injectRegister: false,
      filename: 'field-sw.ts',
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
      strategies: 'injectManifest',
      srcDir: 'src/field',
      injectManifest: {
        globPatterns: ['field.html', 'icon*.*', 'assets/*.{js,css,mjs}'],
        maximumFileSizeToCacheInBytes: 4 * 1024 * 1024,
        manifestTransforms: [
          (entries) => ({
            manifest: entries.filter((entry) => wanted.has(entry.url)),
            warnings: [],
          }),
        ],
      },
    }),
  ]
}
