import { compileMetered } from '@blufio/sandbox/rewriter'
import { describe, expect, test } from 'vitest'
import { fuelOf } from '../support/metered-calls.ts'
import { forgottenCases } from './forgotten.ts'
import { askOracle, hasOracle } from './oracle.ts'

describe.each(forgottenCases())('what wasmtime 49 forgets is charged: $name', ({ wasm, calls, honest }) => {
  test('by the operators that are executed', async (context) => {
    if (!WebAssembly.validate(wasm)) return context.skip('needs an engine that knows every proposal of the module')
    expect(fuelOf(await compileMetered(wasm), calls[0])).toBe(BigInt(honest))
  })

  test('and wasmtime does forget it', (context) => {
    if (!hasOracle()) return context.skip('needs wasmtime 49.0.0 for python3')
    const [figures] = askOracle([{ wasm, calls }])
    expect(figures?.calls[0]).toBeGreaterThan(0)
    expect(figures?.calls[0]).toBeLessThan(honest)
  })
})
