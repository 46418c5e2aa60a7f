import { instantiateMetered, type MeteredModule } from '@blufio/sandbox/rewriter'
import type { Contender } from '../../../tooling/bench/interleaved.ts'
import type { Call } from '../test/golden/rules.ts'
import type { Kernels } from './kernels.ts'

type Callable = (...values: readonly number[]) => unknown
type Exports = Readonly<Record<string, unknown>>

const IMPORTS: WebAssembly.Imports = { env: { abort: () => {} } }
const FUEL = (1n << 64n) - 1n
const TIMEOUT_MS = 3_600_000

/** A call of a module as it was compiled. */
export function plainCall(module: WebAssembly.Module, call: Call, kernels: Kernels): Contender {
  return callOf(() => new WebAssembly.Instance(module, IMPORTS).exports, call, kernels)
}

/** A call of a metered module that asks for the time and for cancellation at every refill, as an invocation does. */
export function meteredCall(module: MeteredModule, call: Call, kernels: Kernels): Contender {
  const { signal } = new AbortController()
  const startedAt = performance.now()
  const onRefill = (): boolean => !signal.aborted && performance.now() - startedAt <= TIMEOUT_MS
  return callOf(() => instantiateMetered(module, IMPORTS, { fuel: FUEL, onRefill }).exports, call, kernels)
}

function callOf(instantiate: () => Exports, [name, ...args]: Call, { littering }: Kernels): Contender {
  const kept = littering ? undefined : instantiate()
  return () => {
    const run = (kept ?? instantiate())[name] as Callable
    return () => void run(...args)
  }
}
