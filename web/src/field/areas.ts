import { useEffect, useState } from 'react'
import { usePhone, usePhoneState } from './phone'
import { read } from './store/network'

/** An area's name, remembered on the phone; empty until it is known. */
export function useAreaName(code: number): string {
  const phone = usePhone()
  const [name, setName] = useState('')
  useEffect(() => {
    let here = true
    const key = `area ${code}`
    void (async () => {
      const kept = await phone.database.cache.get(key)
      if (kept && here) setName(String(kept.value))
      if (kept) return
      const found = await read(`/api/areas/${String(code)}`).catch(() => null)
      if (!found) return
      await phone.database.cache.put({ key, at: Date.now(), value: found.name })
      if (here) setName(found.name)
    })()
    return () => {
      here = false
    }
  }, [phone, code])
  return name
}

/** The name of the unit a report speaks for: one's own is always known. */
export function useUnitName(area: number): string {
  const { session } = usePhoneState()
  const name = useAreaName(area)
  return (session?.area === area ? session.area_name : name) || String(area)
}
