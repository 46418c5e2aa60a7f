import {
  compileMetered,
  type FunctionFuel,
  instantiateMetered,
  type MeteredInstance,
  type MeteredModule,
} from '@blufio/sandbox/rewriter'
import { expect, test } from 'vitest'
import { goldenCases } from '../golden/cases.ts'
import type { Call } from '../golden/rules.ts'
import { instantiateAlone } from '../support/metered-calls.ts'
import { wat } from '../support/wat.ts'
import { randomModule } from './random-module.ts'

const MODULES = Number(process.env['BLUFIO_FUZZ_MODULES'] ?? 300)
const SEED = Number(process.env['BLUFIO_FUZZ_SEED'] ?? 20_261_123)
/** The last is too little for most calls, which then end in the middle of something. */
const BUDGETS = [300_000n, 1_000n, 17n]
const CALLS: readonly Call[] = ['f0', 'f1', 'f3'].flatMap((name) => [0, 3, -7].map((value): Call => [name, value]))

test(`random modules from the seed ${SEED} on use the same fuel told by function, and that comes to the whole`, {
  timeout: 600_000,
}, async () => {
  for (let seed = SEED; seed < SEED + MODULES; seed++) {
    const wasm = wat(randomModule(seed))
    const plain = await compileMetered(wasm)
    const profiled = await compileMetered(wasm, { profile: true })
    for (const call of CALLS) {
      for (const fuel of BUDGETS) {
        const where = `seed ${seed}, ${call.join(' ')} with ${fuel}`
        const expected = called(started(plain, fuel), call)
        const instance = started(profiled, fuel)
        expect(called(instance, call), where).toEqual(expected)
        const rows = instance.fuelByFunction() ?? []
        expect(sum(rows), where).toBe(instance.fuelConsumed)
        expect(
          rows.filter((row) => row.fuel <= 0n),
          where,
        ).toEqual([])
      }
    }
  }
})

test('where the fuel went does not depend on who pays for it: callers, or functions that others can call, too', {
  timeout: 600_000,
}, async () => {
  let compared = 0
  for (let seed = SEED; seed < SEED + MODULES; seed++) {
    const text = randomModule(seed)
    const { length: functions } = text.match(/\(func \$/g) ?? []
    const every = Array.from({ length: functions }, (_, index) => index).join(' ')
    const byThemselves = await profile(text.replace(/\)\s*$/, ` (elem declare func ${every}))`))
    // Only the first can be called from outside.
    const byCallers = await profile(text.replaceAll(/ \(export "f[1-9]"\)/g, ''))
    for (const call of CALLS.filter(([name]) => name === 'f0')) {
      const where = `seed ${seed}, ${call.join(' ')}`
      const instance = started(byCallers, 300_000n)
      const before = instance.fuelConsumed
      instance.charge(5n)
      const { result } = called(instance, call)
      if (typeof result !== 'number') continue
      const rows = instance.fuelByFunction() ?? []
      // Exactly that: no function was charged for it, or got what is another's.
      expect(rows.find(({ functionIndex }) => functionIndex === -1)?.fuel, where).toBe(before + 5n)
      const other = started(byThemselves, 300_000n)
      other.charge(5n)
      called(other, call)
      expect(withoutNames(other.fuelByFunction() ?? []), where).toEqual(withoutNames(rows))
      if (rows.length > 2) compared++
    }
  }
  expect(compared).toBeGreaterThan(MODULES / 10)
})

test('the golden modules use the same fuel told by function, and that comes to the whole', {
  timeout: 120_000,
}, async () => {
  for (const { name, wasm, calls } of await goldenCases()) {
    if (!WebAssembly.validate(wasm)) continue
    const plain = await compileMetered(wasm)
    const profiled = await compileMetered(wasm, { profile: true })
    for (const call of calls) {
      const where = `${name}: ${call.join(' ')}`
      const expected = called(instantiateAlone(plain), call)
      const instance = instantiateAlone(profiled)
      expect(called(instance, call), where).toEqual(expected)
      expect(sum(instance.fuelByFunction() ?? []), where).toBe(instance.fuelConsumed)
    }
  }
})

/** Functions lose the names that they have by their exports. */
function withoutNames(rows: readonly FunctionFuel[]): unknown[] {
  return rows.map(({ functionIndex, fuel }) => ({ functionIndex, fuel }))
}

function profile(text: string): Promise<MeteredModule> {
  return compileMetered(wat(text), { profile: true })
}

function started(module: MeteredModule, fuel: bigint): MeteredInstance {
  return instantiateMetered(module, { host: { note: () => {} } }, { fuel })
}

/** What came of a call, and what it used. */
function called(
  instance: MeteredInstance,
  [name, ...values]: Call,
): { result: unknown; fuel: bigint; stopReason: unknown } {
  const call = instance.exports[name] as (...values: number[]) => unknown
  let result: unknown
  try {
    result = call(...values)
  } catch (error) {
    result = String(error)
  }
  return { result, fuel: instance.fuelConsumed, stopReason: instance.stopReason }
}

function sum(rows: readonly { readonly fuel: bigint }[]): bigint {
  return rows.reduce((total, { fuel }) => total + fuel, 0n)
}
