import { useState } from 'react'
import { logout } from '@/api/client'
import { useText } from './text'
import { words } from './words'

/** The way out, and what to do where the service could not be told: whoever comes next would still be signed in. */
export function useSignOut(): { signOut: () => Promise<void>; held: string | null } {
  const text = useText(words)
  const [failed, setFailed] = useState(false)
  const signOut = async () => {
    setFailed(false)
    await logout().catch(() => setFailed(true))
  }
  return { signOut, held: failed ? text.stillIn : null }
}
