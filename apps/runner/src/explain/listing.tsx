import type { DescribedFunction, ModuleMetering } from '@blufio/sandbox/explain'
import { type ReactElement, useEffect, useMemo, useState } from 'react'
import { untrustedLine } from '../review/untrusted-line.ts'
import { ShownError } from '../shown-error.tsx'
import type { Explainer } from './explainer.ts'

const LINES = 500
/** More in one list can't be looked through; the largest come first. */
const MOST_FUNCTIONS = 1_000

/** One function at a time in the text format, with what it is charged beside it. */
export function Listing({
  explainer,
  functions,
  metering,
}: {
  readonly explainer: Explainer
  readonly functions: readonly DescribedFunction[]
  readonly metering: ModuleMetering
}): ReactElement {
  const largestFirst = useMemo(
    () => [...metering.functions].sort((one, other) => other.bytes - one.bytes).slice(0, MOST_FUNCTIONS),
    [metering],
  )
  const [index, setIndex] = useState(largestFirst[0]?.index)
  const [firstLine, setFirstLine] = useState(1)
  const [listed, setListed] = useState<{ readonly text: string; readonly lineCount: number }>()
  const [failure, setFailure] = useState<unknown>()
  useEffect(() => {
    if (index === undefined) return
    explainer
      .ask({ listing: index, firstLine, maxLines: LINES })
      .then((answer) => 'text' in answer && setListed(answer), setFailure)
  }, [explainer, index, firstLine])
  if (index === undefined) return <p>It has no function of its own.</p>
  const chosen = metering.functions.find((each) => each.index === index)
  return (
    <>
      <div className="row">
        <label>
          Function{' '}
          <select
            value={index}
            onChange={({ target }) => {
              setIndex(Number(target.value))
              setFirstLine(1)
            }}
          >
            {largestFirst.map(({ index: each, bytes }) => (
              <option key={each} value={each}>
                {nameOf(functions, each)} ({bytes.toLocaleString('en')} bytes)
              </option>
            ))}
          </select>
        </label>
        {chosen !== undefined && (
          <span className="quiet">
            {chosen.charges} {chosen.charges === 1 ? 'charge' : 'charges'}, {chosen.checks}{' '}
            {chosen.checks === 1 ? 'check' : 'checks'}
          </span>
        )}
      </div>
      {failure !== undefined && <ShownError error={failure} />}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: who uses no mouse scrolls it by the keyboard. */}
      <section className="scroller" tabIndex={0} aria-label={`Listing of ${nameOf(functions, index)}`}>
        <pre className="listing">{listed?.text}</pre>
      </section>
      {listed !== undefined && listed.lineCount > LINES && (
        <div className="row">
          <button type="button" disabled={firstLine === 1} onClick={() => setFirstLine(Math.max(1, firstLine - LINES))}>
            Earlier lines
          </button>
          <button
            type="button"
            disabled={firstLine + LINES > listed.lineCount}
            onClick={() => setFirstLine(firstLine + LINES)}
          >
            Later lines
          </button>
        </div>
      )}
    </>
  )
}

function nameOf(functions: readonly DescribedFunction[], index: number): string {
  const [name] = functions[index]?.names ?? []
  return name === undefined ? `function ${index}` : untrustedLine(name).slice(0, 120)
}
