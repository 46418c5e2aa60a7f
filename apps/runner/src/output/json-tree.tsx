import { type ReactElement, useState } from 'react'

/** Members that are shown at once; more come when they are asked for. */
const PAGE = 100
/** Levels that are open at first, unless they are long. */
const OPEN_LEVELS = 2

/** A JSON value as a tree whose branches are made when they are opened. */
export function JsonTree({ value }: { readonly value: unknown }): ReactElement {
  return (
    <div className="tree">
      <Branch name={undefined} value={value} level={0} />
    </div>
  )
}

function Branch({
  name,
  value,
  level,
}: {
  readonly name: string | undefined
  readonly value: unknown
  readonly level: number
}): ReactElement {
  const label = name === undefined ? null : <span className="tree-label">{name}: </span>
  if (typeof value !== 'object' || value === null) {
    return (
      <div>
        {label}
        <span className={`tree-${value === null ? 'null' : typeof value}`}>{JSON.stringify(value)}</span>
      </div>
    )
  }
  return <OpenableBranch label={label} value={value} level={level} />
}

function OpenableBranch({
  label,
  value,
  level,
}: {
  readonly label: ReactElement | null
  readonly value: object
  readonly level: number
}): ReactElement {
  const members = Object.entries(value)
  const [isOpen, setIsOpen] = useState(level < OPEN_LEVELS && members.length <= PAGE)
  const [count, setCount] = useState(PAGE)
  const noun = Array.isArray(value) ? 'item' : 'member'
  const size = `${members.length.toLocaleString('en')} ${noun}${members.length === 1 ? '' : 's'}`
  return (
    <details
      open={isOpen}
      onToggle={(event) => event.target === event.currentTarget && setIsOpen(event.currentTarget.open)}
    >
      <summary>
        {label}
        <span className="quiet">{size}</span>
      </summary>
      {isOpen &&
        members
          .slice(0, count)
          .map(([key, member]) => <Branch key={key} name={key} value={member} level={level + 1} />)}
      {isOpen && count < members.length && (
        <button type="button" className="plain" onClick={() => setCount(count + PAGE)}>
          {(members.length - count).toLocaleString('en')} more
        </button>
      )}
    </details>
  )
}
