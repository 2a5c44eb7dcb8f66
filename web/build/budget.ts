import { gzipSync } from 'node:zlib'
import type { Plugin } from 'vite'

/** What the build writes, as far as its size is concerned. */
interface Written {
  type: 'chunk' | 'asset'
  code?: string
  source?: string | Uint8Array
  imports?: string[]
  facadeModuleId?: string | null
  isEntry?: boolean
  viteMetadata?: { importedCss: Set<string> }
}

/** Fail the build when an entry's first load (before the map) exceeds its budget. */
export function fieldBudget(entry: string, limitKilobytes: number): Plugin {
  return {
    name: 'jinmin-budget',
    apply: 'build',
    writeBundle(_options, bundle) {
      const files = bundle as unknown as Record<string, Written>
      const start = Object.entries(files).find(
        ([, file]) => file.isEntry && file.facadeModuleId?.endsWith(entry),
      )
      if (!start) throw new Error(`no entry ${entry} in the bundle`)
      const seen = new Set<string>()
      const queue = [start[0]]
      while (queue.length > 0) {
        const name = queue.pop() as string
        if (seen.has(name)) continue
        seen.add(name)
        queue.push(...(files[name]?.imports ?? []))
        queue.push(...(files[name]?.viteMetadata?.importedCss ?? []))
      }
      let bytes = 0
      for (const name of seen) {
        const file = files[name]
        if (file) bytes += gzipSync(file.code ?? file.source ?? '').length
      }
      const size = Math.round(bytes / 102.4) / 10
      console.log(`${entry}: ${size} kB gzip before the map (limit ${limitKilobytes})`)
      if (size > limitKilobytes) throw new Error(`${entry} is ${size} kB, over its budget`)
    },
  }
}
