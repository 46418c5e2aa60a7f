import { EXTERNAL } from '../format/sections.ts'
import type { ByteReader } from './byte-reader.ts'
import { decodeMemoryType, decodeTableType } from './memory-and-table-sections.ts'
import { skipValueType } from './type-section.ts'

/** Something that the module imports. */
export interface ImportEntry {
  readonly module: string
  readonly name: string
  readonly kind: 'function' | 'table' | 'memory' | 'global'
}

/** Reads the import section (core specification 5.5.5). */
export function decodeImports(reader: ByteReader): ImportEntry[] {
  const imports: ImportEntry[] = []
  for (let left = reader.u32(); left > 0; left--) {
    imports.push({ module: reader.name(), name: reader.name(), kind: decodeKind(reader) })
  }
  return imports
}

function decodeKind(reader: ByteReader): ImportEntry['kind'] {
  const at = reader.offset
  const kind = reader.byte()
  switch (kind) {
    case EXTERNAL.function:
      reader.u32()
      return 'function'
    case EXTERNAL.table:
      decodeTableType(reader)
      return 'table'
    case EXTERNAL.memory:
      decodeMemoryType(reader)
      return 'memory'
    case EXTERNAL.global: {
      skipValueType(reader)
      const mutability = reader.byte()
      if (mutability > 1) throw reader.unsupported('a shared global', reader.offset - 1)
      return 'global'
    }
    default:
      throw reader.unsupported(`an import of kind ${kind}`, at)
  }
}
