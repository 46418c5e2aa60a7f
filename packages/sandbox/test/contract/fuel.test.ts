import { compileMetered } from '@blufio/sandbox/rewriter'
import { describe, expect, test } from 'vitest'
import figures from '../golden/figures.json' with { type: 'json' }
import { ruleCases } from '../golden/rules.ts'
import { fuelOf, instantiateAlone } from '../support/metered-calls.ts'

describe('fuel is that of wasmtime 49 on this engine', () => {
  test.each(ruleCases())('$name', async ({ name, wasm, calls }) => {
    const row = figures.find((candidate) => candidate.name === name)
    const metered = await compileMetered(wasm)
    expect(Number(instantiateAlone(metered).fuelConsumed)).toBe(row?.startup)
    expect(calls.map((call) => fuelOf(metered, call)?.toString())).toEqual(
      row?.calls.map(({ fuel }) => fuel?.toString()),
    )
  })
})
