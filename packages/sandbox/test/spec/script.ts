/** A value in a script: integers and bit patterns of floats as unsigned decimals, or the name of a class of NaNs. */
export type ScriptValue =
  | { readonly type: NumberType; readonly value: string }
  | { readonly type: 'v128'; readonly bytes: readonly number[] }
  | { readonly type: 'v128'; readonly value: readonly ScriptValue[] }
  | { readonly type: 'either'; readonly values: readonly ScriptValue[] }
  | { readonly type: 'ref.extern'; readonly value: string }
  | { readonly type: `ref.${string}` }

/** The number types whose values a script writes as one decimal. */
export type NumberType = 'i32' | 'i64' | 'f32' | 'f64'

/** The types of values that memory can hold. */
export type PlainType = NumberType | 'v128'

/** A call of an exported function, or a look at an exported global. */
export interface Action {
  readonly type: 'invoke' | 'get'
  readonly field: string
  readonly module?: string
  readonly args?: readonly ScriptValue[]
}

/** One command of a script, as wabt's wast2json writes it. */
export type Command = { readonly line: number } & (
  | { readonly type: 'module' | 'module_definition'; readonly filename: string; readonly name?: string }
  | { readonly type: 'module_instance'; readonly module?: string; readonly name?: string }
  | { readonly type: 'register'; readonly as: string; readonly name?: string }
  | { readonly type: 'action' | 'assert_return'; readonly action: Action; readonly expected: readonly ScriptValue[] }
  | { readonly type: 'assert_trap' | 'assert_exhaustion' | 'assert_exception'; readonly action: Action }
  | { readonly type: 'assert_unlinkable' | 'assert_uninstantiable'; readonly filename: string }
  | { readonly type: 'assert_invalid' | 'assert_malformed'; readonly filename?: string }
)

/** A file of the suite: its name without `.json`, its commands, and the modules that they name. */
export interface Script {
  readonly name: string
  readonly commands: readonly Command[]
  readonly module: (filename: string) => Uint8Array<ArrayBuffer>
}

/** The scripts among the files of the suite, in the order of their names. */
export function scriptsIn(files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>): Script[] {
  const paths = [...files.keys()].filter((path) => path.endsWith('.json')).sort()
  return paths.map((path) => {
    const folder = path.slice(0, path.lastIndexOf('/') + 1)
    const { commands } = JSON.parse(new TextDecoder().decode(files.get(path))) as { commands: Command[] }
    const module = (filename: string): Uint8Array<ArrayBuffer> => {
      const bytes = files.get(folder + filename)
      if (bytes === undefined) throw new Error(`${path} names ${filename}, which the archive does not hold`)
      return bytes
    }
    return { name: path.replace(/\.json$/, ''), commands, module }
  })
}
