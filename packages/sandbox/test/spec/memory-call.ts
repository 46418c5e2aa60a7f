import { bytesOf, isPlainType, showBytes, VALUE_BYTES } from './plain-values.ts'
import type { PlainType, ScriptValue } from './script.ts'

/** The types of a call whose values can all lie in memory. */
export interface PlainSignature {
  readonly params: readonly PlainType[]
  readonly results: readonly PlainType[]
}

/** A function called by way of memory, so that v128 and every bit of a NaN get through. */
export type MemoryCall = (values: readonly ScriptValue[]) => string[]

/** The types of `values`, unless one is a reference. */
export function plainTypes(values: readonly ScriptValue[]): readonly PlainType[] | undefined {
  const types = values.map((value) => ('values' in value ? (value.values[0]?.type ?? '') : value.type))
  return types.every(isPlainType) ? types : undefined
}

/** How to call `target` by way of memory; `undefined` when its type is not `signature`. */
export function memoryCall(target: WebAssembly.ExportValue, signature: PlainSignature): MemoryCall | undefined {
  const instance = linked(target, signature)
  if (instance === undefined) return undefined
  const bytes = new Uint8Array(memory.buffer)
  const { params, results } = signature
  return (values) => {
    values.forEach((value, index) => {
      bytes.set(bytesOf(value), index * SLOT_BYTES)
    })
    ;(instance.exports['call'] as () => void)()
    return results.map((type, index) => {
      const start = (params.length + index) * SLOT_BYTES
      return showBytes(type, bytes.subarray(start, start + VALUE_BYTES[type]))
    })
  }
}

const SLOT_BYTES = 16

/** One for all calls: engines set aside gigabytes of addresses for each memory, and can spare few. */
const memory = new WebAssembly.Memory({ initial: 1 })

function linked(target: WebAssembly.ExportValue, signature: PlainSignature): WebAssembly.Instance | undefined {
  const module = new WebAssembly.Module(adapter(signature))
  try {
    return new WebAssembly.Instance(module, { a: { f: target, m: memory } })
  } catch (error) {
    if (error instanceof WebAssembly.LinkError) return undefined
    throw error
  }
}

const TYPE: Readonly<Record<PlainType, number>> = { i32: 0x7f, i64: 0x7e, f32: 0x7d, f64: 0x7c, v128: 0x7b }
const LOAD: Readonly<Record<PlainType, readonly number[]>> = {
  i32: [0x28],
  i64: [0x29],
  f32: [0x2a],
  f64: [0x2b],
  v128: [0xfd, 0x00],
}
const STORE: Readonly<Record<PlainType, readonly number[]>> = {
  i32: [0x36],
  i64: [0x37],
  f32: [0x38],
  f64: [0x39],
  v128: [0xfd, 0x0b],
}

/** A module that loads the parameters from memory `a.m`, calls `a.f`, and stores the results behind them. */
function adapter({ params, results }: PlainSignature): Uint8Array<ArrayBuffer> {
  const access = (operator: readonly number[], slot: number): number[] => [
    ...operator,
    0,
    ...unsigned(slot * SLOT_BYTES),
  ]
  const body = [
    ...vector(results.map((type) => [1, TYPE[type]])),
    ...params.flatMap((type, index) => [0x41, 0, ...access(LOAD[type], index)]),
    ...[0x10, 0],
    ...results.flatMap((_, index) => [0x21, ...unsigned(results.length - 1 - index)]),
    ...results.flatMap((type, index) => [
      0x41,
      0,
      0x20,
      ...unsigned(index),
      ...access(STORE[type], params.length + index),
    ]),
    0x0b,
  ]
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, [2, 0x60, ...types(params), ...types(results), 0x60, 0, 0]),
    ...section(2, [2, ...name('a'), ...name('f'), 0, 0, ...name('a'), ...name('m'), 2, 0, 1]),
    ...section(3, [1, 1]),
    ...section(7, [1, ...name('call'), 0, 1]),
    ...section(10, vector([[...unsigned(body.length), ...body]])),
  ])
}

const types = (list: readonly PlainType[]): number[] => vector(list.map((type) => [TYPE[type]]))
const name = (text: string): number[] => [text.length, ...new TextEncoder().encode(text)]
const section = (id: number, content: readonly number[]): number[] => [id, ...unsigned(content.length), ...content]
const vector = (items: readonly (readonly number[])[]): number[] => [...unsigned(items.length), ...items.flat()]

function unsigned(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)]
}
