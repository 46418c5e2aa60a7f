import { rewrite } from '@blufio/sandbox/rewriter'
import { expect, test } from 'vitest'
import { goldenCases } from '../golden/cases.ts'

const cases = await goldenCases()

/** What became of bytes: refused with a code of ours, or a module that the engine takes. Anything else is a fault. */
function fate(bytes: Uint8Array): 'refused' | 'valid' | string {
  try {
    return WebAssembly.validate(rewrite(bytes).bytes) ? 'valid' : 'rewritten to something invalid'
  } catch (error) {
    const code = (error as { code?: unknown }).code
    return typeof code === 'string' && code.startsWith('ERR_WASM_') ? 'refused' : `threw ${String(error)}`
  }
}

test('a module cut short at any byte is refused, or valid as it stands', () => {
  for (const { name, wasm } of cases) {
    for (let length = 0; length < wasm.length; length++) {
      expect(['refused', 'valid'], `${name}, ${length} bytes`).toContain(fate(wasm.subarray(0, length)))
    }
  }
})

test('a module with any one byte changed is refused, or valid and rewritten to something valid', () => {
  let state = 20_261_122
  const random = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
  let valid = 0
  for (const { name, wasm } of cases) {
    for (let round = 0; round < 200; round++) {
      const damaged = wasm.slice()
      const at = 8 + random(Math.max(wasm.length - 8, 1))
      damaged[at] = random(256)
      const what = fate(damaged)
      if (what === 'valid') valid++
      expect(['refused', 'valid'], `${name}, byte ${at} = ${damaged[at]}`).toContain(what)
    }
  }
  expect(valid).toBeGreaterThan(100)
})
