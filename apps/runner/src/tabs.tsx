import { type KeyboardEvent, type ReactElement, useId, useState } from 'react'

/**
 * Tabs as the ARIA Authoring Practices describe them: arrow keys go from one to the next. All panels stay, so that nothing that is
 * shown or runs in one ends when another is looked at; a panel is made when it is first selected.
 */
export function Tabs({
  label,
  tabs,
  selected,
  onSelect,
}: {
  readonly label: string
  /** By their titles, in their order. */
  readonly tabs: Readonly<Record<string, ReactElement>>
  readonly selected: string
  readonly onSelect: (title: string) => void
}): ReactElement {
  const id = useId()
  const titles = Object.keys(tabs)
  const move = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (step === undefined) return
    const next = titles[(titles.indexOf(selected) + step + titles.length) % titles.length] ?? selected
    onSelect(next)
    document.getElementById(`${id}${next}`)?.focus()
  }
  return (
    <>
      <div role="tablist" aria-label={label} onKeyDown={move}>
        {titles.map((title) => (
          <button
            key={title}
            id={`${id}${title}`}
            type="button"
            role="tab"
            aria-selected={title === selected}
            aria-controls={`${id}${title}-panel`}
            tabIndex={title === selected ? 0 : -1}
            onClick={() => onSelect(title)}
          >
            {title}
          </button>
        ))}
      </div>
      {Object.entries(tabs).map(([title, panel]) => (
        <div
          key={title}
          id={`${id}${title}-panel`}
          role="tabpanel"
          aria-labelledby={`${id}${title}`}
          hidden={title !== selected}
        >
          <Panel isShown={title === selected}>{panel}</Panel>
        </div>
      ))}
    </>
  )
}

function Panel({
  isShown,
  children,
}: {
  readonly isShown: boolean
  readonly children: ReactElement
}): ReactElement | null {
  const [wasShown, setWasShown] = useState(isShown)
  if (isShown && !wasShown) setWasShown(true)
  return isShown || wasShown ? children : null
}
