import type { DescribedFunction, ModuleExplanation } from '@blufio/sandbox/explain'
import { type ReactElement, useEffect, useState } from 'react'
import { untrustedLine } from '../review/untrusted-line.ts'
import { ShownError } from '../shown-error.tsx'
import { Explainer } from './explainer.ts'
import { Listing } from './listing.tsx'

/** What a module needs and uses, and where its fuel is charged. */
export function ExplainTab({ wasm }: { readonly wasm: Uint8Array }): ReactElement {
  const [explainer, setExplainer] = useState<Explainer>()
  const [found, setFound] = useState<Found>()
  const [failure, setFailure] = useState<unknown>()
  useEffect(() => {
    const asked = new Explainer()
    setExplainer(asked)
    asked.ask({ wasm }).then((answer) => 'explanation' in answer && setFound(answer), setFailure)
    return () => asked.end()
  }, [wasm])
  if (failure !== undefined) return <ShownError error={failure} />
  if (found === undefined || explainer === undefined) return <p className="quiet">Reading the module…</p>
  const { explanation, functions } = found
  return (
    <div className="facts">
      {explanation.refusal !== undefined && <p className="error">{untrustedLine(explanation.refusal.message)}</p>}
      <section>
        <h3>Imports</h3>
        <Imports explanation={explanation} />
      </section>
      <section>
        <h3>It needs</h3>
        <p>
          {explanation.capabilities.length === 0
            ? 'No capability: whatever its manifest grants, it can ask for none.'
            : explanation.capabilities.join(', ')}
        </p>
      </section>
      <section>
        <h3>Features of WebAssembly</h3>
        {explanation.features.length === 0 ? (
          <p>Those of its first version.</p>
        ) : (
          <ul>
            {explanation.features.map(({ name, title, inEngine }) => (
              <li key={name}>
                {title}
                {inEngine ? '' : ': this browser lacks it'}
              </li>
            ))}
          </ul>
        )}
      </section>
      <section>
        <h3>Where fuel is charged</h3>
        <p className="quiet">
          {explanation.bytes.toLocaleString('en')} bytes, {explanation.functions.defined.toLocaleString('en')}{' '}
          functions; with its meter {explanation.metering?.bytes.toLocaleString('en') ?? 'none'} bytes.
        </p>
        {explanation.metering !== undefined && (
          <Listing explainer={explainer} functions={functions} metering={explanation.metering} />
        )}
      </section>
    </div>
  )
}

interface Found {
  readonly explanation: ModuleExplanation
  readonly functions: readonly DescribedFunction[]
}

function Imports({ explanation: { imports } }: { readonly explanation: ModuleExplanation }): ReactElement {
  if (imports.length === 0) return <p>None.</p>
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Type</th>
          <th scope="col">Here</th>
          <th scope="col">Needs</th>
        </tr>
      </thead>
      <tbody>
        {imports.slice(0, MOST_IMPORTS).map(({ module, name, kind, signature, availability, capability }, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a module can import one name twice, and the order is fixed.
          <tr key={place}>
            <td>
              <code>{untrustedLine(`${module}.${name}`)}</code>
            </td>
            <td>{signature ?? kind}</td>
            <td>{AVAILABILITY[availability]}</td>
            <td>{capability ?? '–'}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

const MOST_IMPORTS = 500

const AVAILABILITY = {
  provided: 'there',
  'always-fails': 'there, and says that it is not supported',
  'other-type': 'not with this type',
  unknown: 'not there',
} as const
