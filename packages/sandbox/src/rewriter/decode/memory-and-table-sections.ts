import type { ByteReader } from '../format/byte-reader.ts'
import { isReferenceType } from '../format/value-types.ts'
import { type ConstantExpression, decodeConstantExpression } from './constant-expression.ts'

/** Sizes between which a memory (in pages) or a table (in elements) stays, and where this is said in the module. */
export interface Limits {
  readonly minimum: number
  readonly maximum?: number
  /** Where the flag byte of the limits stands. */
  readonly offset: number
  /** The first byte after the limits. */
  readonly end: number
}

/** A memory that the module defines or imports; its limits count pages of 64 KiB. */
export interface MemoryType {
  readonly limits: Limits
}

/** The type of a table that the module defines or imports; its limits count elements. */
export interface TableType {
  readonly elementType: number
  readonly limits: Limits
}

/** A table that the module defines. */
export interface TableDefinition extends TableType {
  /** What its elements start as, where that is not null. */
  readonly initialiser?: ConstantExpression
}

/** Reads a memory type (core specification 5.3.9); refuses shared and 64-bit ones. */
export function decodeMemoryType(reader: ByteReader): MemoryType {
  return { limits: decodeLimits(reader, 'memory') }
}

/** Reads a table type (core specification 5.3.10). */
export function decodeTableType(reader: ByteReader): TableType {
  const at = reader.offset
  const elementType = reader.byte()
  if (!isReferenceType(elementType)) throw reader.unsupported('a table of a typed reference', at)
  return { elementType, limits: decodeLimits(reader, 'table') }
}

/** Reads the table section (core specification 5.5.7), also tables with an initialiser. */
export function decodeTables(reader: ByteReader): TableDefinition[] {
  const tables: TableDefinition[] = []
  for (let left = reader.u32(); left > 0; left--) {
    if (reader.peek() === 0x40) {
      reader.skip(1)
      if (reader.byte() !== 0)
        throw reader.malformed('a table definition starts with 0x40 but not 0x40 0x00', reader.offset - 1)
      tables.push({ ...decodeTableType(reader), initialiser: decodeConstantExpression(reader) })
    } else {
      tables.push(decodeTableType(reader))
    }
  }
  return tables
}

function decodeLimits(reader: ByteReader, of: 'memory' | 'table'): Limits {
  const offset = reader.offset
  const flags = reader.byte()
  if ((flags & 0b010) !== 0) throw reader.unsupported(`a shared ${of}`, offset)
  if ((flags & 0b100) !== 0) throw reader.unsupported(`a 64-bit ${of}`, offset)
  if (flags > 0b001) throw reader.unsupported(`limits of the kind ${flags}`, offset)
  const minimum = reader.u32()
  return flags === 1
    ? { minimum, maximum: reader.u32(), offset, end: reader.offset }
    : { minimum, offset, end: reader.offset }
}
