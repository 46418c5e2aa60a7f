import { describe, expect, test } from 'vitest'
import { wat } from '../../test/support/wat.ts'
import { rewrite } from '../rewriter/rewrite.ts'
import { formatListing } from './format-listing.ts'
import { type ListingOptions, listFunction } from './list-function.ts'

function list(text: string, index = 0, options: ListingOptions = {}): ReturnType<typeof listFunction> {
  const wasm = wat(text)
  return listFunction(wasm, rewrite(wasm).plan, index, options)
}

const NOPS = `(module (func (export "f") ${'nop '.repeat(100)}))`

describe('the lines asked for', () => {
  test('are the first 2,000 by default, and their number is told', () => {
    const { lines, lineCount } = list(`(module (func (export "f") ${'nop '.repeat(3000)}))`)
    expect([lines.length, lineCount]).toEqual([2000, 3002])
  })

  test('are the same ones whether listed alone or with all', () => {
    const all = list(NOPS).lines
    const some = list(NOPS, 0, { firstLine: 41, maxLines: 7 })
    expect(some.lines).toEqual(all.slice(40, 47))
    expect(formatListing(some)).toContain(';; lines 41 to 47 of 102')
  })

  test('keep their charges when what is before them is left out', () => {
    const text =
      '(module (func (export "f") (param i32) (if (local.get 0) (then nop (drop (i32.const 1)))) unreachable))'
    const all = list(text).lines
    for (let firstLine = 1; firstLine <= all.length; firstLine++) {
      expect(list(text, 0, { firstLine, maxLines: 1 }).lines).toEqual([all[firstLine - 1]])
    }
  })

  test.each([{ firstLine: 0 }, { firstLine: 1.5 }, { maxLines: -1 }, { maxLines: Number.NaN }])(
    'are refused as %j: ERR_OPTION',
    (options) => {
      expect(() => list(NOPS, 0, options)).toThrow(expect.objectContaining({ code: 'ERR_OPTION' }))
    },
  )
})

test.each([
  ['an import', 0],
  ['beyond the last', 2],
  ['no index', -1],
])('refuses %s: ERR_OPTION, which tells the indices there are', (_, index) => {
  const text = '(module (import "a" "b" (func)) (func))'
  expect(() => list(text, index)).toThrow(
    expect.objectContaining({ code: 'ERR_OPTION', message: expect.stringContaining('1 to 1') }),
  )
})

describe('what a module could do to its reader', () => {
  test('names are one line without controls, marks or letters that run from right to left', () => {
    const name = '\\1b[2J\\0a;; charge 0\\e2\\80\\ae\\d7\\90\\cc\\81'
    const text = formatListing(list(`(module (func (export "${name}") nop))`))
    expect(text.split('\n')).toHaveLength(5)
    expect(text).toMatch(/^[\x20-\x7e\n]+$/)
    expect(text).toContain('\\u{1b}[2J\\u{a};; charge 0\\u{202e}\\u{5d0}\\u{301}')
  })

  test('a long name is cut', () => {
    expect(formatListing(list(`(module (func (export "${'x'.repeat(1e6)}") nop))`)).length).toBeLessThan(300)
  })

  test('deep nesting makes a text that is linear in it', () => {
    const depth = 20_000
    // A block after another, then their ends.
    const blocks = Array.from({ length: depth }, () => [0x02, 0x40]).flat()
    const wasm = moduleOf(Uint8Array.from([0, ...blocks, ...new Uint8Array(depth + 1).fill(0x0b)]))
    const listing = listFunction(wasm, rewrite(wasm).plan, 0, { maxLines: 1e6 })
    expect(listing.lines[depth]?.depth).toBe(depth)
    expect(formatListing(listing).length).toBeLessThan(depth * 100)
  })

  test('a br_table, a type and locals without end are cut', () => {
    const labels = '0 '.repeat(60_000)
    const many = 'i32 '.repeat(900)
    const text = formatListing(
      list(`(module (func (param ${many}) (local ${'i64 '.repeat(9000)}) (br_table ${labels} (i32.const 0))))`),
    )
    expect(text).toContain('… 60000 in all')
    expect(text).toContain('… 900 in all')
    expect(text).toContain('… 9000 locals in all')
    expect(text.length).toBeLessThan(3000)
  })

  test('names that two have show their indices', () => {
    // A section `name`: functions 0 and 1 are both called x.
    const names = [1, 7, 2, 0, 1, 0x78, 1, 1, 0x78]
    const section = [0, 5 + names.length, 4, ...new TextEncoder().encode('name'), ...names]
    const wasm = Uint8Array.from([...wat('(module (func (call 1)) (func))'), ...section])
    const { lines } = listFunction(wasm, rewrite(wasm).plan, 0)
    expect(lines.map(({ code }) => code)).toEqual(['(func $x(;0;)', 'call $x(;1;)', ')'])
  })
})

test('lists a function of millions of bytes in time that is linear in it', { timeout: 20_000 }, () => {
  const size = 2_000_000
  const wasm = moduleOf(Uint8Array.from({ length: size + 2 }, (_, at) => (at === 0 ? 0 : at > size ? 0x0b : 0x01)))
  const { plan } = rewrite(wasm)
  const { lineCount, lines } = listFunction(wasm, plan, 0)
  expect([lineCount, lines.length]).toEqual([size + 2, 2000])
})

/** A module with one function of the given body, its locals included. */
function moduleOf(body: Uint8Array): Uint8Array<ArrayBuffer> {
  const leb = (value: number): number[] => [
    (value & 0x7f) | 0x80,
    ((value >> 7) & 0x7f) | 0x80,
    ((value >> 14) & 0x7f) | 0x80,
    value >> 21,
  ]
  const head = [
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...[1, 4, 1, 0x60, 0, 0, 3, 2, 1, 0],
    ...[10, ...leb(body.length + 5), 1, ...leb(body.length)],
  ]
  const wasm = new Uint8Array(head.length + body.length)
  wasm.set(head)
  wasm.set(body, head.length)
  return wasm
}
