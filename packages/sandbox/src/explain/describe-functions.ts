import { decode } from '../rewriter/decode/decode-module.ts'
import { EXTERNAL } from '../rewriter/format/sections.ts'
import { readNames } from './names.ts'

/** How a function can be called for by a reader. */
export interface DescribedFunction {
  /** Its index, imported ones counted. */
  readonly index: number
  readonly imported: boolean
  /** From the name section (else its import), then those it is exported by. Any text, and not its alone. */
  readonly names: readonly string[]
}

/**
 * All functions of a module by their indices. Linear in the size of the module.
 *
 * @throws RewriteError for bytes that are no module.
 */
export function describeFunctions(wasm: Uint8Array): DescribedFunction[] {
  const module = decode(wasm)
  const { functions } = readNames(module)
  const { importedFunctionCount, exports } = module
  const exported = new Map<number, string[]>()
  for (const { kind, index, name } of exports) {
    if (kind !== EXTERNAL.function) continue
    const names = exported.get(index)
    if (names === undefined) exported.set(index, [name])
    else names.push(name)
  }
  return Array.from({ length: importedFunctionCount + module.functions.length }, (_, index) => {
    const name = functions.get(index)
    const names = new Set([...(name === undefined ? [] : [name]), ...(exported.get(index) ?? [])])
    return { index, imported: index < importedFunctionCount, names: [...names] }
  })
}
