import { ByteReader } from './format/byte-reader.ts'

/** The subsection of the custom section `name` with those of functions (core specification, appendix 7.4.1). */
const FUNCTIONS = 1

/** Names can be as long as the module. */
const LONGEST_NAME = 256

/**
 * What a module calls its functions, by their index: in its name section, as far as that keeps its format, else by the first
 * of the `exported` names.
 */
export function functionNames(
  module: WebAssembly.Module,
  exports: WebAssembly.Exports,
  exported: readonly string[],
): ReadonlyMap<number, string> {
  const names = new Map<number, string>()
  const name = (index: number, text: string): void => {
    if (!names.has(index)) names.set(index, text.slice(0, LONGEST_NAME))
  }
  const [section] = WebAssembly.Module.customSections(module, 'name')
  if (section !== undefined) readNames(new ByteReader(new Uint8Array(section)), name)
  for (const text of exported) {
    const value = exports[text]
    // An exported function has its index for a name (WebAssembly JavaScript interface, 5.6).
    if (typeof value === 'function') name(Number(value.name), text)
  }
  return names
}

function readNames(reader: ByteReader, name: (index: number, text: string) => void): void {
  try {
    while (!reader.done) {
      const id = reader.byte()
      const content = reader.slice(reader.u32())
      if (id !== FUNCTIONS) continue
      for (let left = content.u32(); left > 0; left--) name(content.u32(), content.name())
    }
  } catch {
    // A custom section has no say in whether the module is valid.
  }
}
