import type { DecodedModule } from '../decode/decode-module.ts'
import { describeFunctionType } from '../format/function-type.ts'
import { EXTERNAL } from '../format/sections.ts'

/** What an import or export is. */
export type ExternalKind = 'function' | 'table' | 'memory' | 'global' | 'tag'

/** Something that a module needs from its host. */
export interface ModuleImport {
  readonly module: string
  readonly name: string
  readonly kind: ExternalKind
  /** Its type as `(i32, i32) -> (i32)`; of a function. */
  readonly signature?: string
}

/** Something that a module offers to its host. */
export interface ModuleExport {
  readonly name: string
  readonly kind: ExternalKind
  /** Its type as `(i32, i32) -> (i32)`; of a function. */
  readonly signature?: string
}

/** What a module imports, in its own order. */
export function describeImports(module: DecodedModule): ModuleImport[] {
  const signature = signatures(module)
  return module.imports.map(({ module: from, name, kind, type }) =>
    type === undefined ? { module: from, name, kind } : { module: from, name, kind, signature: signature(type) },
  )
}

/** What a module exports, in its own order. */
export function describeExports(module: DecodedModule): ModuleExport[] {
  const signature = signatures(module)
  const importedTypes = module.imports.flatMap(({ kind, type }) =>
    kind === 'function' && type !== undefined ? [type] : [],
  )
  return module.exports.map(({ name, kind, index }) => {
    if (kind !== EXTERNAL.function) return { name, kind: KINDS[kind] ?? 'global' }
    const type = importedTypes[index] ?? module.functions[index - importedTypes.length]
    return { name, kind: 'function', signature: signature(type ?? 0) }
  })
}

const KINDS: readonly ExternalKind[] = ['function', 'table', 'memory', 'global', 'tag']

/** Describes types by their index, each once however many functions have it. */
function signatures(module: DecodedModule): (type: number) => string {
  const known = new Map<number, string>()
  return (type) => {
    const seen = known.get(type)
    if (seen !== undefined) return seen
    const text = describeFunctionType(module.bytes, module.types[type] ?? 0)
    known.set(type, text)
    return text
  }
}
