import type { DecodedModule } from '../rewriter/decode/decode-module.ts'
import { ByteReader } from '../rewriter/format/byte-reader.ts'
import { EXTERNAL, SECTION } from '../rewriter/format/sections.ts'

/** Names by index. They are the module's word: nothing makes them unique, true or harmless to print. */
export type Names = ReadonlyMap<number, string>

/** The names of what has one index space in a module. */
export interface ModuleNames {
  /** The module's own name. */
  readonly module?: string
  readonly functions: Names
  readonly types: Names
  readonly tables: Names
  readonly memories: Names
  readonly globals: Names
  readonly elements: Names
  readonly data: Names
  readonly tags: Names
}

/** Subsections of the custom section `name` (core specification, appendix 7.4.1, and the extended name section). */
const SUBSECTION = {
  ...{ module: 0, functions: 1, locals: 2, types: 4, tables: 5 },
  ...{ memories: 6, globals: 7, elements: 8, data: 9, tags: 11 },
} as const

const NO_NAMES: Names = new Map()

/** What the name section says. Where it breaks its format, what stands before that counts, as engines take it. */
export function readNames(module: DecodedModule): ModuleNames {
  let own: string | undefined
  const maps = new Map<number, Names>()
  readSubsections(module, (id, content) => {
    if (id === SUBSECTION.module) own ??= content.name()
    else if (id !== SUBSECTION.locals && !maps.has(id)) maps.set(id, readNameMap(content))
  })
  const of = (id: keyof typeof SUBSECTION): Names => maps.get(SUBSECTION[id]) ?? NO_NAMES
  return {
    ...(own === undefined ? {} : { module: own }),
    functions: functionNames(module, of('functions')),
    types: of('types'),
    tables: of('tables'),
    memories: of('memories'),
    globals: of('globals'),
    elements: of('elements'),
    data: of('data'),
    tags: of('tags'),
  }
}

/** The names of the locals, parameters included, of the function with the index `wanted`. */
export function readLocalNames(module: DecodedModule, wanted: number): Names {
  let names = NO_NAMES
  readSubsections(module, (id, content) => {
    if (id !== SUBSECTION.locals) return
    for (let left = content.u32(); left > 0; left--) {
      const found = content.u32() === wanted
      const locals = readNameMap(content)
      if (found && names === NO_NAMES) names = locals
    }
  })
  return names
}

/** Those of the name section; a function without one goes by its import or by its first export. */
function functionNames({ imports, exports }: DecodedModule, named: Names): Names {
  const names = new Map(named)
  let index = 0
  for (const { module, name, kind } of imports) {
    if (kind !== 'function') continue
    if (!names.has(index)) names.set(index, `${module}.${name}`)
    index++
  }
  for (const { name, kind, index } of exports) {
    if (kind === EXTERNAL.function && !names.has(index)) names.set(index, name)
  }
  return names
}

function readSubsections({ bytes, sections }: DecodedModule, each: (id: number, content: ByteReader) => void): void {
  const section = sections.find(({ id, name }) => id === SECTION.custom && name === 'name')
  if (section === undefined) return
  const reader = new ByteReader(bytes, section.start, section.end)
  try {
    reader.name()
    while (!reader.done) each(reader.byte(), reader.slice(reader.u32()))
  } catch {
    // A custom section has no say in whether the module is valid.
  }
}

function readNameMap(reader: ByteReader): Names {
  const names = new Map<number, string>()
  try {
    for (let left = reader.u32(); left > 0; left--) names.set(reader.u32(), reader.name())
  } catch {
    // What was read until here stays.
  }
  return names
}
