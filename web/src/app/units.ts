import { lang, type Lang } from './text'

/** The counting words of the indicators, whose data name no English unit. */
const ENGLISH: Record<string, string> = { 人: 'people', 间: 'rooms', 户: 'households', 处: 'places', 个: '', 公顷: 'ha', 万元: '×10k CNY' }

/** A figure's unit in the language of the page; one without an English word stays as it is. */
export function unitOf(unit: string, language: Lang = lang()): string {
  return language === 'en' ? ENGLISH[unit] ?? unit : unit
}

/** The name of a unit of administration; only the State has an English one, the others keep their own. */
export function areaName(code: number, name: string, language: Lang = lang()): string {
  return language === 'en' && code === 0 ? 'State' : name
}
