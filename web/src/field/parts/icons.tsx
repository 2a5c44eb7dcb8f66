import type { ReactNode } from 'react'

/** One icon: 20 px grid, 1.6 px stroke, current colour. Always stands beside a word. */
function icon(children: ReactNode) {
  return function Icon({ size = 20 }: { size?: number }) {
    return (
      <svg
        width={size}
        height={size}
        viewBox="0 0 20 20"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.6"
        strokeLinecap="round"
        strokeLinejoin="round"
        aria-hidden="true"
      >
        {children}
      </svg>
    )
  }
}

export const Sheet = icon(
  <>
    <path d="M4.5 2.5h8l3 3v12h-11z" />
    <path d="M7.5 9h5M7.5 12h5M7.5 6h2.5" />
  </>,
)
export const Plane = icon(<path d="M17.5 3 2.5 9l5.5 2.4L10.5 17zM17.5 3 8 11.4" />)
export const MapFold = icon(
  <path d="M2.5 5.5 7.5 3l5 2.5 5-2.5v11.5l-5 2.5-5-2.5-5 2.5zM7.5 3v11.5M12.5 5.5V17" />,
)
export const Person = icon(
  <>
    <circle cx="10" cy="6.5" r="3.5" />
    <path d="M3.5 17.5c.6-3.6 3-5 6.5-5s5.9 1.4 6.5 5" />
  </>,
)
export const Clock = icon(
  <>
    <circle cx="10" cy="10" r="7.5" />
    <path d="M10 5.5V10l3 2" />
  </>,
)
export const Warning = icon(<path d="M10 2.8 18 16.8H2zM10 8v4.2M10 14.5v.1" />)
export const Tick = icon(<path d="m3.5 10.5 4.5 4.5 8.5-10" />)
export const Camera = icon(
  <>
    <path d="M2.5 6.5h3.5L7.5 4h5L14 6.5h3.5v10h-15z" />
    <circle cx="10" cy="11" r="3" />
  </>,
)
export const Pin = icon(
  <>
    <path d="M10 18c4-4.6 6-7.5 6-10A6 6 0 0 0 4 8c0 2.5 2 5.4 6 10z" />
    <circle cx="10" cy="8" r="2.2" />
  </>,
)
export const NoNetwork = icon(
  <path d="M2.5 2.5 17.5 17.5M5.5 11.5a6.5 6.5 0 0 1 3-1.7M12 10.2a6.5 6.5 0 0 1 2.5 1.3M2.5 8a11 11 0 0 1 3-2M9 4.5A11 11 0 0 1 17.5 8M10 15.5v.1" />,
)
export const Cross = icon(<path d="m5 5 10 10M15 5 5 15" />)
