import { ByteReader } from '../format/byte-reader.ts'
import { countParameters } from '../format/function-type.ts'
import { PREAMBLE, SECTION, SECTION_ORDER } from '../format/sections.ts'
import { skipValueType } from '../format/value-types.ts'
import { RewriteError } from '../rewrite-error.ts'
import { type CodeBody, decodeCode } from './code-section.ts'
import { type ConstantExpression, decodeConstantExpression } from './constant-expression.ts'
import { type DataSegment, decodeData } from './data-section.ts'
import { decodeElements, type ElementSegment } from './element-section.ts'
import { decodeImports, type ImportEntry } from './import-section.ts'
import { decodeMemoryType, decodeTables, type MemoryType, type TableDefinition } from './memory-and-table-sections.ts'
import { decodeTag } from './tag-section.ts'
import { decodeTypes } from './type-section.ts'

/** A section as it stands in the module: its id, where its content starts and ends, and for a custom one its name. */
export interface SectionSlice {
  readonly id: number
  readonly start: number
  readonly end: number
  readonly name?: string
}

/** Something that the module exports. */
export interface ExportEntry {
  readonly name: string
  readonly kind: number
  readonly index: number
}

/** The initialiser of a global, and whether code can change it. */
export interface GlobalDefinition extends ConstantExpression {
  readonly mutable: boolean
}

/** A module as tables; sections that rewriting leaves alone stay raw slices of `bytes`. */
export interface DecodedModule {
  readonly bytes: Uint8Array
  /** All sections in the order of the file. */
  readonly sections: readonly SectionSlice[]
  /** Where in `bytes` each function, struct or array type stands. */
  readonly types: readonly number[]
  readonly imports: readonly ImportEntry[]
  readonly importedFunctionCount: number
  readonly importedTableCount: number
  readonly importedMemoryCount: number
  readonly importedGlobalCount: number
  /** The type index of each tag, the imported ones first. */
  readonly tags: readonly number[]
  /** The type index of each function that the module defines. */
  readonly functions: readonly number[]
  readonly tables: readonly TableDefinition[]
  readonly memories: readonly MemoryType[]
  /** The globals that the module defines: their initialisers. */
  readonly globals: readonly GlobalDefinition[]
  readonly exports: readonly ExportEntry[]
  readonly start?: number
  readonly elements: readonly ElementSegment[]
  readonly code: readonly CodeBody[]
  readonly data: readonly DataSegment[]
}

/**
 * Reads the sections of a module that an engine has found valid.
 *
 * @throws RewriteError `ERR_WASM_UNSUPPORTED` for what is not known here, `ERR_WASM_MALFORMED` for what breaks the format.
 */
export function decode(bytes: Uint8Array): DecodedModule {
  const sections = decodeSections(bytes)
  const reader = <T>(id: number, read: (content: ByteReader) => T, absent: T): T => {
    const section = sections.find((candidate) => candidate.id === id)
    if (section === undefined) return absent
    const content = new ByteReader(bytes, section.start, section.end)
    const result = read(content)
    if (!content.done) throw content.malformed('a section is longer than its content')
    return result
  }
  const imports = reader(SECTION.import, decodeImports, [])
  const imported = (kind: ImportEntry['kind']): number => imports.filter((entry) => entry.kind === kind).length
  const memories = reader(SECTION.memory, (content) => list(content, decodeMemoryType), [])
  const types = reader(SECTION.type, decodeTypes, [])
  const functions = reader(SECTION.function, (content) => list(content, (item) => item.u32()), [])
  const parameters = (index: number): number => {
    const type = types[functions[index] ?? -1]
    return type === undefined ? 0 : countParameters(bytes, type)
  }
  const start = reader<number | undefined>(SECTION.start, (content) => content.u32(), undefined)
  return {
    bytes,
    sections,
    types,
    imports,
    importedFunctionCount: imported('function'),
    importedTableCount: imported('table'),
    importedMemoryCount: imported('memory'),
    importedGlobalCount: imported('global'),
    tags: [
      ...imports.flatMap(({ kind, type }) => (kind === 'tag' && type !== undefined ? [type] : [])),
      ...reader(SECTION.tag, (content) => list(content, decodeTag), []),
    ],
    functions,
    tables: reader(SECTION.table, decodeTables, []),
    memories,
    globals: reader(SECTION.global, (content) => list(content, decodeGlobal), []),
    exports: reader(SECTION.export, (content) => list(content, decodeExport), []),
    ...(start === undefined ? {} : { start }),
    elements: reader(SECTION.element, decodeElements, []),
    code: reader(SECTION.code, (content) => decodeCode(content, parameters), []),
    data: reader(SECTION.data, decodeData, []),
  }
}

function decodeSections(bytes: Uint8Array): SectionSlice[] {
  assertPreamble(bytes)
  const reader = new ByteReader(bytes, PREAMBLE.length)
  const sections: SectionSlice[] = []
  let last = -1
  while (!reader.done) {
    const at = reader.offset
    const id = reader.byte()
    const content = reader.slice(reader.u32())
    const { offset: start, end } = content
    if (id === SECTION.custom) {
      sections.push({ id, start, end, name: content.name() })
      continue
    }
    const rank = SECTION_ORDER.indexOf(id)
    if (rank < 0) throw reader.unsupported(`a section with the id ${id}`, at)
    if (rank <= last) throw reader.malformed('a section stands twice or out of order', at)
    last = rank
    sections.push({ id, start, end })
  }
  return sections
}

const MAGIC_LENGTH = 4
/** What stands where a module has its version, when it is a component (component model, binary format). */
const COMPONENT_VERSION = [0x0d, 0x00, 0x01, 0x00]

function assertPreamble(bytes: Uint8Array): void {
  const begins = (at: number, expected: readonly number[]): boolean =>
    expected.every((byte, index) => bytes[at + index] === byte)
  if (begins(0, PREAMBLE)) return
  if (!begins(0, PREAMBLE.slice(0, MAGIC_LENGTH))) {
    const start = Array.from(bytes.subarray(0, 4), (byte) => byte.toString(16).padStart(2, '0')).join(' ')
    throw new RewriteError(
      'ERR_WASM_MALFORMED',
      `this is not a WebAssembly module: it begins with ${start || 'nothing'}`,
      {
        offset: 0,
        hint: 'a module begins with 00 61 73 6d; is this the right file?',
      },
    )
  }
  if (begins(MAGIC_LENGTH, COMPONENT_VERSION)) {
    throw new RewriteError('ERR_WASM_UNSUPPORTED', 'this is a WebAssembly component, not a module', {
      offset: MAGIC_LENGTH,
      hint: 'build for wasm32-unknown-unknown rather than for wasm32-wasip2',
    })
  }
  throw new RewriteError('ERR_WASM_UNSUPPORTED', 'this is a WebAssembly module of an unknown version', {
    offset: MAGIC_LENGTH,
  })
}

/** A vector (core specification 5.1.3): a count, then so many items. */
function list<T>(reader: ByteReader, item: (reader: ByteReader) => T): T[] {
  const items: T[] = []
  for (let left = reader.u32(); left > 0; left--) items.push(item(reader))
  return items
}

function decodeGlobal(reader: ByteReader): GlobalDefinition {
  skipValueType(reader)
  const at = reader.offset
  const mutability = reader.byte()
  if (mutability > 1) throw reader.unsupported('a shared global', at)
  return { ...decodeConstantExpression(reader), mutable: mutability === 1 }
}

function decodeExport(reader: ByteReader): ExportEntry {
  return { name: reader.name(), kind: reader.byte(), index: reader.u32() }
}
