import { describe, expect, test } from 'vitest'
import { hasOracle } from '../golden/oracle.ts'
import figures from './figures.json' with { type: 'json' }
import { digestsOf, runProgram, withFolder } from './program-runs.ts'
import { programs } from './programs.ts'
import { replay } from './replay.ts'

/**
 * What may be paid above wasmtime's figure where a throw of the host unwinds the guest: each function that it unwinds
 * had paid in advance for what follows the call that never returned, while wasmtime had not counted that yet.
 */
const MAX_ADVANCE = 0.001
const WITH_ORACLE = hasOracle()

test('every program has its figures, and no figure is left over', () => {
  expect(figures.map(({ name }) => name)).toEqual(Object.keys(programs))
})

test('ten programs and more are never unwound by their host, so their fuel is exact', () => {
  expect(figures.filter(({ unwound }) => unwound === 0).length).toBeGreaterThanOrEqual(10)
})

describe.each(figures)('$name', { timeout: 240_000 }, ({ name, modules, output, startup, fuel, unwound }) => {
  test('gives metered what it gives plain, for the fuel that wasmtime 49 takes', async () => {
    await withFolder(async (folder) => {
      const plain = await runProgram(name, 'plain', folder)
      expect(await digestsOf(folder, plain)).toEqual({ modules, output })
      const metered = await runProgram(name, 'metered', folder)
      expect(metered.output).toEqual(plain.output)
      expect(metered.startup).toBe(`${startup}`)
      expect(Number(metered.fuel)).toBeGreaterThanOrEqual(fuel)
      expect(Number(metered.fuel)).toBeLessThanOrEqual(unwound === 0 ? fuel : fuel * (1 + MAX_ADVANCE))
    })
  })

  test('its figures are still what wasmtime says', async (context) => {
    if (!WITH_ORACLE) return context.skip('needs wasmtime 49.0.0 for python3')
    await withFolder(async (folder) => {
      const recorded = await runProgram(name, 'recorded', folder)
      expect(await digestsOf(folder, recorded)).toEqual({ modules, output })
      expect(await replay(folder)).toEqual({ startup, fuel, unwound })
    })
  })
})
