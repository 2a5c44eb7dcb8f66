import type { ReactNode } from 'react'

const PATHS: Record<string, ReactNode> = {
  situation: <path d="M2.5 5.2 7.4 3l5.2 2.2L17.5 3v11.8L12.6 17l-5.2-2.2L2.5 17zM7.4 3v11.8M12.6 5.2V17" />,
  incidents: <path d="M10 3 18 17H2zM10 8v4.2M10 14.2v.6" />,
  reports: <path d="M5 2.8h6.6L15.4 6.6v10.6H5zM11.4 3v3.8h3.8M7.6 10h5M7.6 13.2h5" />,
  estimates: <path d="M3 17V9.5M7.7 17V4M12.3 17v-6M17 17V7.5" />,
  orders: <path d="m2.8 9.6 14.4-6.4-4.4 13.6-3.3-5.3zM9.5 11.5l7.2-8" />,
  dispatch: <path d="M2 5h9.5v8.6H2zM11.5 8h3.7L18 11v2.6h-6.5zM5.4 13.6a1.7 1.7 0 1 0 .1 0M14.6 13.6a1.7 1.7 0 1 0 .1 0" />,
  duty: <path d="M10 3a7 7 0 1 0 .1 0M10 6v4.3l2.8 1.9" />,
  people: <path d="M7.500 9.500a3 3 0 1 0-.1 0M2 17c0-3.200 2.400-5 5.500-5s5.500 1.800 5.500 5M13 4.200a2.800 2.800 0 0 1 0 5.300M14.500 12.200c2.200.4 3.500 2.200 3.500 4.800" />,
  offices: <path d="M3 17V7.500L10 3l7 4.500V17zM7 17v-6M10 17v-6M13 17v-6" />,
  grants: <path d="M10 2.500 16.500 5v4.800c0 3.700-2.700 6.300-6.500 7.700-3.800-1.400-6.500-4-6.500-7.700V5zM7 9.800l2.200 2.200L13.300 8" />,
  audit: <path d="M4 2.800h12v14.400H4zM7 6.500h6M7 10h6M7 13.500h3" />,
  attempts: <path d="M8 3.500H3.500v13H8M17 10H8M11.500 6.500 8 10l3.500 3.500" />,
  empty: <path d="M5 2.8h6.6L15.4 6.6v10.6H5zM11.4 3v3.8h3.8M7.6 10h5M7.6 13.2h5" />,
  cut: <path d="M3 3l14 14M3 8a10 10 0 0 1 4-2.300M10 5c2.700 0 5.200 1.100 7 3M5.600 11a6.400 6.400 0 0 1 3-1.800M13.500 10.200l.9.800M9.500 15h1" />,
}

/** A line icon; it always stands beside a word or has a tooltip. */
export function Icon({ name, size = 20 }: { name: keyof typeof PATHS | string; size?: number }) {
  return (
    <svg className="jm-icon" width={size} height={size} viewBox="0 0 20 20" aria-hidden="true" fill="none" stroke="currentColor" strokeWidth={1.6} strokeLinejoin="round" strokeLinecap="round">
      {PATHS[name]}
    </svg>
  )
}
