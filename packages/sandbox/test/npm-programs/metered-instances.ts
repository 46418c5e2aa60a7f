import { compileMetered, instantiateMetered, type MeteredInstance, type MeteredModule } from '@blufio/sandbox/rewriter'
import type { Instantiate } from './wasm-interception.ts'
import { interceptTables } from './wasm-tables.ts'

const BUDGET = 1n << 62n

/** Units of fuel that the instances of one program used together. */
export interface FuelOfProgram {
  /** By instantiations, start functions included. */
  readonly startup: bigint
  readonly total: bigint
}

/** Makes metered instances, and says what they used. */
export interface MeteredInstances {
  readonly instantiate: Instantiate
  fuel(): FuelOfProgram
}

/** Meters modules, by their digest: beforehand, since that takes its time and a program may want an instance at once. */
export async function meterInstances(modules: ReadonlyMap<string, Uint8Array>): Promise<MeteredInstances> {
  const metered = new Map<string, MeteredModule>()
  for (const [sha256, bytes] of modules) metered.set(sha256, await compileMetered(bytes))
  const instances: MeteredInstance[] = []
  let startup = 0n
  const { outward, inward, pair } = tableFunctions()
  interceptTables({ outward, inward })
  return {
    instantiate: ({ sha256 }, imports) => {
      const module = metered.get(sha256)
      if (module === undefined) throw new Error(`the plain run had no module ${sha256}`)
      const { made, own } = withOwnExports(() => instantiateMetered(module, imports, { fuel: BUDGET }))
      for (const [name, value] of Object.entries(made.exports)) pair(value, own[name])
      instances.push(made)
      startup += made.fuelConsumed
      return made.exports
    },
    fuel: () => ({ startup, total: instances.reduce((total, { fuelConsumed }) => total + fuelConsumed, 0n) }),
  }
}

/** An export of a metered instance is a function of JavaScript, which no table takes: the guest's own goes there. */
function tableFunctions() {
  const owns = new WeakMap<object, unknown>()
  const givens = new WeakMap<object, unknown>()
  const swap = (map: WeakMap<object, unknown>, value: unknown) =>
    (typeof value === 'function' && map.get(value)) || value
  return {
    outward: (value: unknown) => swap(givens, value),
    inward: (value: unknown) => swap(owns, value),
    pair: (given: unknown, own: unknown) => {
      if (typeof given !== 'function' || typeof own !== 'function') return
      owns.set(given, own)
      givens.set(own, given)
    },
  }
}

function withOwnExports(make: () => MeteredInstance): { made: MeteredInstance; own: WebAssembly.Exports } {
  const { Instance } = WebAssembly
  const all: WebAssembly.Exports[] = []
  WebAssembly.Instance = new Proxy(Instance, {
    construct: (target, [module, imports]) => {
      const instance = new target(module, imports)
      all.push(instance.exports)
      return instance
    },
  })
  try {
    const made = make()
    return { made, own: all[0] ?? {} }
  } finally {
    WebAssembly.Instance = Instance
  }
}
