import { isBlufioError } from '@blufio/core'
import { compileMetered, instantiateMetered, type MeteredModule } from '@blufio/sandbox/rewriter'
import { describe, expect, test } from 'vitest'
import { askOracle, hasOracle } from '../golden/oracle.ts'
import type { Call } from '../golden/rules.ts'
import { wat } from '../support/wat.ts'
import { randomModule } from './random-module.ts'

const MODULES = Number(process.env['BLUFIO_FUZZ_MODULES'] ?? 500)
const SEED = Number(process.env['BLUFIO_FUZZ_SEED'] ?? 20_261_122)
const ENOUGH = 300_000n
const ARGUMENTS = [0, 3, -7]
const CALLS: readonly Call[] = ['f0', 'f1', 'f3'].flatMap((name) => ARGUMENTS.map((argument): Call => [name, argument]))

/** What a call left behind: all that a guest or its host could see. */
interface Trace {
  readonly result: unknown
  readonly notes: readonly number[]
  readonly globals: readonly unknown[]
  readonly memory: string
}

const seeds = Array.from({ length: MODULES }, (_, index) => SEED + index)

describe(`random modules from the seed ${SEED} on`, () => {
  test(`${MODULES} modules do metered what they do plain, and the fuel they use is exactly enough`, {
    timeout: 600_000,
  }, async () => {
    let compared = 0
    for (const seed of seeds) {
      const wasm = wat(randomModule(seed))
      const plain = await WebAssembly.compile(wasm)
      const metered = await compileMetered(wasm)
      for (const call of CALLS) {
        const { trace, fuel } = runMetered(metered, call, ENOUGH)
        if (trace === undefined) continue
        const where = `seed ${seed}, ${call.join(' ')}`
        expect(trace, where).toEqual(runPlain(plain, call))
        compared++
        if (fuel === undefined) continue
        expect(runMetered(metered, call, fuel).trace, `${where} with ${fuel}`).toEqual(trace)
        expect(runMetered(metered, call, fuel - 1n).trace, `${where} with one less than ${fuel}`).toBeUndefined()
      }
    }
    expect(compared).toBeGreaterThan(MODULES)
  })

  test('an instance that is reset does what a new one does, with the same fuel', { timeout: 600_000 }, async () => {
    let resets = 0
    for (const seed of seeds.slice(0, MODULES / 4)) {
      const metered = await compileMetered(wat(randomModule(seed)), { resettable: true })
      const notes: number[] = []
      const imports = { host: { note: (value: number) => notes.push(value) } }
      let kept = instantiateMetered(metered, imports, { fuel: ENOUGH, reusable: true })
      for (const call of [...CALLS, ...CALLS]) {
        if (kept.canReset) {
          kept.reset(ENOUGH)
          resets++
        } else kept = instantiateMetered(metered, imports, { fuel: ENOUGH, reusable: true })
        notes.length = 0
        const again = traceOf(kept.exports, resultOf(kept.exports, call), notes)
        const { trace, fuel } = runMetered(metered, call, ENOUGH)
        if (trace === undefined) continue
        const where = `seed ${seed}, ${call.join(' ')}`
        expect(again, where).toEqual(trace)
        if (fuel !== undefined) expect(kept.fuelConsumed, where).toBe(fuel)
      }
    }
    expect(resets).toBeGreaterThan(MODULES / 4)
  })

  test('the fuel of calls that complete is what wasmtime says', { timeout: 600_000 }, async (context) => {
    if (!hasOracle()) return context.skip('needs wasmtime 49.0.0 for python3')
    const jobs: { seed: number; wasm: Uint8Array; calls: Call[]; fuel: number[] }[] = []
    for (const seed of seeds) {
      const wasm = wat(randomModule(seed))
      const metered = await compileMetered(wasm)
      const rows = CALLS.map((call) => ({ call, fuel: runMetered(metered, call, ENOUGH).fuel }))
      const complete = rows.flatMap(({ call, fuel }) => (fuel === undefined ? [] : [{ call, fuel: Number(fuel) }]))
      if (complete.length > 0)
        jobs.push({ seed, wasm, calls: complete.map((row) => row.call), fuel: complete.map((row) => row.fuel) })
    }
    const figures = askOracle(jobs)
    for (const [index, { seed, calls, fuel }] of jobs.entries()) {
      expect(figures[index]?.calls, `seed ${seed}: ${calls.join('; ')}`).toEqual(fuel)
    }
    expect(jobs.length).toBeGreaterThan(MODULES / 4)
  })
})

/** No trace when the budget did not suffice; no fuel when the call trapped. */
function runMetered(module: MeteredModule, [name, ...values]: Call, fuel: bigint): { trace?: Trace; fuel?: bigint } {
  const notes: number[] = []
  const instance = instantiateMetered(module, { host: { note: (value: number) => notes.push(value) } }, { fuel })
  const { exports } = instance
  const result = resultOf(exports, [name, ...values])
  if (instance.stopReason !== undefined) return {}
  const trace = traceOf(exports, result, notes)
  return typeof result === 'number' ? { trace, fuel: instance.fuelConsumed } : { trace }
}

function runPlain(module: WebAssembly.Module, [name, ...values]: Call): Trace {
  const notes: number[] = []
  const { exports } = new WebAssembly.Instance(module, { host: { note: (value: number) => notes.push(value) } })
  return traceOf(exports, resultOf(exports, [name, ...values]), notes)
}

function resultOf(exports: Readonly<Record<string, unknown>>, [name, ...values]: Call): unknown {
  return outcome(() => (exports[name] as (...values: number[]) => unknown)(...values))
}

function outcome(call: () => unknown): unknown {
  try {
    return call()
  } catch (error) {
    if (error instanceof WebAssembly.RuntimeError) return error.message
    if (isBlufioError(error)) return error.code
    throw error
  }
}

function traceOf(exports: Readonly<Record<string, unknown>>, result: unknown, notes: readonly number[]): Trace {
  const bytes = new Uint8Array((exports['memory'] as WebAssembly.Memory).buffer)
  const globals = ['g0', 'g1'].map((name) => (exports[name] as WebAssembly.Global).value)
  // The modules write only below 8 KiB; above, memory can only grow.
  return { result, notes, globals, memory: `${bytes.length} ${bytes.subarray(0, 8192).join(' ')}` }
}
