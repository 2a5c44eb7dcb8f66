/** A number typed by a person, or null where it is none. */
export function number(typed: string): number | null {
  const value = Number(typed.trim())
  return typed.trim() === '' || !Number.isFinite(value) ? null : value
}
