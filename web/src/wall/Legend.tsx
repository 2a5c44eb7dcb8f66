import { useText } from '@/app/text'
import { text } from './text'

/** What stands on the wall's map; the line of what is on the road only where there is one. */
export function Legend({ official, flows }: { official: boolean; flows: boolean }) {
  const { legend } = useText(text)
  return (
    <>
      <span>
        <i className={official ? 'key-band official' : 'key-band'} />
        {official ? legend.verified : legend.estimate}
      </span>
      <span>
        <i className="key-square" />
        {legend.reported}
      </span>
      <span>
        <i className="key-square full" />
        {legend.checked}
      </span>
      <span>
        <i className="key-silent" />
        {legend.silent}
      </span>
      {flows && (
        <span>
          <i className="key-flow" />
          {legend.flow}
        </span>
      )}
    </>
  )
}
