import type { Session } from '@/api/types'
import { administrationOf } from '@/app/pages'

/** Why a wall would stay empty for an account; null where it shows the situation. */
export function barredBy({ must_change_password, post }: Session): 'initial' | 'administers' | null {
  if (must_change_password) return 'initial'
  return administrationOf(post.roles).length > 0 ? 'administers' : null
}
