import { instantiateMetered, type MeteredInstance, type MeteredModule } from '@blufio/sandbox/rewriter'

/** An instance in one of the two worlds. */
export interface Guest {
  /** What a caller gets: for a metered module the view that `instantiateMetered` gives. */
  readonly exports: Readonly<Record<string, WebAssembly.ExportValue>>
  /** What other modules link with: the instance's own exports, whose functions have types. */
  readonly linkable: WebAssembly.Exports
  readonly metered?: MeteredInstance
}

/** Enough for every script, and still far from the end of the counter. */
const BUDGET = 1n << 62n

/** Instantiates the module as it is. */
export function plainGuest(module: WebAssembly.Module, imports: WebAssembly.Imports): Guest {
  const { exports } = new WebAssembly.Instance(module, imports)
  return { exports, linkable: exports }
}

/** Instantiates the rewritten module. */
export function meteredGuest(module: MeteredModule, imports: WebAssembly.Imports): Guest {
  const { result, instance } = watchInstance(module.module, () => instantiateMetered(module, imports, { fuel: BUDGET }))
  return { exports: result.exports, linkable: instance.exports, metered: result }
}

/** Runs `make` and catches the instance of `module` that it makes, which a metered instance does not show. */
function watchInstance<T>(
  module: WebAssembly.Module,
  make: () => T,
): { readonly result: T; readonly instance: WebAssembly.Instance } {
  const native = WebAssembly.Instance
  let caught: WebAssembly.Instance | undefined
  WebAssembly.Instance = new Proxy(native, {
    construct(target, args: ConstructorParameters<typeof WebAssembly.Instance>) {
      const instance = new target(...args)
      if (args[0] === module) caught = instance
      return instance
    },
  })
  try {
    const result = make()
    if (caught === undefined) throw new Error('instantiateMetered made no instance of its module')
    return { result, instance: caught }
  } finally {
    WebAssembly.Instance = native
  }
}
