import type { ByteReader } from '../format/byte-reader.ts'
import { skipValueType } from '../format/value-types.ts'

/** The body of one function: offsets in the module. */
export interface CodeBody {
  /** Where the vector of locals starts. */
  readonly start: number
  /** How many groups of locals it has, and where the first of them stands. */
  readonly localGroups: number
  readonly groupsStart: number
  /** How many locals the function has, its parameters included. */
  readonly locals: number
  /** The first instruction. */
  readonly code: number
  /** The first byte after the last `end`. */
  readonly end: number
}

/**
 * Reads the code section (core specification 5.5.13) down to the bounds of each body; `parameters` tells how many values a
 * function takes, by its place in the section.
 */
export function decodeCode(reader: ByteReader, parameters: (index: number) => number): CodeBody[] {
  const bodies: CodeBody[] = []
  for (let left = reader.u32(); left > 0; left--) {
    const body = reader.slice(reader.u32())
    const start = body.offset
    const localGroups = body.u32()
    const groupsStart = body.offset
    let locals = parameters(bodies.length)
    for (let left = localGroups; left > 0; left--) {
      locals += body.u32()
      skipValueType(body)
    }
    bodies.push({ start, localGroups, groupsStart, locals, code: body.offset, end: body.end })
  }
  return bodies
}
