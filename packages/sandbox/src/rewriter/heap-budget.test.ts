import { describe, expect, test } from 'vitest'
import { gcWat } from '../../test/support/gc-wat.ts'
import { ending, guestOf } from '../../test/support/guest.ts'
import { refusal } from '../../test/support/refusal.ts'
import { wat } from '../../test/support/wat.ts'
import { rewrite } from './rewrite.ts'

const POLICY = { maxHeapBytes: 100_000 }
const TYPES = `(rec (type $node (struct (field $next (mut (ref null $node))) (field $value (mut i32)))) (type $bytes (array (mut i8))) (type $nodes (array (mut (ref null $node)))))
  (data $d "0123456789abcdef") (elem $e (ref null $node) (ref.null $node) (ref.null $node))
  (global $made (export "made") (mut i32) (i32.const 0)) (global $kept (mut (ref null $node)) (ref.null $node))`
const MADE = '(global.set $made (i32.add (global.get $made) (i32.const 1)))'
const forever = (body: string): string => `(module ${TYPES} (func (export "f") (loop $l ${body} ${MADE} (br $l))))`

/** What is made, and how many times there is room for it: 16 bytes each, 8 a field, the size of its type an element. */
const LOOPS: readonly (readonly [name: string, body: string, times: number])[] = [
  ['structs in a list', '(global.set $kept (struct.new $node (global.get $kept) (i32.const 1)))', 3125],
  ['structs that nobody keeps', '(drop (struct.new_default $node))', 3125],
  ['arrays of bytes', '(drop (array.new_default $bytes (i32.const 984)))', 100],
  ['arrays of references', '(drop (array.new $nodes (ref.null $node) (i32.const 123)))', 100],
  ['empty arrays', '(drop (array.new_default $nodes (i32.const 0)))', 6250],
  [
    'arrays of a fixed length',
    '(drop (array.new_fixed $bytes 4 (i32.const 1) (i32.const 2) (i32.const 3) (i32.const 4)))',
    5000,
  ],
  ['arrays from data', '(drop (array.new_data $bytes $d (i32.const 0) (i32.const 16)))', 3125],
  ['arrays from elements', '(drop (array.new_elem $nodes $e (i32.const 0) (i32.const 2)))', 3125],
]

describe('the heap budget', () => {
  test.each(LOOPS)('ends a loop that makes %s', async (_, body, times) => {
    const guest = await guestOf(gcWat(forever(body)), { policy: POLICY })
    expect(ending(guest, 'f').threw).toBe('RuntimeError')
    expect(guest.memoryRefused).toBe(true)
    expect((guest.exports['made'] as WebAssembly.Global).value).toBe(times)
  })

  test.each([100_000, 2_147_483_647, -1, -2_147_483_648])(
    'ends one array of %s elements before it is made',
    async (length) => {
      const text = `(module ${TYPES} (func (export "f") (param $n i32) (drop (array.new_default $nodes (local.get $n)))))`
      const guest = await guestOf(gcWat(text), { policy: POLICY })
      expect(ending(guest, 'f', length).threw).toBe('RuntimeError')
      expect(guest.memoryRefused).toBe(true)
    },
  )

  test('is not caught', async () => {
    const text = `(module ${TYPES} (func $make (drop (array.new_default $nodes (i32.const 100000)))) (func (export "f") (block $b (try_table (catch_all $b) (call $make)))))`
    expect(ending(await guestOf(gcWat(text), { policy: POLICY }), 'f').threw).toBe('RuntimeError')
  })

  test('is one for all calls of an instance', async () => {
    const text = `(module ${TYPES} (func (export "f") (drop (array.new_default $bytes (i32.const 39984)))))`
    const guest = await guestOf(gcWat(text), { policy: POLICY })
    expect(ending(guest, 'f').threw).toBeUndefined()
    expect(ending(guest, 'f').threw).toBeUndefined()
    expect(guest.memoryRefused).toBe(false)
    expect(ending(guest, 'f').threw).toBe('RuntimeError')
  })

  test('counts nothing where a policy has none', async () => {
    const text = `(module ${TYPES} (func (export "f") (drop (array.new_default $bytes (i32.const 1000000)))))`
    expect(ending(await guestOf(gcWat(text)), 'f').threw).toBeUndefined()
    expect(rewrite(gcWat(text)).plan.heapBytes).toBeUndefined()
  })

  test('ends a list of exceptions that each carry the one before', async () => {
    const text = `(module (tag $e (param exnref)) (global $kept (mut exnref) (ref.null exn)) (global $made (export "made") (mut i32) (i32.const 0))
      (func (export "f") (loop $l (global.set $kept (block $b (result exnref) (try_table (catch_all_ref $b) (throw $e (global.get $kept))) (ref.null exn))) ${MADE} (br $l))))`
    const guest = await guestOf(text, { policy: POLICY })
    expect(ending(guest, 'f').threw).toBe('RuntimeError')
    // 16 and 8 bytes each.
    expect((guest.exports['made'] as WebAssembly.Global).value).toBe(Math.floor(100_000 / 24))
  })

  test('ends a table full of exceptions that each carry 800 bytes', async () => {
    const values = '(i64.const 1)'.repeat(100)
    const text = `(module (tag $e (param ${'i64 '.repeat(100)})) (table $t 1000 exnref) (func (export "f") (local $i i32)
      (loop $l (table.set $t (local.get $i) (block $b (result exnref) (try_table (catch_all_ref $b) (throw $e ${values})) (ref.null exn))) (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 1000))))))`
    const guest = await guestOf(text, { policy: POLICY })
    expect(ending(guest, 'f').threw).toBe('RuntimeError')
    expect(guest.memoryRefused).toBe(true)
  })
})

describe('initialisers', () => {
  const INITIALISERS: readonly (readonly [name: string, text: string, bytes: number])[] = [
    ['a struct in a global', '(global (ref $node) (struct.new_default $node))', 32],
    ['an array in a global', '(global (ref $bytes) (array.new_default $bytes (i32.const 500)))', 516],
    ['an array with a value', '(global (ref $nodes) (array.new $nodes (ref.null $node) (i32.const 5)))', 56],
    ['an array of a fixed length', '(global (ref $bytes) (array.new_fixed $bytes 2 (i32.const 1) (i32.const 2)))', 18],
    ['elements', '(elem (ref null $node) (item (struct.new_default $node)) (item (struct.new_default $node)))', 64],
    ['both of nested structs', '(global (ref $node) (struct.new $node (struct.new_default $node) (i32.const 1)))', 64],
  ]

  test.each(INITIALISERS)('%s takes from the heap budget before anything runs', (_, text, bytes) => {
    const wasm = gcWat(`(module ${TYPES} ${text})`)
    expect(rewrite(wasm, { maxHeapBytes: bytes }).plan.heapBytes).toBe(0)
    expect(refusal(wasm, { maxHeapBytes: bytes - 1 })).toMatchObject({
      code: 'ERR_WASM_HEAP_LIMIT',
      message: expect.stringContaining(`${bytes} bytes`),
      hint: expect.any(String),
    })
  })

  test.each([
    ['an imported global', '(import "h" "g" (global $g i32))', '(global.get $g)'],
    ['a sum', '', '(i32.add (i32.const 1) (i32.const 1))'],
  ])('an array whose length is %s is refused', (_, imports, length) => {
    const wasm = gcWat(`(module ${imports} ${TYPES} (global (ref $bytes) (array.new_default $bytes ${length})))`)
    expect(refusal(wasm, POLICY)).toMatchObject({ code: 'ERR_WASM_HEAP_LIMIT' })
    expect(refusal(wasm)).toBe('accepted')
  })

  test('an array of 4 billion elements is refused', () => {
    const wasm = gcWat(`(module ${TYPES} (global (ref $nodes) (array.new_default $nodes (i32.const -1))))`)
    expect(refusal(wasm, POLICY)).toMatchObject({ code: 'ERR_WASM_HEAP_LIMIT' })
  })

  test('a module without objects has its whole budget', () => {
    expect(rewrite(wat('(module (global i32 (i32.const 1)))'), POLICY).plan.heapBytes).toBe(100_000)
  })
})
