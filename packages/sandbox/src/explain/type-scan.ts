import type { CodeBody } from '../rewriter/decode/code-section.ts'
import type { DecodedModule } from '../rewriter/decode/decode-module.ts'
import { ByteReader } from '../rewriter/format/byte-reader.ts'
import { EXTERNAL, SECTION } from '../rewriter/format/sections.ts'
import { skipHeapType, TYPE } from '../rewriter/format/value-types.ts'
import type { FeatureName } from './features.ts'

/** Notes the features that the types of a module come from. */
export class TypeScan {
  private readonly module: DecodedModule
  private readonly used: Set<FeatureName>

  constructor(module: DecodedModule, used: Set<FeatureName>) {
    this.module = module
    this.used = used
  }

  /** Looks at the types in the sections before the code. */
  scanSections(): void {
    this.scanTypes()
    this.scanImports()
    this.scanGlobals()
    for (const { elementStart } of this.module.tables) {
      // The only type of tables there was at first.
      if (this.module.bytes[elementStart] !== TYPE.funcref) this.scanValueType(this.reader(elementStart))
    }
  }

  /** Looks at the types of a function's locals. */
  scanLocals({ groupsStart, localGroups }: CodeBody): void {
    const reader = this.reader(groupsStart)
    for (let left = localGroups; left > 0; left--) {
      reader.u32()
      this.scanValueType(reader)
    }
  }

  /** Looks at a value type, which `reader` passes over. */
  scanValueType(reader: ByteReader): void {
    const type = reader.byte()
    if (type === TYPE.v128) this.used.add('simd')
    if (type === TYPE.ref || type === TYPE.refNull) {
      if (reader.peek() === TYPE.funcref) this.used.add('function-references')
      this.scanHeapType(reader)
    } else this.noteHeapType(type)
  }

  /** Looks at a heap type, which `reader` passes over. */
  scanHeapType(reader: ByteReader): void {
    const first = reader.peek() ?? 0
    const isIndex = first >= 0x80 || (first & 0x40) === 0
    if (!isIndex) {
      this.noteHeapType(first)
      skipHeapType(reader)
      return
    }
    const { bytes, types } = this.module
    const isFunction = bytes[types[reader.u32()] ?? 0] === TYPE.function
    this.used.add(isFunction ? 'function-references' : 'gc')
  }

  /** Notes what brought a heap type without an index, or the reference to it of the same byte. */
  private noteHeapType(byte: number): void {
    if (byte === TYPE.funcref || byte === TYPE.externref) this.used.add('reference-types')
    else if (byte === TYPE.exnref || byte === NO_EXN) this.used.add('exnref')
    else if (byte >= FIRST_OF_GC && byte <= LAST_OF_GC) this.used.add('gc')
  }

  private scanTypes(): void {
    const section = this.module.sections.find(({ id }) => id === SECTION.type)
    if (section === undefined) return
    const reader = this.reader(section.start)
    for (let left = reader.u32(); left > 0; left--) {
      if (reader.peek() !== TYPE.recursive) this.scanSubType(reader)
      else {
        this.used.add('gc')
        reader.skip(1)
        for (let members = reader.u32(); members > 0; members--) this.scanSubType(reader)
      }
    }
  }

  private scanSubType(reader: ByteReader): void {
    if (reader.peek() === TYPE.sub || reader.peek() === TYPE.subFinal) {
      this.used.add('gc')
      reader.skip(1)
      for (let supertypes = reader.u32(); supertypes > 0; supertypes--) reader.u32()
    }
    const kind = reader.byte()
    if (kind === TYPE.function) {
      this.scanValueTypes(reader)
      if (this.scanValueTypes(reader) > 1) this.used.add('multi-value')
      return
    }
    this.used.add('gc')
    for (let fields = kind === TYPE.struct ? reader.u32() : 1; fields > 0; fields--) {
      this.scanValueType(reader)
      reader.skip(1)
    }
  }

  private scanValueTypes(reader: ByteReader): number {
    const count = reader.u32()
    for (let left = count; left > 0; left--) this.scanValueType(reader)
    return count
  }

  private scanImports(): void {
    const section = this.module.sections.find(({ id }) => id === SECTION.import)
    if (section === undefined) return
    const reader = this.reader(section.start)
    for (let left = reader.u32(); left > 0; left--) {
      reader.skip(reader.u32())
      reader.skip(reader.u32())
      const kind = reader.byte()
      if (kind === EXTERNAL.global) {
        this.scanValueType(reader)
        reader.skip(1)
      } else if (kind === EXTERNAL.table) {
        if (reader.peek() === TYPE.funcref) reader.skip(1)
        else this.scanValueType(reader)
        skipLimits(reader)
      } else if (kind === EXTERNAL.memory) skipLimits(reader)
      else {
        if (kind === EXTERNAL.tag) reader.skip(1)
        reader.u32()
      }
    }
  }

  private scanGlobals(): void {
    const section = this.module.sections.find(({ id }) => id === SECTION.global)
    if (section === undefined) return
    const reader = this.reader(section.start)
    reader.u32()
    for (const { end } of this.module.globals) {
      this.scanValueType(reader)
      reader.offset = end
    }
  }

  private reader(offset: number): ByteReader {
    return new ByteReader(this.module.bytes, offset)
  }
}

/** Heap types of garbage collection, from `array` down to `any`, and the bottoms `none`, `noextern`, `nofunc`. */
const FIRST_OF_GC = 0x6a
const LAST_OF_GC = 0x73
const NO_EXN = 0x74

function skipLimits(reader: ByteReader): void {
  const hasMaximum = (reader.byte() & 1) !== 0
  reader.skipNumber(64)
  if (hasMaximum) reader.skipNumber(64)
}
