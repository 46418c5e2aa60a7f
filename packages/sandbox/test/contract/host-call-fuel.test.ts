import { describe, expect, test } from 'vitest'
import { ISOLATIONS, runOnce } from '../support/skills.ts'
import { skillWat } from '../support/wat.ts'

/** Ten calls of one host function. */
const TEN_CALLS = skillWat(
  '(local i32) (loop (drop (call $get_input_len)) (br_if 0 (i32.lt_u (local.tee 0 (i32.add (local.get 0) (i32.const 1))) (i32.const 10))))',
)

describe.each(ISOLATIONS)('the charge of host calls, $isolation', (options) => {
  test('is nothing beyond what the profile says, unless asked for', async () => {
    const { usage } = await runOnce(options, TEN_CALLS)
    expect(await runOnce({ ...options, limits: { hostCallFuel: 0 } }, TEN_CALLS)).toMatchObject({
      usage: { fuel: usage.fuel },
    })
  })

  test('is taken for each call, exactly', async () => {
    const { usage } = await runOnce(options, TEN_CALLS)
    const charged = await runOnce({ ...options, limits: { hostCallFuel: 1_000 } }, TEN_CALLS)
    expect(charged).toMatchObject({ outcome: 'ok', usage: { fuel: usage.fuel + 10_000n, fuelExact: true } })
  })

  test('ends a run that it uses up, before the call is made', async () => {
    const wasm = skillWat(
      '(call $log (i32.const 2) (i32.const 0) (i32.const 0)) (call $log (i32.const 2) (i32.const 0) (i32.const 0))',
    )
    const limits = { hostCallFuel: 1_000 }
    const { usage } = await runOnce({ ...options, limits }, wasm)
    const result = await runOnce({ ...options, limits }, wasm, { fuel: 1_500n })
    expect(result).toMatchObject({ outcome: 'out-of-fuel', usage: { fuel: 1_500n } })
    expect(result.logs).toHaveLength(1)
    expect((await runOnce({ ...options, limits }, wasm, { fuel: usage.fuel })).outcome).toBe('ok')
    expect((await runOnce({ ...options, limits }, wasm, { fuel: usage.fuel - 1n })).outcome).toBe('out-of-fuel')
  })

  test('ends a loop of host calls that nothing else would end for long', async () => {
    const endless = skillWat('(loop (drop (call $get_input_len)) (br 0))')
    const result = await runOnce({ ...options, limits: { hostCallFuel: 1_000_000 } }, endless)
    expect(result).toMatchObject({ outcome: 'out-of-fuel', usage: { fuel: 1_000_000_000n } })
  })

  test.each([-1, 0.5, Number.NaN, 2 ** 53])('is refused when it is %s', async (hostCallFuel) => {
    await expect(runOnce({ ...options, limits: { hostCallFuel } }, TEN_CALLS)).rejects.toMatchObject({
      code: 'ERR_OPTION',
      message: expect.stringContaining('hostCallFuel'),
    })
  })
})
