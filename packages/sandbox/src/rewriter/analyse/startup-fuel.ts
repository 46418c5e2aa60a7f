import type { ConstantExpression } from '../decode/constant-expression.ts'
import type { DecodedModule } from '../decode/decode-module.ts'
import type { ElementSegment } from '../decode/element-section.ts'
import { Instructions } from '../format/instructions.ts'
import { PAGE_BYTES } from '../format/limits.ts'
import { OP } from '../format/opcodes.ts'

/** wasmtime 49 fills tables up to this size at compile time. */
const MAX_STATIC_TABLE_ELEMENTS = 1_048_576
/** A memory image below this size is always made at compile time; a larger one only when half of it is data. */
const MAX_SPARSE_IMAGE_BYTES = 16_777_216
/** The size of a page of memory of the machine that wasmtime runs on. */
const HOST_PAGE_BYTES = 4096
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

  const code = new Instructions()
  const compute = (expression: ConstantExpression): void => {
    spend(expression.operators, false)
    if (expression.allocates !== true) return
    code.read(module.bytes, expression.start, expression.end)
    for (let at = 1; at < code.count; at++) {
      const length = arrayLength(module, code, at)
      if (length > 0) spend(length, length > MAX_UNROLLED_ELEMENTS)
    }
  }

  for (const { mode, expressions } of module.elements) {
    if (mode !== 'passive') continue
    spend(0, false)
    for (const expression of expressions ?? []) compute(expression)
  }
  for (const initialiser of module.globals) if (!isPlainConstant(initialiser)) compute(initialiser)
  for (const { initialiser, limits } of module.tables) {
    if (initialiser === undefined || initialiser.opcode === OP.refFunc) continue
    compute(initialiser)
    spend(limits.minimum, limits.minimum > MAX_UNROLLED_ELEMENTS)
  }
  const isStatic = staticElementTest(module)
  for (const segment of module.elements) {
    if (segment.at === undefined || isStatic(segment)) continue
    spend(segment.at.operators, false)
    for (const expression of segment.expressions ?? []) compute(expression)
    spend(segment.length, segment.length > MAX_UNROLLED_ELEMENTS)
  }
  const images = staticImages(module)
  if (images === undefined) {
    for (const { at, length } of module.data) if (at !== undefined) spend(at.operators + length, true)
  } else if (module.importedMemoryCount > 0) {
    // With an imported memory there is code for each image, which copies whole pages of the host.
    for (const { low, high } of images) {
      if (high > low)
        spend(
          Math.ceil(high / HOST_PAGE_BYTES) * HOST_PAGE_BYTES - Math.floor(low / HOST_PAGE_BYTES) * HOST_PAGE_BYTES,
          true,
        )
    }
  } else if (images.some(({ bytes }) => bytes > 0)) {
    // The images are put in place by code that forgets what was not settled; it is needed where only some memories have one.
    if (images.some(({ bytes }) => bytes === 0)) needed = true
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

/** The bytes that a memory starts with: from `low` up to `high`, and how many of them there are. */
interface Image {
  readonly room: number
  low: number
  high: number
  bytes: number
}

/**
 * The images of the module's own memories where the active segments can be laid out at compile time; a segment that can't
 * be keeps all others from it.
 */
function staticImages({ data, memories, importedMemoryCount }: DecodedModule): readonly Image[] | undefined {
  const images = memories.map(
    ({ limits }): Image => ({
      room: limits.minimum * PAGE_BYTES,
      low: Number.POSITIVE_INFINITY,
      high: 0,
      bytes: 0,
    }),
  )
  for (const { at, memory, length } of data) {
    if (at === undefined) continue
    const image = images[memory - importedMemoryCount]
    if (image === undefined || at.address === undefined || at.address + length > image.room) return undefined
    if (length === 0) continue
    image.low = Math.min(image.low, at.address)
    image.high = Math.max(image.high, at.address + length)
    image.bytes += length
  }
  const isDense = ({ low, high, bytes }: Image): boolean =>
    bytes === 0 || high - low < 2 * bytes || high - low < MAX_SPARSE_IMAGE_BYTES
  return images.every(isDense) ? images : undefined
}

/** How many elements the operator at `at` writes one by one, where it makes an array of one value; else 0. */
function arrayLength({ globals, importedGlobalCount }: DecodedModule, code: Instructions, at: number): number {
  const opcode = code.opcodes[at]
  if (opcode !== OP.arrayNew && opcode !== OP.arrayNewDefault) return 0
  const value = code.immediates[at - 1] as number
  if (code.opcodes[at - 1] === OP.i32Const) return value >>> 0
  return code.opcodes[at - 1] === OP.globalGet ? (globals[value - importedGlobalCount]?.address ?? 0) : 0
}
