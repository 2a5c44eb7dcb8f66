import type { Session } from '@/api/types'
import { administrationOf } from '@/app/pages'

/** Who reports from this phone, as far as the phone may remember it: no token, no secret. */
export interface Reporter {
  account: string
  name: string
  office: string
  area: number
  area_name: string
  tier: number
  /** Keeps accounts and records only: there is nothing on this phone for them to see or do. */
  administers: boolean
}

export function reporterOf({ person, post }: Session): Reporter {
  return {
    account: person.account,
    name: person.name,
    office: post.office.name,
    area: post.area,
    area_name: post.area_name,
    tier: post.tier,
    administers: administrationOf(post.roles).length > 0,
  }
}
