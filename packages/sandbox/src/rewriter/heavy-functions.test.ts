import { describe, expect, test } from 'vitest'
import { meetingBranchesModule } from '../../test/support/meeting-branches.ts'
import { leb, oneFunction, repeat } from '../../test/support/module-bytes.ts'
import { refusal } from '../../test/support/refusal.ts'
import { rewrite } from './rewrite.ts'

/** `block`, so often `local.get 0`, `br_if 0`, then `end`. */
function branchesOutOf(count: number): number[] {
  return [0x02, 0x40, ...repeat(count, [0x20, 0, 0x0d, 0]), 0x0b]
}

/** A loop that calls, so often in each other. */
function nestedLoops(depth: number): Uint8Array<ArrayBuffer> {
  return oneFunction([0, ...repeat(depth, [0x03, 0x40, 0x10, 0]), ...repeat(depth, [0x0b]), 0x0b])
}

describe('a function that takes engines too much to optimise', () => {
  test('is refused with its place and what to do', () => {
    const wasm = meetingBranchesModule(20_000)
    const error = refusal(wasm)
    expect(error).toMatchObject({
      code: 'ERR_WASM_TOO_LARGE',
      message: expect.stringContaining('branches that meet at one label'),
      hint: expect.stringContaining("isolation 'process'"),
    })
    // The vector of its locals, which is empty, then `block`.
    const { offset = 0 } = error as { offset?: number }
    expect([...wasm.subarray(offset, offset + 3)]).toEqual([0, 0x02, 0x40])
  })

  test('is taken by who says to survive it', () => {
    expect(refusal(meetingBranchesModule(20_000), { survivesEngineFaults: true })).toBe('accepted')
  })

  test('is one whose values times branches pass the limit, however long it is', () => {
    expect(refusal(meetingBranchesModule(4_000))).toBe('accepted')
    expect(refusal(meetingBranchesModule(4_200))).toMatchObject({ code: 'ERR_WASM_TOO_LARGE' })
  })

  test('is not one whose branches carry nothing', () => {
    expect(refusal(oneFunction([1, 1, 0x7f, ...branchesOutOf(100_000), 0x0b]))).toBe('accepted')
  })

  test('is one with thousands of locals that meet in thousands of branches', () => {
    const module = (branches: number): Uint8Array<ArrayBuffer> =>
      oneFunction([1, ...leb(2_000), 0x7f, ...branchesOutOf(branches), 0x0b])
    expect(refusal(module(2_000))).toBe('accepted')
    expect(refusal(module(2_001))).toMatchObject({
      code: 'ERR_WASM_TOO_LARGE',
      message: expect.stringContaining('locals times branches'),
      offset: expect.any(Number),
    })
  })
})

test('a module that would grow beyond twice the limit on modules is refused', () => {
  const wasm = nestedLoops(50_000)
  expect(rewrite(wasm).bytes.length).toBeGreaterThan(2 * wasm.length + 65_536)
  expect(refusal(wasm, { maxModuleBytes: wasm.length })).toMatchObject({
    code: 'ERR_WASM_TOO_LARGE',
    hint: expect.stringContaining('maxModuleBytes'),
  })
})
