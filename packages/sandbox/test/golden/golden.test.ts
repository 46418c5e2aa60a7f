import { createHash } from 'node:crypto'
import { compileMetered } from '@blufio/sandbox/rewriter'
import { describe, expect, test } from 'vitest'
import { fuelOf, instantiateAlone } from '../support/metered-calls.ts'
import { goldenCases } from './cases.ts'
import figures from './figures.json' with { type: 'json' }
import { askOracle, hasOracle } from './oracle.ts'

const cases = await goldenCases()
const LACKING = 'needs an engine that knows every proposal of the module'

test('no two cases have one name', () => {
  expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length)
})

test('every case has its figures, and no figure is left over', () => {
  expect(figures.map(({ name }) => name)).toEqual(cases.map(({ name }) => name))
})

describe.each(cases)('fuel equals that of wasmtime 49: $name', ({ name, wasm, calls }) => {
  const row = figures.find((candidate) => candidate.name === name)

  test('the module is the one that was measured', () => {
    expect(row?.sha256).toBe(createHash('sha256').update(wasm).digest('hex'))
  })

  test('instantiation', async (context) => {
    if (!WebAssembly.validate(wasm)) return context.skip(LACKING)
    expect(instantiateAlone(await compileMetered(wasm)).fuelConsumed).toBe(BigInt(row?.startup ?? -1))
  })

  test.for(calls.map((call, index) => [call.join(' '), call, row?.calls[index]?.fuel] as const))(
    '%s',
    async ([_, call, fuel], context) => {
      if (!WebAssembly.validate(wasm)) return context.skip(LACKING)
      const metered = await compileMetered(wasm)
      expect(fuelOf(metered, call)).toBe(fuel === null || fuel === undefined ? null : BigInt(fuel))
    },
  )
})

test('the figures are still what wasmtime says', { timeout: 120_000 }, (context) => {
  if (!hasOracle()) return context.skip('needs wasmtime 49.0.0 for python3')
  expect(askOracle(cases).map(({ startup, calls }) => ({ startup, calls }))).toEqual(
    figures.map(({ startup, calls }) => ({ startup, calls: calls.map(({ fuel }) => fuel) })),
  )
})
