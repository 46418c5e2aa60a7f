import type { FunctionFuel, SkillResult } from '@blufio/core'
import { countWords } from './amount-words.ts'
import { columns } from './columns.ts'
import { safeLine } from './terminal-text.ts'

/** More are one row. */
const MOST_ROWS = 10
/** A name is whatever the skill's author wrote. */
const LONGEST_NAME = 60

/** Where a run's fuel went, most first, for standard error; nothing for a run without a profile. Safe for a terminal. */
export function profileTable({ profile, usage }: SkillResult): string {
  if (profile === undefined) return ''
  const row = (fuel: bigint, what: string): string[] => [countWords(fuel), percentWords(fuel, usage.fuel), what]
  const rows = profile.slice(0, MOST_ROWS).map((used) => row(used.fuel, functionWords(used)))
  const others = profile.slice(MOST_ROWS)
  if (others.length > 0) {
    const fuel = others.reduce((total, used) => total + used.fuel, 0n)
    rows.push(row(fuel, `${countWords(others.length)} more: --json has them`))
  }
  return columns([['fuel', '', 'of function'], ...rows], [0, 1])
}

function functionWords({ functionIndex, name }: FunctionFuel): string {
  if (functionIndex < 0) return 'none: instantiation, what its host took'
  if (name === undefined) return `${functionIndex}`
  const shown = name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME)}…` : name
  return `${functionIndex} ${safeLine(shown)}`
}

function percentWords(part: bigint, whole: bigint): string {
  return `${(Number((part * 1_000n) / whole) / 10).toFixed(1)} %`
}
