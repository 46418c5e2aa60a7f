import { instantiateMetered, type MeteredInstance, type MeteredModule } from '@blufio/sandbox/rewriter'
import type { Call } from '../golden/rules.ts'

const BUDGET = 1n << 62n

/** Instantiates a module with imports that do nothing, as the oracle does, and the most fuel. */
export function instantiateAlone(metered: MeteredModule, fuel: bigint = BUDGET): MeteredInstance {
  const imports: WebAssembly.Imports = {}
  for (const { module, name, kind } of WebAssembly.Module.imports(metered.module)) {
    const entries = imports[module] ?? {}
    imports[module] = entries
    entries[name] = standIn(kind)
  }
  return instantiateMetered(metered, imports, { fuel })
}

/** The fuel of a call on a fresh instance, without that of instantiation; `null` when it traps. */
export function fuelOf(metered: MeteredModule, [name, ...args]: Call): bigint | null {
  const instance = instantiateAlone(metered)
  const before = instance.fuelConsumed
  try {
    ;(instance.exports[name] as (...values: number[]) => unknown)(...args)
  } catch (error) {
    if (error instanceof WebAssembly.RuntimeError) return null
    throw error
  }
  return instance.fuelConsumed - before
}

function standIn(kind: WebAssembly.ImportExportKind): WebAssembly.ImportValue {
  switch (kind) {
    case 'function':
      return () => 0
    case 'global':
      return new WebAssembly.Global({ value: 'i32', mutable: false }, 0)
    case 'memory':
      return new WebAssembly.Memory({ initial: 1 })
    case 'table':
      return new WebAssembly.Table({ element: 'anyfunc', initial: 4 })
    default:
      throw new Error(`no stand-in for an import of kind ${kind}`)
  }
}
