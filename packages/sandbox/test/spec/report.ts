/** In place of the fuel of a call that JavaScript can't make. */
export const NOT_CALLED = 'not called'

/** Units of fuel of one instance, as decimals; `null` for what did not complete. */
export interface FuelRow {
  readonly startup: string
  readonly calls: (string | null)[]
}

/** What came of running scripts in both worlds. */
export interface Report {
  readonly counts: Record<Count, number>
  /** Everything in which the rewritten modules differ from the plain ones, and every invalid module that was taken. */
  readonly differences: string[]
  /** Modules that the engine takes and the rewriter refuses: how many by code and reason. */
  readonly refusals: Record<string, number>
  /** Where the plain modules do not do what the script asserts. */
  readonly unexpected: string[]
  /** By script, a row for each instance that the script makes, in order; `null` for one that is not metered. */
  readonly fuel: Record<string, (FuelRow | null)[]>
}

/** What is counted. */
export type Count =
  | 'compared calls'
  | 'compared instantiations'
  | 'modules refused by the engine and by us'
  | 'calls of modules that the engine refuses'
  | 'calls of modules that we refuse'
  | 'calls that JavaScript cannot make'
  | 'modules in text alone'
  | 'times that a module asked its host'

/** A report of nothing. */
export function emptyReport(): Report {
  const counts = {
    'compared calls': 0,
    'compared instantiations': 0,
    'modules refused by the engine and by us': 0,
    'calls of modules that the engine refuses': 0,
    'calls of modules that we refuse': 0,
    'calls that JavaScript cannot make': 0,
    'modules in text alone': 0,
    'times that a module asked its host': 0,
  }
  return { counts, differences: [], refusals: {}, unexpected: [], fuel: {} }
}

/** A report for people, without the fuel. */
export function formatReport({ counts, differences, refusals, unexpected }: Report): string {
  const refused = Object.entries(refusals).sort(([, one], [, other]) => other - one)
  return [
    ...Object.entries(counts).map(([what, count]) => `${String(count).padStart(6)}  ${what}`),
    ...section(
      'refused by us, taken by the engine',
      refused.map(([reason, count]) => `${count} × ${reason}`),
    ),
    ...section('not as the script asserts on this engine, metered or not', unexpected),
    ...section('differences', differences),
  ].join('\n')
}

function section(title: string, lines: readonly string[]): string[] {
  return ['', `${title}: ${lines.length}`, ...lines.map((line) => `  ${line}`)]
}
