import type { DecodedModule } from '../decode/decode-module.ts'
import { ByteReader } from '../format/byte-reader.ts'
import { countParameters } from '../format/function-type.ts'
import { skipValueType, TYPE } from '../format/value-types.ts'

/** What a function's analysis needs to know of its module; indices are the module's. */
export interface ModuleFacts {
  /** Whether a function type takes values. */
  takesValues(type: number): boolean
  /** What a call of a function costs its caller beyond the call itself, when that is always the same. */
  constantFuel(callee: number): number | undefined
  /** Whether addresses of a memory, or indices of a table, have 64 bits. */
  isMemory64(memory: number): boolean
  isTable64(table: number): boolean
  /** Bytes of an object of a struct type, or of one element of an array type. */
  objectBytes(type: number): number
  /** Bytes of an exception with a tag. */
  exceptionBytes(tag: number): number
  /** How many functions the module imports. */
  readonly importedFunctions: number
  /** Whether a function may be left by a throw and the run go on: the module throws or catches. */
  readonly mayThrow: boolean
  /** Whether there is room for the locals that a counted loop needs. */
  readonly mayCount: boolean
  /** Whether fuel is to be told by function, so that calls get points. */
  readonly profiles: boolean
}

/** The facts that are the same for all functions of a module. */
export function moduleFacts(module: DecodedModule): Omit<ModuleFacts, 'constantFuel' | 'mayCount' | 'profiles'> {
  const { bytes, types, tags } = module
  const memories = [...importedLimits(module, 'memory'), ...module.memories.map(({ limits }) => limits)]
  const tables = [...importedLimits(module, 'table'), ...module.tables.map(({ limits }) => limits)]
  const sizes = new Map<number, number>()
  const exceptions = new Map<number, number>()
  return {
    takesValues: (type) => countParameters(bytes, types[type] ?? 0) > 0,
    isMemory64: (memory) => memories[memory]?.is64 === true,
    isTable64: (table) => tables[table]?.is64 === true,
    objectBytes: (type) => {
      const size = sizes.get(type) ?? sizeOf(new ByteReader(bytes, types[type]))
      sizes.set(type, size)
      return size
    },
    exceptionBytes: (tag) => {
      const size = exceptions.get(tag) ?? exceptionBytes(new ByteReader(bytes, types[tags[tag] ?? 0]))
      exceptions.set(tag, size)
      return size
    },
    importedFunctions: module.importedFunctionCount,
    mayThrow: tags.length > 0,
  }
}

function importedLimits({ imports }: DecodedModule, wanted: 'memory' | 'table'): { readonly is64: boolean }[] {
  return imports.flatMap(({ kind, limits }) => (kind === wanted && limits !== undefined ? [limits] : []))
}

/** What an object is taken to need beside its fields or elements. */
export const OBJECT_BYTES = 16
const MANY_BYTES = 8

/** Of a struct type that `reader` stands at, the bytes of an object; of an array type, those of an element. */
function sizeOf(reader: ByteReader): number {
  if (reader.byte() !== TYPE.struct) return storageBytes(reader)
  let size = OBJECT_BYTES
  for (let fields = reader.u32(); fields > 0; fields--) {
    size += Math.max(storageBytes(reader), MANY_BYTES)
    reader.skip(1)
  }
  return size
}

function storageBytes(reader: ByteReader): number {
  const storage = reader.peek()
  if (storage === TYPE.i8 || storage === TYPE.i16) {
    reader.skip(1)
    return storage === TYPE.i8 ? 1 : 2
  }
  return valueBytes(skipValueType(reader))
}

function valueBytes(type: number): number {
  if (type === TYPE.v128) return 16
  return type === TYPE.i32 || type === TYPE.f32 ? 4 : MANY_BYTES
}

function exceptionBytes(reader: ByteReader): number {
  reader.skip(1)
  let size = OBJECT_BYTES
  for (let values = reader.u32(); values > 0; values--) size += Math.max(valueBytes(skipValueType(reader)), MANY_BYTES)
  return size
}
