import { compileMetered, type MeteredModule } from '@blufio/sandbox/rewriter'
import { describe, expect, test } from 'vitest'
import { instantiateAlone } from '../support/metered-calls.ts'
import { goldenCases } from './cases.ts'
import figures from './figures.json' with { type: 'json' }
import type { Call } from './rules.ts'

const cases = await goldenCases()

/** What a case costs with wasmtime: instantiation alone, or with one call that returns. */
const runs = cases.flatMap(({ name, wasm, calls }, index) => {
  const { startup = 0, calls: rows = [] } = figures[index] ?? {}
  const called = calls.flatMap((call, position) => {
    const fuel = rows[position]?.fuel
    return typeof fuel === 'number' ? [{ title: `${name}: ${call.join(' ')}`, wasm, call, used: startup + fuel }] : []
  })
  return [...(startup > 0 ? [{ title: name, wasm, call: undefined, used: startup }] : []), ...called]
})

describe('a run succeeds exactly when its budget covers what wasmtime 49 says it uses', () => {
  test('of 200 runs and more', () => {
    expect(runs.length).toBeGreaterThan(200)
  })

  test.for(runs)('$title', async ({ wasm, call, used }, context) => {
    if (!WebAssembly.validate(wasm)) return context.skip('needs an engine that knows every proposal of the module')
    const metered = await compileMetered(wasm)
    expect(endOf(metered, call, used)).toBe('returns')
    expect(endOf(metered, call, used - 1)).toBe('ERR_FUEL_EXHAUSTED')
    expect(endOf(metered, call, Math.floor(used / 2))).toBe('ERR_FUEL_EXHAUSTED')
  })
})

function endOf(metered: MeteredModule, call: Call | undefined, fuel: number): unknown {
  try {
    const { exports } = instantiateAlone(metered, BigInt(fuel))
    if (call === undefined) return 'returns'
    const [name, ...values] = call
    ;(exports[name] as (...values: number[]) => unknown)(...values)
    return 'returns'
  } catch (error) {
    return (error as { code?: string }).code ?? error
  }
}
