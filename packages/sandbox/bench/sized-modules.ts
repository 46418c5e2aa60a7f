import { ByteWriter, collect } from '../src/rewriter/encode/byte-writer.ts'
import { ByteReader } from '../src/rewriter/format/byte-reader.ts'

const PREAMBLE = 8
const FUNCTION_SECTION = 3
const CODE_SECTION = 10

/**
 * A module with all functions of `wasm` so many times that it has about `bytes` bytes. The copies stand behind the
 * functions that are there, so every index goes on to mean what it did.
 */
export function repeatFunctions(wasm: Uint8Array, bytes: number): Uint8Array<ArrayBuffer> {
  const sections = sectionsOf(wasm)
  const sizeOf = (id: number): number => sections.find((section) => section.id === id)?.content.length ?? 0
  const repeated = sizeOf(FUNCTION_SECTION) + sizeOf(CODE_SECTION)
  const copies = Math.max(1, Math.round((bytes - wasm.length + repeated) / repeated))
  const writer = new ByteWriter(bytes + wasm.length)
  writer.copy(wasm, 0, PREAMBLE)
  for (const { id, content } of sections) {
    const isRepeated = id === FUNCTION_SECTION || id === CODE_SECTION
    writeSection(writer, id, isRepeated ? repeatVector(content, copies) : content)
  }
  return writer.finish()
}

/** A module of one function of about `bytes` bytes: loop after loop, each with a branch and a call in it. */
export function oneLongFunction(bytes: number): Uint8Array<ArrayBuffer> {
  const count = Math.max(1, Math.round(bytes / LOOP.length))
  const body = collect((writer) => {
    writer.bytes([0x01, 0x01, 0x7f])
    for (let index = 0; index < count; index++) writer.bytes(LOOP)
    writer.byte(0x0b)
  })
  const writer = new ByteWriter(bytes + 1024)
  writer.bytes([0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00])
  writeSection(writer, 1, Uint8Array.of(1, 0x60, 1, 0x7f, 0))
  writeSection(writer, FUNCTION_SECTION, Uint8Array.of(1, 0))
  const code = new ByteWriter(body.length + 16)
  code.u32(1)
  code.u32(body.length)
  code.copy(body, 0, body.length)
  writeSection(writer, CODE_SECTION, code.finish())
  return writer.finish()
}

/** (loop (if (local.get 0) (then (call 0 (local.get 1)))) (br_if 0 (local.tee 1 (i32.sub (local.get 1) (i32.const 1))))) */
const LOOP: readonly number[] = [
  ...[0x03, 0x40, 0x20, 0x00, 0x04, 0x40, 0x20, 0x01, 0x10, 0x00, 0x0b],
  ...[0x20, 0x01, 0x41, 0x01, 0x6b, 0x22, 0x01, 0x0d, 0x00, 0x0b],
]

/** The size of a module without its custom sections, in bytes. */
export function essentialBytes(wasm: Uint8Array): number {
  return sectionsOf(wasm).reduce((bytes, { id, content }) => (id === 0 ? bytes : bytes + content.length), PREAMBLE)
}

interface Section {
  readonly id: number
  readonly content: Uint8Array
}

function sectionsOf(wasm: Uint8Array): Section[] {
  const reader = new ByteReader(wasm, PREAMBLE)
  const sections: Section[] = []
  while (!reader.done) {
    const id = reader.byte()
    const length = reader.u32()
    sections.push({ id, content: wasm.subarray(reader.offset, reader.offset + length) })
    reader.skip(length)
  }
  return sections
}

function repeatVector(content: Uint8Array, copies: number): Uint8Array {
  const reader = new ByteReader(content)
  const count = reader.u32()
  const writer = new ByteWriter(content.length * copies + 16)
  writer.u32(count * copies)
  for (let copy = 0; copy < copies; copy++) writer.copy(content, reader.offset, content.length)
  return writer.finish()
}

function writeSection(writer: ByteWriter, id: number, content: Uint8Array): void {
  writer.byte(id)
  writer.u32(content.length)
  writer.copy(content, 0, content.length)
}
