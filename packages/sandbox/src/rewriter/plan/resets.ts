import type { FunctionPoints } from '../analyse/caller-payments.ts'
import type { DecodedModule } from '../decode/decode-module.ts'
import type { GlobalReset } from './plan.ts'

/** More globals are faster to make anew than to set. */
const MAX_RESET_GLOBALS = 1_000
/** Longer initialisers are work that no fuel is taken for, and together could be more than a function may have. */
const MAX_RESET_BYTES = 65_536

/**
 * Tells how to give a module's globals their initial values, or `undefined` when that, with the initial content of its
 * memories, is not its whole initial state.
 *
 * Functions and types never change. What else an instance is made of must be provably as at the start: tables, whose
 * elements nothing in the code sets, and segments, which nothing drops but instantiation itself. What code can change beside
 * its globals and memories is then only what it allocates, and that is reached through globals. So no initialiser may
 * allocate: a struct that an immutable global or a table holds can change, too.
 */
export function planResets(module: DecodedModule, functions: readonly FunctionPoints[]): GlobalReset[] | undefined {
  const { imports, globals, tables, elements, importedGlobalCount } = module
  // What it imports, others can change.
  if (imports.some(({ kind }) => kind !== 'function' && kind !== 'tag')) return undefined
  if (functions.some(({ traits }) => traits.alters)) return undefined
  const initialisers = [
    ...globals,
    ...tables.map(({ initialiser }) => initialiser),
    ...elements.flatMap(({ expressions }) => expressions ?? []),
  ]
  if (initialisers.some((initialiser) => initialiser?.allocates === true)) return undefined
  const resets = globals.flatMap(({ mutable, start, end }, index) =>
    // An expression ends in a byte `end`.
    mutable ? [{ global: importedGlobalCount + index, start, end: end - 1 }] : [],
  )
  const bytes = resets.reduce((total, { start, end }) => total + end - start, 0)
  return resets.length <= MAX_RESET_GLOBALS && bytes <= MAX_RESET_BYTES ? resets : undefined
}
