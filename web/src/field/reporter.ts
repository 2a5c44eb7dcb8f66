import type { Session } from '@/api/types'

/** Who reports from this phone, as far as the phone may remember it: no token, no secret. */
export interface Reporter {
  account: string
  name: string
  office: string
  area: number
  area_name: string
  tier: number
}

export function reporterOf({ person, post }: Session): Reporter {
  return {
    account: person.account,
    name: person.name,
    office: post.office.name,
    area: post.area,
    area_name: post.area_name,
    tier: post.tier,
  }
}
