import type { ConstantExpression } from '../decode/constant-expression.ts'
import type { DecodedModule } from '../decode/decode-module.ts'
import type { ElementSegment } from '../decode/element-section.ts'
import { PAGE_BYTES } from '../format/limits.ts'
import { OP } from '../format/opcodes.ts'

/** wasmtime 49 fills tables up to this size at compile time. */
const MAX_STATIC_TABLE_ELEMENTS = 1_048_576
/** A memory image below this size is always made at compile time; a larger one only when half of it is data. */
const MAX_SPARSE_IMAGE_BYTES = 16_777_216
/** Up to so many elements are written one by one, without a loop that would settle the fuel. */
const MAX_UNROLLED_ELEMENTS = 128

/**
 * The fuel that wasmtime 49 takes for instantiating a module, the body of its start function not included.
 *
 * What can't be laid out at compile time runs in a startup function of its own: 1 for entering it, 1 per operator of
 * each initialiser, 1 per element or byte, 1 for calling the start function. Fuel reaches the account when something
 * settles it (a memory segment, a long run of elements, the call of the start function); what comes later is forgotten.
 * Found by experiment with wasmtime 49.0.0; each rule has a row in test/golden/startup.
 */
export function startupFuel(module: DecodedModule): number {
  let settled = 0
  let pending = 0
  let needed = false
  const spend = (units: number, settles: boolean): void => {
    needed = true
    pending += units
    if (!settles) return
    settled += pending
    pending = 0
  }

  for (const segment of module.elements) {
    if (segment.mode === 'passive')
      spend(
        sum(segment.expressions ?? [], ({ operators }) => operators),
        false,
      )
  }
  for (const initialiser of module.globals) if (!isPlainConstant(initialiser)) spend(initialiser.operators, false)
  for (const { initialiser, limits } of module.tables) {
    if (initialiser === undefined || initialiser.opcode === OP.refFunc) continue
    spend(initialiser.operators + limits.minimum, limits.minimum > MAX_UNROLLED_ELEMENTS)
  }
  const isStatic = staticElementTest(module)
  for (const segment of module.elements) {
    if (segment.at === undefined || isStatic(segment)) continue
    const operators = segment.at.operators + sum(segment.expressions ?? [], (expression) => expression.operators)
    spend(operators + segment.length, segment.length > MAX_UNROLLED_ELEMENTS)
  }
  if (!isStaticImage(module)) {
    for (const { at, length } of module.data) if (at !== undefined) spend(at.operators + length, true)
  } else if (module.data.some(({ mode, length }) => mode === 'active' && length > 0)) {
    // The image is put in place by code that forgets what was not settled.
    pending = 0
  }
  if (module.start !== undefined) spend(1, true)
  return needed ? settled + 1 : 0
}

function isPlainConstant({ operators, opcode }: ConstantExpression): boolean {
  if (operators !== 1) return false
  return (opcode >= OP.i32Const && opcode <= OP.f64Const) || opcode === OP.v128Const
}

/** Tells whether a segment is laid out at compile time; after the first that is not, no later one is. */
function staticElementTest(module: DecodedModule): (segment: ElementSegment) => boolean {
  let possible = true
  return (segment) => {
    if (segment.mode !== 'active') return false
    const table = module.tables[segment.table - module.importedTableCount]
    const at = segment.at?.address
    possible =
      possible &&
      table !== undefined &&
      (table.initialiser === undefined || table.initialiser.opcode === OP.refFunc) &&
      at !== undefined &&
      segment.expressions === undefined &&
      at + segment.length <= Math.min(table.limits.minimum, MAX_STATIC_TABLE_ELEMENTS)
    return possible
  }
}

/** Whether every memory's active segments can be laid out at compile time; one that can't keeps all others from it. */
function isStaticImage({ data, memories, importedMemoryCount }: DecodedModule): boolean {
  const images = memories.map(({ limits }) => ({ room: limits.minimum * PAGE_BYTES, low: Infinity, high: 0, bytes: 0 }))
  for (const { at, memory, length } of data) {
    if (at === undefined) continue
    const image = images[memory - importedMemoryCount]
    if (image === undefined || at.address === undefined || at.address + length > image.room) return false
    if (length === 0) continue
    image.low = Math.min(image.low, at.address)
    image.high = Math.max(image.high, at.address + length)
    image.bytes += length
  }
  return images.every(({ low, high, bytes }) => {
    const span = high - low
    return bytes === 0 || span < 2 * bytes || span < MAX_SPARSE_IMAGE_BYTES
  })
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0)
}
