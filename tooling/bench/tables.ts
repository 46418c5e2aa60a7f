import type { Comparison } from './interleaved.ts'
import { geometricMean } from './statistics.ts'

/** What is wanted of the ratios of a table, as upper bounds. */
export interface Aims {
  readonly mean?: number
  readonly worst?: number
}

/** Prints a table: its title, a head and rows of cells, the first to the left and the others to the right. */
export function printTable(title: string, head: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = head.map((cell, column) => Math.max(cell.length, ...rows.map((row) => row[column]?.length ?? 0)))
  const line = (row: readonly string[]): string =>
    widths.map((width, at) => (at === 0 ? (row[at] ?? '').padEnd(width) : (row[at] ?? '').padStart(width))).join('  ')
  console.log(`\n${title}`)
  for (const row of [head, ...rows]) console.log(`  ${line(row)}`)
}

/** Prints comparisons, with the geometric mean and the largest of their ratios below. */
export function printComparisons(
  rows: readonly Comparison[],
  { title, baseline, candidate, aims = {} }: { title: string; baseline: string; candidate: string; aims?: Aims },
): void {
  printTable(
    `${title}: ${candidate} against ${baseline}`,
    ['', baseline, candidate, 'ratio', 'of the fastest'],
    rows.map(({ name, baselineMs, candidateMs, ratio, ratioOfFastest }) => [
      name,
      inMs(baselineMs),
      inMs(candidateMs),
      times(ratio),
      times(ratioOfFastest),
    ]),
  )
  const ratios = rows.map(({ ratio }) => ratio)
  const worst = rows.reduce((left, right) => (right.ratio > left.ratio ? right : left))
  console.log(`  geometric mean ${judged(geometricMean(ratios), aims.mean)}`)
  console.log(`  worst          ${judged(worst.ratio, aims.worst)}, ${worst.name}`)
  console.log(`  of the fastest ${times(geometricMean(rows.map(({ ratioOfFastest }) => ratioOfFastest)))}`)
}

/** A ratio with the bound that it is held to. */
export function judged(ratio: number, aim: number | undefined): string {
  if (aim === undefined) return times(ratio)
  return `${times(ratio)} (aim ≤ ${aim}: ${ratio <= aim ? 'met' : 'missed'})`
}

/** Says that something is left out, and why. */
export function printSkipped(title: string, reason: string): void {
  console.log(`\n${title}: skipped, ${reason}`)
}

/** A time as text. */
export function inMs(ms: number): string {
  return `${ms.toFixed(3)} ms`
}

/** A size as text. */
export function inKb(bytes: number): string {
  return `${(bytes / 1000).toFixed(0)} kB`
}

/** A ratio as text. */
export function times(ratio: number): string {
  return `× ${ratio.toFixed(3)}`
}
