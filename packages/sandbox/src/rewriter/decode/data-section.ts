import type { ByteReader } from '../format/byte-reader.ts'
import { type ConstantExpression, decodeConstantExpression } from './constant-expression.ts'

/** Bytes that instantiation puts in a memory (active), or that the code can (passive). */
export interface DataSegment {
  readonly mode: 'active' | 'passive'
  readonly memory: number
  /** Where in the memory it goes; of an active one. */
  readonly at?: ConstantExpression
  /** In bytes. */
  readonly length: number
}

/** Reads the data section (core specification 5.5.14). */
export function decodeData(reader: ByteReader): DataSegment[] {
  const segments: DataSegment[] = []
  for (let left = reader.u32(); left > 0; left--) {
    const start = reader.offset
    const flags = reader.u32()
    if (flags > 2) throw reader.unsupported(`a data segment of the kind ${flags}`, start)
    const memory = flags === 2 ? reader.u32() : 0
    const at = flags === 1 ? undefined : decodeConstantExpression(reader)
    const length = reader.u32()
    reader.skip(length)
    segments.push(at === undefined ? { mode: 'passive', memory, length } : { mode: 'active', memory, at, length })
  }
  return segments
}
