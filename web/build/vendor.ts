import { cpSync, existsSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Plugin } from 'vite'

const modules = join(import.meta.dirname, '..', 'node_modules')

/** Where each file of a stand-alone page comes from; the keys are names under `/static/vendor/`. */
export const VENDOR: Readonly<Record<string, string>> = {
  'leaflet.js': 'leaflet/dist/leaflet.js',
  'leaflet.css': 'leaflet/dist/leaflet.css',
  images: 'leaflet/dist/images',
  'jquery.min.js': 'jquery/dist/jquery.min.js',
  'bootstrap.bundle.min.js': 'bootstrap/dist/js/bootstrap.bundle.min.js',
  'bootstrap.min.css': 'bootstrap/dist/css/bootstrap.min.css',
  'leaflet.awesome-markers.js': 'leaflet.awesome-markers/dist/leaflet.awesome-markers.js',
  'leaflet.awesome-markers.css': 'leaflet.awesome-markers/dist/leaflet.awesome-markers.css',
  'fontawesome/css/all.min.css': '@fortawesome/fontawesome-free/css/all.min.css',
  'fontawesome/webfonts': '@fortawesome/fontawesome-free/webfonts',
  'swagger-ui.css': 'swagger-ui-dist/swagger-ui.css',
  'swagger-ui-bundle.js': 'swagger-ui-dist/swagger-ui-bundle.js',
}

/** Copy what folium maps and the API's own page need, so that nothing is fetched from elsewhere. */
export function vendorFiles(): Plugin {
  return {
    name: 'jinmin-vendor-files',
    apply: 'build',
    writeBundle(options) {
      const target = join(options.dir ?? 'dist', 'static', 'vendor')
      for (const [name, source] of Object.entries(VENDOR)) {
        const from = join(modules, source)
        if (!existsSync(from)) throw new Error(`missing vendor file: ${source}`)
        mkdirSync(dirname(join(target, name)), { recursive: true })
        cpSync(from, join(target, name), { recursive: true })
      }
    },
  }
}
