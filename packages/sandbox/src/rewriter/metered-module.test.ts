import { describe, expect, test, vi } from 'vitest'
import { wat } from '../../test/support/wat.ts'
import { compileMetered, type FuelError, instantiateMetered, type MeteredInstance } from './metered-module.ts'

type Callable = (...values: number[]) => unknown

async function instance(
  text: string,
  options: { fuel?: bigint; onRefill?: () => boolean } = {},
  imports = {},
): Promise<MeteredInstance> {
  return instantiateMetered(await compileMetered(wat(text)), imports, { fuel: 1_000_000n, ...options })
}

function call(target: MeteredInstance, name: string, ...values: number[]): unknown {
  return (target.exports[name] as Callable)(...values)
}

const COUNT = '(func (export "count") (param i32) (loop (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))))'

describe('a metered instance', () => {
  test('shows the guest its own exports and no others', async () => {
    const guest = await instance('(module (memory (export "memory") 1) (func (export "f")) (func $s) (start $s))')
    expect(Object.keys(guest.exports)).toEqual(['memory', 'f'])
    expect(Object.getPrototypeOf(guest.exports)).toBeNull()
  })

  test('wraps a function once, whatever names it has', async () => {
    const { exports } = await instance('(module (func $f (export "a") (export "b")))')
    expect(exports['a']).toBe(exports['b'])
  })

  test('counts what every call uses', async () => {
    const guest = await instance(`(module ${COUNT})`)
    call(guest, 'count', 10)
    expect(guest.fuelConsumed).toBe(51n)
    call(guest, 'count', 1)
    expect(guest.fuelConsumed).toBe(57n)
  })

  test('ends a call that overdraws its budget, also in its very last run of code', async () => {
    const guest = await instance('(module (func (export "f") (drop (i32.const 1))))', { fuel: 1n })
    expect(() => call(guest, 'f')).toThrow(expect.objectContaining({ code: 'ERR_FUEL_EXHAUSTED' }))
    expect(guest.stopReason).toBe('out-of-fuel')
  })

  test('ends a run of calls of a large function soon after its budget', async () => {
    const large = `(func $large ${'(drop (i32.const 1))'.repeat(10_000)})`
    const guest = await instance(`(module ${large} (func (export "f") ${'(call $large)'.repeat(1_000)}))`, {
      fuel: 5_000n,
    })
    expect(() => call(guest, 'f')).toThrow(expect.objectContaining({ code: 'ERR_FUEL_EXHAUSTED' }))
    expect(guest.fuelConsumed).toBeLessThan(30_000n)
  })

  test('goes on after fuel was added', async () => {
    const guest = await instance(`(module ${COUNT})`, { fuel: 20n })
    expect(() => call(guest, 'count', 100)).toThrow(expect.objectContaining({ code: 'ERR_FUEL_EXHAUSTED' }))
    guest.addFuel(1_000n)
    call(guest, 'count', 100)
    expect(guest.stopReason).toBeUndefined()
  })

  test.each([
    ['twice as many up to 16 million while that takes less than a millisecond', 0.5, [1, 2, 4, 8, 16, 16, 16]],
    ['as many while that takes one or two', 1, [1, 2, 2, 2, 2, 2, 2]],
    ['half as many, once known, when that takes longer', 100, [1, 2, 1, 0.5, 0.25, 0.125, 0.0625]],
  ])('asks its host after a million units, then after %s', async (_, sliceMs, millions) => {
    let clock = 1
    const time = vi.spyOn(performance, 'now').mockImplementation(() => clock)
    const asked: number[] = []
    const holder: { guest?: MeteredInstance } = {}
    const onRefill = (): boolean => {
      clock += sliceMs
      return asked.push(Number(holder.guest?.fuelConsumed)) < 7
    }
    holder.guest = await instance(`(module ${COUNT})`, { fuel: 1n << 62n, onRefill })
    expect(() => call(holder.guest as MeteredInstance, 'count', 0)).toThrow(
      expect.objectContaining<Partial<FuelError>>({ code: 'ERR_RUN_STOPPED' }),
    )
    time.mockRestore()
    const slices = asked.map((units, index) => units - (asked[index - 1] ?? 0))
    // A check comes at most an iteration late.
    expect(slices.map((units) => Math.round(units / 10_000) / 100)).toEqual(
      millions.map((slice) => Math.round(slice * 100) / 100),
    )
  })

  test('stops at its next check when a host function says so', async () => {
    const holder: { guest?: MeteredInstance } = {}
    const text = '(module (import "h" "stop" (func $stop)) (func (export "f") (call $stop) (loop (br 0))))'
    holder.guest = await instance(text, { fuel: 1n << 62n }, { h: { stop: () => holder.guest?.stop() } })
    expect(() => call(holder.guest as MeteredInstance, 'f')).toThrow(
      expect.objectContaining({ code: 'ERR_RUN_STOPPED' }),
    )
  })

  test('runs the start function under its fuel', async () => {
    const endless = compileMetered(wat('(module (func $s (loop (br 0))) (start $s))'))
    const metered = await endless
    expect(() => instantiateMetered(metered, {}, { fuel: 500n })).toThrow(
      expect.objectContaining({ code: 'ERR_FUEL_EXHAUSTED' }),
    )
  })

  test.each([[-1n], [1n << 64n], [5 as never], [undefined as never]])('refuses a budget of %s', async (fuel) => {
    const metered = await compileMetered(wat('(module)'))
    expect(() => instantiateMetered(metered, {}, { fuel })).toThrow(expect.objectContaining({ code: 'ERR_OPTION' }))
  })

  test('takes the whole range of budgets', async () => {
    const guest = await instance(`(module ${COUNT})`, { fuel: (1n << 64n) - 1n })
    call(guest, 'count', 1000)
    expect(guest.fuelConsumed).toBe(5001n)
    expect(() => call(guest, 'count', -1)).not.toThrow()
  })

  test('lets an error of the guest and of a host function through as it is', async () => {
    const guest = await instance(
      '(module (import "h" "f" (func $f)) (func (export "trap") unreachable) (func (export "host") (call $f)))',
      {},
      {
        h: {
          f: () => {
            throw new TypeError('from the host')
          },
        },
      },
    )
    expect(() => call(guest, 'trap')).toThrow(WebAssembly.RuntimeError)
    expect(() => call(guest, 'host')).toThrow(TypeError)
  })

  test('can be posted to another thread as plain data', async () => {
    const metered = await compileMetered(wat(`(module ${COUNT})`))
    const { port1, port2 } = new MessageChannel()
    const received = new Promise<typeof metered>((resolve) => {
      port2.onmessage = ({ data }) => resolve(data)
    })
    port1.postMessage(metered)
    const guest = instantiateMetered(await received, {}, { fuel: 100n })
    port1.close()
    call(guest, 'count', 3)
    expect(guest.fuelConsumed).toBe(16n)
  })
})
