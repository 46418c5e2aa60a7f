import type { ByteReader } from '../format/byte-reader.ts'
import { EXTERNAL } from '../format/sections.ts'
import { skipValueType } from '../format/value-types.ts'
import { type ConstantExpression, decodeConstantExpression } from './constant-expression.ts'

/** A list of references that instantiation puts in a table (active), or that the code can (passive). */
export interface ElementSegment {
  readonly mode: 'active' | 'passive' | 'declarative'
  readonly table: number
  /** Where in the table it goes; of an active one. */
  readonly at?: ConstantExpression
  readonly length: number
  /** The elements where they are written as expressions rather than as function indices. */
  readonly expressions?: readonly ConstantExpression[]
  /** The function indices where they are written as such. */
  readonly functions?: readonly number[]
}

/** Reads the element section (core specification 5.5.12), all eight forms. */
export function decodeElements(reader: ByteReader): ElementSegment[] {
  const segments: ElementSegment[] = []
  for (let left = reader.u32(); left > 0; left--) segments.push(decodeSegment(reader))
  return segments
}

function decodeSegment(reader: ByteReader): ElementSegment {
  const start = reader.offset
  const flags = reader.u32()
  if (flags > 7) throw reader.unsupported(`an element segment of the kind ${flags}`, start)
  const active = (flags & 1) === 0
  const mode = active ? 'active' : (flags & 2) === 0 ? 'passive' : 'declarative'
  const table = active && (flags & 2) !== 0 ? reader.u32() : 0
  const at = active ? decodeConstantExpression(reader) : undefined
  const asExpressions = (flags & 4) !== 0
  if ((flags & 3) !== 0) skipElementKind(reader, asExpressions)
  const length = reader.u32()
  const head = { mode, table, length, ...(at === undefined ? {} : { at }) } as const
  if (asExpressions) {
    const expressions: ConstantExpression[] = []
    for (let left = length; left > 0; left--) expressions.push(decodeConstantExpression(reader))
    return { ...head, expressions }
  }
  const functions: number[] = []
  for (let left = length; left > 0; left--) functions.push(reader.u32())
  return { ...head, functions }
}

function skipElementKind(reader: ByteReader, asExpressions: boolean): void {
  const at = reader.offset
  if (asExpressions) skipValueType(reader)
  else if (reader.byte() !== EXTERNAL.function) throw reader.unsupported('an element segment of an unknown kind', at)
}
