import { useSyncExternalStore } from 'react'

const NOTES_HZ = [880, 660]
const NOTE_S = 0.16
const VOLUME = 0.2

let speaker: AudioContext | null = null
const listeners = new Set<() => void>()

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Two short notes, if somebody asked for them. */
export function beep(): void {
  if (!speaker) return
  const from = speaker.currentTime
  NOTES_HZ.forEach((frequency, i) => {
    if (!speaker) return
    const tone = speaker.createOscillator()
    const gain = speaker.createGain()
    tone.frequency.value = frequency
    gain.gain.value = VOLUME
    tone.connect(gain).connect(speaker.destination)
    tone.start(from + i * NOTE_S)
    tone.stop(from + (i + 1) * NOTE_S)
  })
}

/** Whether new alerts, orders and levels sound, and the switch; a browser lets a page sound only after a click in it. */
export function useSound(): [boolean, () => void] {
  const on = useSyncExternalStore(subscribe, () => speaker !== null, () => false)
  const toggle = () => {
    if (speaker) {
      void speaker.close()
      speaker = null
    } else {
      speaker = new AudioContext()
      beep()
    }
    for (const listener of listeners) listener()
  }
  return [on, toggle]
}
