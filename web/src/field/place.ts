/** Where the phone is. */
export interface Fix {
  lon: number
  lat: number
  accuracy_m: number
}

const WAIT_MS = 20_000

/** Ask the phone for its place; null when it has none or may not say. */
export function locate(): Promise<Fix | null> {
  if (!('geolocation' in navigator)) return Promise.resolve(null)
  return new Promise((done) => {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) =>
        done({
          lon: coords.longitude,
          lat: coords.latitude,
          accuracy_m: Math.round(coords.accuracy),
        }),
      () => done(null),
      { enableHighAccuracy: true, timeout: WAIT_MS, maximumAge: 60_000 },
    )
  })
}

/** Tell whether asking would not open a question to the user. */
export async function mayLocateSilently(): Promise<boolean> {
  if (!('permissions' in navigator)) return false
  const state = await navigator.permissions.query({ name: 'geolocation' })
  return state.state === 'granted'
}
