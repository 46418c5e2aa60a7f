import type { ReactElement } from 'react'
import { OUTCOME_WORDS } from '../running/outcome-words.ts'
import type { RunRecord } from '../running/run-record.ts'

/** What is compared of runs. */
const QUANTITIES: readonly { readonly name: string; readonly of: (run: RunRecord) => number; readonly unit: string }[] =
  [
    { name: 'Fuel', of: ({ usage }) => Number(usage.fuel), unit: 'units' },
    { name: 'Time', of: ({ usage }) => usage.durationMs, unit: 'ms' },
    { name: 'Memory', of: ({ usage }) => usage.peakMemoryBytes / 1024, unit: 'KiB' },
  ]

const WIDTH = 200
const HEIGHT = 48

/** What the last runs used, the newest at the right; the same as a table for who reads rather than looks. */
export function RunCharts({ runs }: { readonly runs: readonly RunRecord[] }): ReactElement {
  const inOrder = [...runs].reverse()
  return (
    <section className="charts" aria-labelledby="charts-title">
      <h3 id="charts-title">{runs.length === 1 ? 'This run' : `The last ${runs.length} runs`}</h3>
      <div className="chart-row">
        {QUANTITIES.map(({ name, of, unit }) => (
          <Bars key={name} title={name} unit={unit} values={inOrder.map(of)} />
        ))}
      </div>
      <details>
        <summary>As a table</summary>
        <table>
          <thead>
            <tr>
              <th scope="col">Ended</th>
              {QUANTITIES.map(({ name, unit }) => (
                <th key={name} scope="col">
                  {name} ({unit})
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {runs.map((run) => (
              <tr key={run.startedAt}>
                <td>{OUTCOME_WORDS[run.outcome]}</td>
                {QUANTITIES.map(({ name, of }) => (
                  <td key={name}>{amount(of(run))}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </section>
  )
}

function Bars({
  title,
  unit,
  values,
}: {
  readonly title: string
  readonly unit: string
  readonly values: readonly number[]
}): ReactElement {
  const most = Math.max(...values, Number.MIN_VALUE)
  const step = WIDTH / Math.max(values.length, 8)
  return (
    <figure>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
        {values.map((value, place) => {
          const height = Math.max(1, (value / most) * HEIGHT)
          return (
            <rect
              // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its place.
              key={place}
              x={place * step}
              y={HEIGHT - height}
              width={step * 0.8}
              height={height}
            />
          )
        })}
      </svg>
      <figcaption>
        {title}: {amount(values.at(-1) ?? 0)} {unit}
      </figcaption>
    </figure>
  )
}

function amount(value: number): string {
  return value.toLocaleString('en', { maximumFractionDigits: value < 10 ? 1 : 0 })
}
