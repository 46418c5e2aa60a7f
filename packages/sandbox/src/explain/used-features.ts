import type { ConstantExpression } from '../rewriter/decode/constant-expression.ts'
import type { DecodedModule } from '../rewriter/decode/decode-module.ts'
import { ByteReader } from '../rewriter/format/byte-reader.ts'
import { IMMEDIATE, IMMEDIATES, OP } from '../rewriter/format/opcodes.ts'
import { SECTION } from '../rewriter/format/sections.ts'
import { TYPE } from '../rewriter/format/value-types.ts'
import { RewriteError } from '../rewriter/rewrite-error.ts'
import type { FeatureName } from './features.ts'
import { eachInstruction, type InstructionPlace, readBlockTypeIndex } from './instruction-reader.ts'
import { featuresOfOpcodes } from './opcode-features.ts'
import { TypeScan } from './type-scan.ts'

/** The features that a module uses, by its sections, its types and the opcodes in its code. Linear in its size. */
export function usedFeatures(module: DecodedModule): ReadonlySet<FeatureName> {
  const used = new Set<FeatureName>(sectionFeatures(module))
  const types = new TypeScan(module, used)
  types.scanSections()
  const opcodes = new Uint8Array(IMMEDIATES.length)
  const { bytes } = module
  for (const body of module.code) {
    try {
      types.scanLocals(body)
      eachInstruction({ bytes, start: body.code, end: body.end }, (place) => {
        opcodes[place.opcode] = 1
        scanImmediates(bytes, place, { types, used })
      })
    } catch (error) {
      // Rewriting refuses it, too, and says where.
      if (!(error instanceof RewriteError)) throw error
      if (error.code === 'ERR_WASM_UNSUPPORTED' && bytes[error.offset ?? 0] === ATOMICS) used.add('threads')
    }
  }
  for (const { start, end } of constantExpressions(module)) {
    eachInstruction({ bytes, start, end }, ({ opcode }) => {
      opcodes[opcode] = 1
      if (ARITHMETIC.has(opcode)) used.add('extended-constants')
    })
  }
  for (const feature of featuresOfOpcodes((opcode) => opcodes[opcode] === 1)) used.add(feature)
  return used
}

/** The prefix of operators on shared memory. */
const ATOMICS = 0xfe

function sectionFeatures(module: DecodedModule): FeatureName[] {
  const { imports, memories, tables, sections, data, elements, tags } = module
  const limits = (kind: 'memory' | 'table', own: readonly { limits: { is64: boolean } }[]): { is64: boolean }[] => [
    ...imports.flatMap((entry) => (entry.kind === kind && entry.limits !== undefined ? [entry.limits] : [])),
    ...own.map((each) => each.limits),
  ]
  const allMemories = limits('memory', memories)
  const allTables = limits('table', tables)
  const rows: readonly (readonly [FeatureName, boolean])[] = [
    ['multi-memory', allMemories.length > 1],
    ['memory64', allMemories.some(({ is64 }) => is64)],
    ['table64', allTables.some(({ is64 }) => is64)],
    ['reference-types', allTables.length > 1],
    ['reference-types', elements.some(({ mode, table }) => mode === 'declarative' || table > 0)],
    ['reference-types', elements.some(({ expressions }) => expressions !== undefined)],
    ['function-references', tables.some(({ initialiser }) => initialiser !== undefined)],
    ['bulk-memory', sections.some(({ id }) => id === SECTION.dataCount)],
    ['bulk-memory', [...data, ...elements].some(({ mode }) => mode === 'passive')],
    ['exceptions', tags.length > 0],
    ['branch-hints', sections.some(({ name }) => name === 'metadata.code.branch_hint')],
  ]
  return rows.filter(([, present]) => present).map(([feature]) => feature)
}

function scanImmediates(
  bytes: Uint8Array,
  { opcode, immediates, end }: Readonly<InstructionPlace>,
  { types, used }: { readonly types: TypeScan; readonly used: Set<FeatureName> },
): void {
  const kind = IMMEDIATES[opcode]
  if (kind === IMMEDIATE.block || kind === IMMEDIATE.tryTable) {
    if (bytes[immediates] === TYPE.emptyBlock) return
    const reader = new ByteReader(bytes, immediates, end)
    if (readBlockTypeIndex(reader) !== undefined) used.add('multi-value')
    else types.scanValueType(new ByteReader(bytes, immediates, end))
  } else if (opcode === OP.refNull) types.scanHeapType(new ByteReader(bytes, immediates, end))
  else if (opcode === OP.callIndirect) {
    const reader = new ByteReader(bytes, immediates, end)
    reader.u32()
    if (reader.u32() > 0) used.add('reference-types')
  }
}

function* constantExpressions(module: DecodedModule): Generator<ConstantExpression> {
  yield* module.globals
  for (const { initialiser } of module.tables) if (initialiser !== undefined) yield initialiser
  for (const { at, expressions = [] } of module.elements) {
    if (at !== undefined) yield at
    yield* expressions
  }
  for (const { at } of module.data) if (at !== undefined) yield at
}

const ARITHMETIC: ReadonlySet<number> = new Set([
  ...[OP.i32Add, OP.i32Sub, OP.i32Mul],
  ...[OP.i64Add, OP.i64Sub, OP.i64Mul],
])
