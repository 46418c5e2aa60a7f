import type { InstalledSkill } from '@blufio/store'
import { type ReactElement, useState } from 'react'
import type { OpenSkill } from '../opening/open-panel.tsx'
import { untrustedLine } from '../review/untrusted-line.ts'
import { ShownError } from '../shown-error.tsx'
import { forgetSkill, openKept } from './kept-skills.ts'

/** The skills that are kept in this browser: to open, or to forget. */
export function KeptList({
  kept,
  onOpen,
  onChange,
}: {
  readonly kept: readonly InstalledSkill[]
  readonly onOpen: OpenSkill
  readonly onChange: () => void
}): ReactElement | null {
  const [failure, setFailure] = useState<unknown>()
  if (kept.length === 0) return null
  return (
    <section aria-labelledby="kept-title">
      <h2 id="kept-title">Kept in this browser</h2>
      {failure !== undefined && <ShownError error={failure} />}
      <ul className="kept">
        {kept.map(({ name, version }) => (
          <li key={name} className="row">
            <button type="button" className="card" onClick={() => onOpen(() => openKept(name))}>
              <strong>{name}</strong> <span>{untrustedLine(version)}</span>
            </button>
            <button
              type="button"
              aria-label={`Forget ${name}`}
              onClick={() => {
                forgetSkill(name).then(onChange, setFailure)
              }}
            >
              Forget
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
