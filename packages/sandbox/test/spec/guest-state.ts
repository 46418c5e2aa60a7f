import { showJs } from './js-values.ts'
import { outcomeOf } from './outcome.ts'

/** The most elements of a table that are looked at. */
const MAX_ELEMENTS = 1000

/** What of the exported memories, globals and tables differs between two instances of one module, in words. */
export function stateDifferences(plain: WebAssembly.Exports, metered: WebAssembly.Exports): string[] {
  return Object.entries(plain).flatMap(([name, value]) => {
    const other = metered[name]
    const differs =
      value instanceof WebAssembly.Memory && other instanceof WebAssembly.Memory
        ? !sameMemory(value, other)
        : show(value) !== show(other)
    return differs ? [`${name}: ${show(value)} plain, ${show(other)} metered`] : []
  })
}

function sameMemory(one: WebAssembly.Memory, other: WebAssembly.Memory): boolean {
  // By words: a memory is a whole number of pages, and some are large.
  const words = new Uint32Array(one.buffer)
  const others = new Uint32Array(other.buffer)
  return words.length === others.length && words.every((word, index) => word === others[index])
}

function show(value: unknown): string {
  if (value instanceof WebAssembly.Memory) return `a memory of ${value.buffer.byteLength} bytes`
  if (value instanceof WebAssembly.Global) return outcomeOf(() => [showJs(value.value)])
  if (value instanceof WebAssembly.Table) return showTable(value)
  return typeof value
}

function showTable(table: WebAssembly.Table): string {
  // The length of a 64-bit table is a bigint, and so are its indices.
  const length = table.length as number | bigint
  const elements = Array.from({ length: Math.min(Number(length), MAX_ELEMENTS) }, (_, index) =>
    outcomeOf(() => [showJs(table.get((typeof length === 'bigint' ? BigInt(index) : index) as number))]),
  )
  return `a table of ${length}: ${elements.join(', ')}`
}
