import type { ByteReader } from '../format/byte-reader.ts'
import { skipValueType } from '../format/value-types.ts'
import { type ConstantExpression, decodeConstantExpression } from './constant-expression.ts'

/** Sizes between which a memory (in pages) or a table (in elements) stays, and where this is said in the module. */
export interface Limits {
  /** Whether addresses have 64 bits. */
  readonly is64: boolean
  readonly minimum: number
  readonly maximum?: number
  /** Where the flag byte of the limits stands. */
  readonly offset: number
}

/** A memory that the module defines or imports; its limits count pages of 64 KiB. */
export interface MemoryType {
  readonly limits: Limits
}

/** The type of a table that the module defines or imports; its limits count elements. */
export interface TableType {
  /** Where the type of its elements starts and ends in the module. */
  readonly elementStart: number
  readonly elementEnd: number
  readonly limits: Limits
}

/** A table that the module defines. */
export interface TableDefinition extends TableType {
  /** What its elements start as, where that is not null. */
  readonly initialiser?: ConstantExpression
}

/** Reads a memory type (core specification 5.3.9); refuses shared ones. */
export function decodeMemoryType(reader: ByteReader): MemoryType {
  return { limits: decodeLimits(reader, 'memory') }
}

/** Reads a table type (core specification 5.3.10). */
export function decodeTableType(reader: ByteReader): TableType {
  const elementStart = reader.offset
  skipValueType(reader)
  const elementEnd = reader.offset
  return { elementStart, elementEnd, limits: decodeLimits(reader, 'table') }
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

const HAS_MAXIMUM = 1
const IS_SHARED = 2
const IS_64_BIT = 4

function decodeLimits(reader: ByteReader, of: 'memory' | 'table'): Limits {
  const offset = reader.offset
  const flags = reader.byte()
  if ((flags & IS_SHARED) !== 0) throw reader.unsupported(`a shared ${of}`, offset)
  if (flags > (HAS_MAXIMUM | IS_64_BIT)) throw reader.unsupported(`a ${of} with limits of the kind ${flags}`, offset)
  const is64 = (flags & IS_64_BIT) !== 0
  const minimum = reader.u64()
  return (flags & HAS_MAXIMUM) !== 0 ? { is64, minimum, maximum: reader.u64(), offset } : { is64, minimum, offset }
}
