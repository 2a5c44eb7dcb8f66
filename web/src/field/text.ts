import { defineText } from '@/app/text'
import { en } from './text-en'
import { zh } from './text-zh'

export const text = defineText(zh, en)

export type Words = typeof text.zh
