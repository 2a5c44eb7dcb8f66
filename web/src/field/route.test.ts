import { describe, expect, it } from 'vitest'
import { format, parse, type Route } from './route'

describe('the address', () => {
  it('names each page, and reads back what it wrote', () => {
    const routes: Route[] = [
      { tab: 'map' },
      { tab: 'report', view: 'queue' },
      { tab: 'report', view: 'receipt', commandId: 'c' },
      { tab: 'report', view: 'relay', line: 'JM1 100% 转/交' },
    ]
    for (const route of routes) expect(parse(format(route))).toEqual(route)
  })

  it('leads to the form when it is damaged', () => {
    for (const hash of ['', '#/', '#/%', '#/relay/%E4%', '#/nowhere']) {
      expect(parse(hash)).toEqual({ tab: 'report' })
    }
  })
})
