import { createHash } from 'node:crypto'

/** A module that a program compiled. */
export interface CaughtModule {
  readonly module: WebAssembly.Module
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly sha256: string
}

/** What stands in for the engine's own instantiation: takes a module and its imports, gives the exports. */
export type Instantiate = (caught: CaughtModule, imports: WebAssembly.Imports) => WebAssembly.Exports

/**
 * Makes every instance of this process by `instantiate`, however the glue of a package asks for it.
 *
 * For a process that runs one program only: nothing puts the engine's own functions back.
 */
export function interceptInstances(instantiate: Instantiate): void {
  const { Module, Instance } = WebAssembly
  const caughtModules = new WeakMap<WebAssembly.Module, CaughtModule>()
  // What this process makes for itself, such as a metered module, is none of the program's.
  let isOurs = false

  const compile = (source: BufferSource): CaughtModule => {
    const bytes = copyOf(source)
    const caught = { module: new Module(bytes), bytes, sha256: createHash('sha256').update(bytes).digest('hex') }
    caughtModules.set(caught.module, caught)
    return caught
  }
  const link = (module: WebAssembly.Module, imports: WebAssembly.Imports = {}): WebAssembly.Instance => {
    const caught = caughtModules.get(module)
    if (caught === undefined || isOurs) return new Instance(module, imports)
    isOurs = true
    try {
      const exports = instantiate(caught, imports)
      return Object.create(Instance.prototype, { exports: { value: exports, enumerable: true } })
    } finally {
      isOurs = false
    }
  }

  WebAssembly.Module = new Proxy(Module, {
    construct: (target, [source]) => (isOurs ? new target(source) : compile(source).module),
  })
  WebAssembly.Instance = new Proxy(Instance, { construct: (_, [module, imports]) => link(module, imports) })
  const api = WebAssembly as unknown as Record<string, unknown>
  api['compile'] = async (source: BufferSource) => compile(source).module
  api['instantiate'] = async (source: BufferSource | WebAssembly.Module, imports?: WebAssembly.Imports) => {
    if (source instanceof Module) return link(source, imports)
    const { module } = compile(source)
    return { module, instance: link(module, imports) }
  }
  // Without these glue takes the bytes, which are what is caught.
  delete api['compileStreaming']
  delete api['instantiateStreaming']
}

function copyOf(source: BufferSource): Uint8Array<ArrayBuffer> {
  if (ArrayBuffer.isView(source)) {
    return Uint8Array.from(new Uint8Array(source.buffer, source.byteOffset, source.byteLength))
  }
  return new Uint8Array(source.slice(0))
}
