import type { Engine } from '../../../../tooling/testing/engines/engine.ts'
import { type EngineResult, keptResults } from '../../../../tooling/testing/engines/results.ts'
import { pinnedVersion } from '../../../../tooling/testing/engines/servers.ts'
import { DIFFERENCES, REFUSAL } from './differences.ts'
import { ENDLESS_THREADS, ENGINES } from './engines.ts'

/** The tables of docs/engines.md, in Markdown, from what the suites came to and what the tests hold the engines to. */
export function engineTables(): Readonly<Record<'results' | 'ends' | 'features', string>> {
  const results = keptResults()
  return {
    results: table(
      ['where', 'version', 'sandbox: passed', 'store: passed', "fuel is wasmtime's", 'lacks'],
      ENGINES.map((engine) => resultRow(engine, results[engine.name])),
    ),
    ends: table(
      ['where', 'a run is cancelled by', 'ending its thread stops a guest'],
      ENGINES.map((engine) => [engine.name, cancellationOf(engine), terminationOf(engine)]),
    ),
    features: table(
      ['a skill that uses', 'is refused on', 'with'],
      DIFFERENCES.map(({ feature, lackedBy, refusal = REFUSAL }) => [feature, lackedBy.join(', '), `\`${refusal}\``]),
    ),
  }
}

/** `text` with each of its tables as it is now, known by the first line. */
export function withTables(text: string, tables: readonly string[]): string {
  return tables.reduce((before, now) => {
    const head = now.split('\n')[0] ?? ''
    const start = before.indexOf(`\n${head}\n`) + 1
    if (start === 0) throw new Error(`no table begins with ${head}`)
    const end = before.indexOf('\n\n', start)
    return before.slice(0, start) + now + before.slice(end)
  }, text)
}

function resultRow(engine: Engine, result: EngineResult | undefined): string[] {
  const { sandbox, store, version } = result ?? {}
  return [
    engine.name,
    pinnedVersion(engine) ?? version?.replace(/^\w+ /, '') ?? '',
    sandbox === undefined ? '' : String(sandbox.passed),
    store === undefined ? '' : String(store.passed),
    sandbox === undefined || sandbox.fuelEqual === 0 ? '' : fuelCell(sandbox),
    sandbox?.lacks.join('; ') ?? '',
  ]
}

function fuelCell({ fuelEqual, fuelDifferent }: NonNullable<EngineResult['sandbox']>): string {
  return `${fuelDifferent === 0 ? 'yes' : 'no'}, in ${fuelEqual} of ${fuelEqual + fuelDifferent} cases`
}

function cancellationOf({ isolated }: Engine): string {
  return isolated === false ? 'killing its worker' : 'telling the guest'
}

function terminationOf({ name, kind }: Engine): string {
  if (kind === 'page') return 'yes, by the standard of HTML'
  return ENDLESS_THREADS.includes(name) ? 'no' : 'yes'
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n')
}
