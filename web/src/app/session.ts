import { createContext, useContext } from 'react'
import type { Session } from '@/api/types'

export const SessionContext = createContext<Session | null>(null)

/** Who is signed in; screens are drawn only for somebody. */
export function useSession(): Session {
  const session = useContext(SessionContext)
  if (!session) throw new Error('a screen was drawn without a session')
  return session
}
