import { type FuelRow, NOT_CALLED, type Report } from './report.ts'

/**
 * Wasmtime's fuel for the instances of each script, a line each: units of instantiation, `|`, then units of each call, `-` for
 * one that does not return, with `×n` behind what comes n times. Where ours differ for a reason, they follow: `5<9` where
 * wasmtime forgets and we do not (`5<` when ours are not known yet), `5>3` where an instance is out of our sight.
 */
export type Figures = Readonly<Record<string, readonly (string | null)[]>>

/** What the oracle says of one instance. */
export interface OracleRow {
  readonly startup: number
  readonly calls: readonly (number | null)[]
  /** Positions of calls in which wasmtime may have forgotten fuel. */
  readonly forgetful: readonly number[]
  /** Positions of calls that may have run functions of an instance that was never completed. */
  readonly orphaned: readonly number[]
}

/** The oracle's answer by script. */
export type OracleFuel = Readonly<Record<string, readonly (OracleRow | null)[]>>

/** Figures of `oracle`, with ours beside them where they differ for a reason; an unexplained difference is left out. */
export function figuresOf(oracle: OracleFuel, ours: Report['fuel']): Figures {
  return mapRows(oracle, (row, script, index) => {
    const own = ours[script]?.[index]
    return formatRow(
      String(row.startup),
      row.calls.map((units, position) => explained(row, position, own?.calls[position]) ?? String(units ?? '-')),
    )
  })
}

function explained(row: OracleRow, position: number, own: string | null | undefined): string | undefined {
  const units = row.calls[position] ?? null
  if (units === null || own === NOT_CALLED) return undefined
  if (row.forgetful.includes(position)) {
    if (own === undefined) return `${units}<`
    if (own !== null && BigInt(own) > BigInt(units)) return `${units}<${own}`
  }
  const less = row.orphaned.includes(position) && typeof own === 'string' && BigInt(own) < BigInt(units)
  return less ? `${units}>${own}` : undefined
}

/** Figures without ours. */
export function oracleAlone(figures: Figures): Figures {
  return mapRows(figures, (row) => {
    const { startup, calls } = parseRow(row)
    return formatRow(
      startup,
      calls.map((token) => token.replace(/[<>].*/, '')),
    )
  })
}

/** How the fuel of a run compares with `figures`. */
export function compareFuel(
  ours: Report['fuel'],
  figures: Figures,
): { readonly compared: number; readonly differences: string[] } {
  const differences: string[] = []
  let compared = 0
  const check = (own: string | null, figure: string, where: string, trapped = false): void => {
    if (own === NOT_CALLED) return
    compared += 1
    if (!meets(own ?? '-', figure, trapped))
      differences.push(`${where}: ${figure} by wasmtime, ${own ?? 'no return'} by us`)
  }
  for (const [script, rows] of Object.entries(ours)) {
    if (figures[script]?.length !== rows.length) differences.push(`${script}: other instances than in the figures`)
    rows.forEach((own, index) => {
      const row = figures[script]?.[index]
      if (own === null || row === null || row === undefined) return
      const { startup, calls } = parseRow(row)
      const where = `${script}, instance ${index}`
      if (calls.length !== own.calls.length) differences.push(`${where}: other calls than in the figures`)
      check(own.startup, startup, `${where}, instantiation`)
      own.calls.forEach((units, position) => {
        // The first call after a trap pays for what the trap may have hidden.
        check(units, calls[position] ?? '', `${where}, call ${position}`, own.calls[position - 1] === null)
      })
    })
  }
  return { compared, differences }
}

function meets(own: string, figure: string, mayBeMore: boolean): boolean {
  if (mayBeMore && own !== '-' && /^\d+$/.test(figure)) return BigInt(own) >= BigInt(figure)
  if (figure.endsWith('<')) return own !== '-' && BigInt(own) >= BigInt(figure.slice(0, -1))
  return own === figure.replace(/.*[<>]/, '')
}

function mapRows<Row>(
  scripts: Readonly<Record<string, readonly (Row | null)[]>>,
  format: (row: Row, script: string, index: number) => string,
): Figures {
  const entries = Object.entries(scripts).map(([script, rows]) => [
    script,
    rows.map((row, index) => (row === null ? null : format(row, script, index))),
  ])
  return Object.fromEntries(entries) as Figures
}

function formatRow(startup: string, calls: readonly string[]): string {
  const runs: { token: string; times: number }[] = []
  for (const token of calls) {
    const last = runs.at(-1)
    if (last?.token === token) last.times += 1
    else runs.push({ token, times: 1 })
  }
  const tokens = runs.map(({ token, times }) => (times === 1 ? token : `${token}×${times}`))
  return `${startup}|${tokens.join(' ')}`
}

function parseRow(row: string): Pick<FuelRow, 'startup'> & { readonly calls: readonly string[] } {
  const [startup = '', calls = ''] = row.split('|')
  const runs = calls === '' ? [] : calls.split(' ').map((run) => run.split('×'))
  return { startup, calls: runs.flatMap(([token = '', times = '1']) => Array<string>(Number(times)).fill(token)) }
}
