import { useSyncExternalStore } from 'react'

export type Lang = 'zh' | 'en'

/** The two languages of one screen: English has every key that Chinese has. */
export interface Text<T> {
  zh: T
  en: T
}

const KEY = 'jm.lang'
const listeners = new Set<() => void>()
let current: Lang = initial()
if (typeof document !== 'undefined') mark(current)

function initial(): Lang {
  if (typeof window === 'undefined') return 'zh'
  const asked = new URLSearchParams(window.location.search).get('lang')
  if (asked === 'zh' || asked === 'en') {
    keep(asked)
    return asked
  }
  return window.localStorage.getItem(KEY) === 'en' ? 'en' : 'zh'
}

/** Keep the choice on this machine; without room it holds until the page is closed. */
function keep(language: Lang): void {
  try {
    window.localStorage.setItem(KEY, language)
  } catch {
    // Nothing a person could do about it here, and nothing is lost.
  }
}

/** Tell the browser which language stands on the page: fonts, hyphens and screen readers follow it. */
function mark(language: Lang): void {
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'
}

/** The language in force. */
export function lang(): Lang {
  return current
}

/** Switch the language; every screen follows at once and the choice is kept on this machine. */
export function setLang(next: Lang): void {
  current = next
  keep(next)
  mark(next)
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** The language in force, and redraw when it changes. */
export function useLang(): Lang {
  return useSyncExternalStore(subscribe, lang, lang)
}

/** Declare a screen's words; the compiler refuses English that lacks a key or adds one. */
export function defineText<T>(zh: T, en: NoInfer<T>): Text<T> {
  return { zh, en }
}

/** A screen's words in the language in force. */
export function useText<T>(text: Text<T>): T {
  return text[useLang()]
}

/** Choose between a record's Chinese and English wording; Chinese stands where English is absent. */
export function pick(zh: string, en: string | null | undefined, language: Lang = current): string {
  return language === 'en' && en ? en : zh
}
