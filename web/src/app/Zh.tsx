import { useLang } from './text'

const HAN = /([\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef][\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\d]*)/

/** Where a text turns Chinese and back: every second part, from the second on, is Chinese. */
export function turns(said: string): string[] {
  return said.split(HAN)
}

/** A record's own words: on an English page its Chinese is marked as Chinese, for fonts and voices. */
export function Zh({ children }: { children: string }) {
  if (useLang() === 'zh') return children
  return turns(children).map((part, i) => (i % 2 === 1 ? <span key={i} lang="zh-CN">{part}</span> : part))
}
