import type { GuestMemory } from '../guest-memory.ts'

/** As many as IOV_MAX allows in the C library. */
const MAX_BUFFERS = 1_024
/** A call does less than it was asked for, as it may: a trace holds so many accesses of one. */
const MAX_TAKEN = 8
const BUFFER_SIZE = 8

/** A range of the guest's memory. */
export interface GuestBuffer {
  readonly pointer: number
  readonly length: number
}

/**
 * The first buffers of an array of `iovec` or `ciovec`, the empty ones left out; `undefined` for more than a call can have.
 * Ends the run as `trapped` unless the array and all of its buffers lie inside the memory.
 */
export function readBuffers(memory: GuestMemory, pointer: number, count: number): readonly GuestBuffer[] | undefined {
  if (count >>> 0 > MAX_BUFFERS) return undefined
  const array = memory.read(pointer, count * BUFFER_SIZE)
  const view = new DataView(array.buffer)
  const buffers: GuestBuffer[] = []
  for (let offset = 0; offset < array.length; offset += BUFFER_SIZE) {
    const buffer = { pointer: view.getUint32(offset, true), length: view.getUint32(offset + 4, true) }
    memory.assertInside(buffer.pointer, buffer.length)
    if (buffer.length > 0 && buffers.length < MAX_TAKEN) buffers.push(buffer)
  }
  return buffers
}

/** What is in buffers, one after another, but no more than `most` bytes. */
export function gather(memory: GuestMemory, buffers: readonly GuestBuffer[], most: number): Uint8Array {
  const bytes = new Uint8Array(Math.min(most, totalLength(buffers)))
  let filled = 0
  for (const { pointer, length } of buffers) {
    if (filled === bytes.length) break
    const part = memory.read(pointer, Math.min(length, bytes.length - filled))
    bytes.set(part, filled)
    filled += part.length
  }
  return bytes
}

/** Fills buffers, one after another, from the beginning of `bytes`; how many bytes that were. */
export function scatter(memory: GuestMemory, buffers: readonly GuestBuffer[], bytes: Uint8Array): number {
  let taken = 0
  for (const { pointer, length } of buffers) {
    if (taken === bytes.length) break
    const part = bytes.subarray(taken, taken + length)
    memory.write(pointer, part)
    taken += part.length
  }
  return taken
}

function totalLength(buffers: readonly GuestBuffer[]): number {
  return buffers.reduce((total, { length }) => total + length, 0)
}
