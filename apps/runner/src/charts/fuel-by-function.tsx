import type { FunctionFuel } from '@blufio/core'
import type { ReactElement } from 'react'
import { untrustedLine } from '../review/untrusted-line.ts'
import { fuelRows } from './fuel-rows.ts'

/** Where the fuel of one run went, most first: a table whose rows are bars as well. */
export function FuelByFunction({
  profile,
  fuel,
}: {
  readonly profile: readonly FunctionFuel[]
  /** Of the whole run. */
  readonly fuel: bigint
}): ReactElement {
  return (
    <section className="profile" aria-labelledby="profile-title">
      <h3 id="profile-title">Where the fuel went</h3>
      <table>
        <thead>
          <tr>
            <th scope="col">Function</th>
            <th scope="col">Fuel</th>
            <th scope="col">Share</th>
            <td />
          </tr>
        </thead>
        <tbody>
          {fuelRows(profile, fuel).map(({ key, name, used, share }) => (
            <tr key={key}>
              <td className="function">{untrustedLine(name)}</td>
              <td className="number">{used.toLocaleString('en')}</td>
              <td className="number">{(share * 100).toFixed(1)} %</td>
              <td className="bar">
                <svg viewBox="0 0 1 1" preserveAspectRatio="none" aria-hidden="true">
                  <rect width={share} height="1" />
                </svg>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
