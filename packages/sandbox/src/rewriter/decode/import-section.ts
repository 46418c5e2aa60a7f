import type { ByteReader } from '../format/byte-reader.ts'
import { EXTERNAL } from '../format/sections.ts'
import { skipValueType } from '../format/value-types.ts'
import { decodeMemoryType, decodeTableType, type Limits } from './memory-and-table-sections.ts'
import { decodeTag } from './tag-section.ts'

/** Something that the module imports. */
export interface ImportEntry {
  readonly module: string
  readonly name: string
  readonly kind: 'function' | 'table' | 'memory' | 'global' | 'tag'
  /** The index of its type; of a function or tag. */
  readonly type?: number
  /** Of a table or memory. */
  readonly limits?: Limits
}

/** Reads the import section (core specification 5.5.5). */
export function decodeImports(reader: ByteReader): ImportEntry[] {
  const imports: ImportEntry[] = []
  for (let left = reader.u32(); left > 0; left--) {
    imports.push({ module: reader.name(), name: reader.name(), ...decodeDescription(reader) })
  }
  return imports
}

function decodeDescription(reader: ByteReader): Pick<ImportEntry, 'kind' | 'type' | 'limits'> {
  const at = reader.offset
  const kind = reader.byte()
  switch (kind) {
    case EXTERNAL.function:
      return { kind: 'function', type: reader.u32() }
    case EXTERNAL.table:
      return { kind: 'table', limits: decodeTableType(reader).limits }
    case EXTERNAL.memory:
      return { kind: 'memory', limits: decodeMemoryType(reader).limits }
    case EXTERNAL.global: {
      skipValueType(reader)
      const mutability = reader.byte()
      if (mutability > 1) throw reader.unsupported('a shared global', reader.offset - 1)
      return { kind: 'global' }
    }
    case EXTERNAL.tag:
      return { kind: 'tag', type: decodeTag(reader) }
    default:
      throw reader.unsupported(`an import of kind ${kind}`, at)
  }
}
