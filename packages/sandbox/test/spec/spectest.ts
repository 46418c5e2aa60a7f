/** The module `spectest` that the suite's modules import from; `log` gets a line for each call of it. */
export function spectest(log: string[]): WebAssembly.ModuleImports {
  const print =
    (name: string) =>
    (...values: unknown[]): void => {
      log.push(`${name} ${values.map(String).join(' ')}`)
    }
  const names = ['print', 'print_i32', 'print_i64', 'print_f32', 'print_f64', 'print_i32_f32', 'print_f64_f64']
  const global = (value: WebAssembly.ValueType, content: unknown): WebAssembly.Global =>
    new WebAssembly.Global({ value, mutable: false }, content as never)
  return {
    ...Object.fromEntries(names.map((name) => [name, print(name)])),
    global_i32: global('i32', 666),
    global_i64: global('i64', 666n),
    global_f32: global('f32', 666.6),
    global_f64: global('f64', 666.6),
    table: new WebAssembly.Table({ initial: 10, maximum: 20, element: 'anyfunc' }),
    memory: new WebAssembly.Memory({ initial: 1, maximum: 2 }),
    ...orNothing(() => ({ table64: new WebAssembly.Table(TABLE_64) })),
    ...orNothing(() => ({ shared_memory: new WebAssembly.Memory({ initial: 1, maximum: 2, shared: true }) })),
  }
}

/** The interface of 64-bit tables is younger than the types of this project's compiler. */
const TABLE_64 = {
  initial: 10n,
  maximum: 20n,
  element: 'anyfunc',
  address: 'i64',
} as unknown as WebAssembly.TableDescriptor

/** What an engine that lacks a proposal can't make is missing; its modules are refused by that engine, too. */
function orNothing(make: () => WebAssembly.ModuleImports): WebAssembly.ModuleImports {
  try {
    return make()
  } catch {
    return {}
  }
}
