import { useQuery } from '@tanstack/react-query'
import { api } from '@/api/client'
import type { ResponseDetail } from '@/api/types'
import { useLang, useText } from '@/app/text'
import { text } from '../text'

/** The name of a response's plan; the English one is in the plan, which is asked for when it is needed. */
export function usePlanName(response: ResponseDetail | undefined): string {
  const english = useLang() === 'en'
  const words = useText(text)
  const { data } = useQuery({
    queryKey: ['plan', response?.plan_id ?? ''],
    queryFn: ({ signal }) => api.get(`/api/plans/${response?.plan_id ?? ''}`, { signal }),
    enabled: english && response !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  })
  if (!response) return ''
  if (english && data) return data.name_en
  return response.plan_sample && !response.plan_name_zh.includes('示例') ? `${response.plan_name_zh}（${words.sample}）` : response.plan_name_zh
}
