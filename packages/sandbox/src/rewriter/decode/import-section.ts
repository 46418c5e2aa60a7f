import type { ByteReader } from '../format/byte-reader.ts'
import { skipValueType } from '../format/function-type.ts'
import { EXTERNAL } from '../format/sections.ts'
import { decodeMemoryType, decodeTableType } from './memory-and-table-sections.ts'

/** Something that the module imports. */
export interface ImportEntry {
  readonly module: string
  readonly name: string
  readonly kind: 'function' | 'table' | 'memory' | 'global'
  /** The index of its type; of a function. */
  readonly type?: number
}

/** Reads the import section (core specification 5.5.5). */
export function decodeImports(reader: ByteReader): ImportEntry[] {
  const imports: ImportEntry[] = []
  for (let left = reader.u32(); left > 0; left--) {
    imports.push({ module: reader.name(), name: reader.name(), ...decodeDescription(reader) })
  }
  return imports
}

function decodeDescription(reader: ByteReader): Pick<ImportEntry, 'kind' | 'type'> {
  const at = reader.offset
  const kind = reader.byte()
  switch (kind) {
    case EXTERNAL.function:
      return { kind: 'function', type: reader.u32() }
    case EXTERNAL.table:
      decodeTableType(reader)
      return { kind: 'table' }
    case EXTERNAL.memory:
      decodeMemoryType(reader)
      return { kind: 'memory' }
    case EXTERNAL.global: {
      skipValueType(reader)
      const mutability = reader.byte()
      if (mutability > 1) throw reader.unsupported('a shared global', reader.offset - 1)
      return { kind: 'global' }
    }
    default:
      throw reader.unsupported(`an import of kind ${kind}`, at)
  }
}
