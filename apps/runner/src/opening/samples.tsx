import { type ReactElement, useEffect, useState } from 'react'
import type { OpenSkill } from './open-panel.tsx'
import { openAddress } from './skill-address.ts'

/** A skill that comes with the page. */
interface Sample {
  readonly name: string
  readonly title: string
  readonly description: string
  /** Beside the page. */
  readonly file: string
  /** Where its source is, beside the page. */
  readonly source: string
}

/** The skills that come with the page, each with its source. */
export function Samples({ onOpen }: { readonly onOpen: OpenSkill }): ReactElement | null {
  const [samples, setSamples] = useState<readonly Sample[]>([])
  useEffect(() => {
    fetch('samples/samples.json')
      .then((response) => response.json())
      .then((list: readonly Sample[]) => setSamples(list))
      // A page without samples is a page all the same.
      .catch(() => setSamples([]))
  }, [])
  if (samples.length === 0) return null
  return (
    <section aria-labelledby="samples-title">
      <h2 id="samples-title">Or try one of these</h2>
      <ul className="samples">
        {samples.map(({ name, title, description, file, source }) => (
          <li key={name}>
            <button type="button" className="card" onClick={() => onOpen(() => openAddress(file))}>
              <strong>{title}</strong>
              <span>{description}</span>
            </button>
            <a href={source} target="_blank" rel="noreferrer">
              Source<span className="unseen"> of {title}</span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  )
}
